"""Reading and writing the few HTTP headers that decide something."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version

_LONGEST_WAIT = 24 * 3600.0


def user_agent(contact: str | None) -> str:
    """`onrecord/VERSION (+contact)`: who asks, and whom to write to."""
    try:
        release = version("onrecord")
    except PackageNotFoundError:  # run from a checkout that was not installed
        release = "dev"
    told = "".join(character for character in contact or "" if character.isprintable() and character not in "()")
    return f"onrecord/{release} (+{told})" if told else f"onrecord/{release}"


def http_date(text: str | None) -> datetime | None:
    """An HTTP date (RFC 9110 §5.6.7), with its zone; None where there is none to read."""
    if not text:
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds to wait from `Retry-After` (seconds or a date), between 0 and 24 h; None where it can't be read."""
    if not text:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_WAIT)
    when = http_date(text)
    return None if when is None else min(max((when - now).total_seconds(), 0.0), _LONGEST_WAIT)


def sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """Without those that can't be sent as they are: a validator that came as broken bytes is better left out than
    a source that can never be asked again. Nothing may smuggle in a line."""
    return {name: value for name, value in headers.items() if _fits(name) and _fits(value)}


def _fits(text: str) -> bool:
    return not any(character < " " and character != "\t" for character in text) and _encodes(text)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
