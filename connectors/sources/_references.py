"""Character references in a feed that name no character: one of them makes feedparser fail on the whole of it."""

import re

_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_PAIR = re.compile(rb"&#[xX]0*(d[89ab][0-9a-f]{2});&#[xX]0*(d[c-f][0-9a-f]{2});", re.IGNORECASE)
_LONGEST = 9
"""Digits that a reference needs at most, leading zeros among them."""


def mend_references(body: bytes) -> tuple[bytes, int]:
    """(the bytes with U+FFFD for what names no character, how many that were). Pairs of surrogates, as some programs
    write what lies beyond U+FFFF, become the character that they mean. Linear."""
    count = 0

    def mended(found: re.Match[bytes]) -> bytes:
        nonlocal count
        if _is_character(found[1], found[2]):
            return found[0]
        count += 1
        return b"&#xFFFD;"

    return _REFERENCE.sub(mended, _PAIR.sub(_joined, body)), count


def _joined(pair: re.Match[bytes]) -> bytes:
    high, low = int(pair[1], 16), int(pair[2], 16)
    return b"&#x%X;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _is_character(hexadecimal: bytes | None, decimal: bytes | None) -> bool:
    digits = hexadecimal or decimal or b""
    if len(digits) > _LONGEST:
        return False
    point = int(digits, 16 if hexadecimal else 10)
    return point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF
