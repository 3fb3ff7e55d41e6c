"""The console's words for what records hold: verbs, kinds, languages, times."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from schemas import Document, Statement
from schemas.statement import Party

KINDS = {"direct": "own words", "mixed": "part quoted", "indirect": "reported"}
HOW = {"name": "by name", "pronoun": "by a pronoun", "role": "by role", "implied": "implied"}
MODES = {"denied": "denied", "not_said": "not said", "asked": "asked", "possible": "possibly said"}
DATE_FROM = {
    "feed": "from the feed",
    "page": "from the page",
    "platform": "from the platform",
    "id": "from its id",
    "arrival": "taken from its arrival",
}
VIA = {
    "poll": "polled",
    "stream": "by stream",
    "push": "pushed",
    "file": "from a file",
    "history": "history",
    "embed": "embedded",
}
CLASSES = {
    "say": "said",
    "ask": "asked",
    "argue": "argued",
    "announce": "announced",
    "reveal": "revealed",
    "promise": "promised",
    "warn": "warned",
    "threaten": "threatened",
    "demand": "demanded",
    "deny": "denied",
    "reject": "rejected",
    "criticise": "criticised",
    "praise": "praised",
    "agree": "agreed",
}
LANGUAGES = {
    "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean",
    "ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "und": "language unknown", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"})

_PAST = {
    "be": "was", "bring": "brought", "begin": "began", "bet": "bet", "cast": "cast", "come": "came", "cut": "cut",
    "do": "did", "drive": "drove", "feel": "felt", "find": "found", "forbid": "forbade", "foresee": "foresaw",
    "foretell": "foretold", "get": "got", "give": "gave", "go": "went", "have": "had", "hear": "heard",
    "hit": "hit", "hold": "held", "keep": "kept", "know": "knew", "lay": "laid", "lead": "led", "let": "let",
    "lie": "lied", "make": "made", "mean": "meant", "overrule": "overruled", "put": "put", "quit": "quit",
    "pay": "paid", "repay": "repaid",
    "read": "read", "run": "ran", "say": "said", "see": "saw", "send": "sent", "set": "set", "shoot": "shot",
    "speak": "spoke", "swear": "swore", "take": "took", "teach": "taught", "tell": "told", "think": "thought",
    "throw": "threw", "tweet": "tweeted", "understand": "understood", "uphold": "upheld", "withdraw": "withdrew",
    "write": "wrote", "rethink": "rethought", "bid": "bid", "forgive": "forgave", "sing": "sang",
}  # fmt: skip
_NO_VERBS = frozenset({"per", "for", "in", "as", "from"})
_DOUBLED = frozenset({"admit", "plan", "quip", "commit", "rebut", "refer", "stop", "chat", "blog", "nod", "beg", "slam",
                      "regret", "permit", "snap", "tip", "rap", "concur", "defer", "infer", "submit", "jab", "pan",
                      "tap", "wrap", "drop", "transmit", "prefer", "pin", "wag"})  # fmt: skip


def past(lemma: str) -> str:
    """The past form of an English verb as its first word shows it: `rule out` is “ruled out”."""
    verb, space, rest = lemma.partition(" ")
    if verb.endswith("ing") or verb in _NO_VERBS:
        return lemma
    if verb in _PAST:
        form = _PAST[verb]
    elif verb.endswith("e"):
        form = verb + "d"
    elif verb.endswith("y") and verb[-2:-1] not in ("", "a", "e", "o", "u", "i"):
        form = verb[:-1] + "ied"
    elif verb in _DOUBLED:
        form = verb + verb[-1] + "ed"
    else:
        form = verb + "ed"
    return form + space + rest


def verb(statement: Statement, language: str) -> str:
    """The reporting verb for a margin: past form of the lemma in English, as written elsewhere, empty where none is."""
    cue = statement.cue
    if cue is None:
        return ""
    english = (
        language in ("en", "und") and cue.lemma.isascii() and cue.lemma.replace(" ", "").replace("-", "").isalpha()
    )
    return past(cue.lemma) if english else cue.text


def party(who: Party | None) -> str:
    """Whom a column names: the resolved name, else the words of the text."""
    return "" if who is None else (who.name or who.text)


def speaker(statement: Statement) -> str:
    """The speaker for a column, with “?” where two people could be meant; a dash where the text names nobody."""
    name = party(statement.speaker)
    if not name:
        return "–"
    return f"{name} ?" if statement.certainty == "unsure" else name


def language(tag: str) -> str:
    """The language's English name, or the tag where the list has none."""
    return LANGUAGES.get(tag.split("-", maxsplit=1)[0].lower(), tag)


def direction(tag: str) -> str:
    """`rtl` or `ltr` for a known language, `auto` for `und`."""
    primary = tag.split("-", maxsplit=1)[0].lower()
    if primary in _RIGHT_TO_LEFT:
        return "rtl"
    return "auto" if primary == "und" else "ltr"


def lang_attribute(tag: str) -> str:
    """A value that `lang` may have: the tag itself where it looks like one, else empty (unknown)."""
    return tag if tag != "und" and tag.replace("-", "").isalnum() and tag.isascii() else ""


def moment(ms: int, zone: str) -> datetime:
    """The instant in the zone; clamped to what a calendar can show."""
    low, high = -62_000_000_000_000, 253_000_000_000_000
    return datetime.fromtimestamp(min(max(ms, low), high) / 1000, UTC).astimezone(ZoneInfo(zone))


def clock(ms: int, zone: str, *, seconds: bool = False) -> str:
    """“14:09” or “14:09:02”."""
    return moment(ms, zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def day(ms: int, zone: str, now: int) -> str:
    """“Saturday 8 March”, with the year where it is another than now's."""
    at, today = moment(ms, zone), moment(now, zone)
    words = f"{at:%A} {at.day} {at:%B}"
    return words if at.year == today.year else f"{words} {at.year}"


def short(ms: int, zone: str, now: int) -> str:
    """“14:09” today, “Sat 8 Mar 14:09” this year, “8 Mar 2024 14:09” before."""
    at, today = moment(ms, zone), moment(now, zone)
    if at.date() == today.date():
        return f"{at:%H:%M}"
    if at.year == today.year:
        return f"{at:%a} {at.day} {at:%b %H:%M}"
    return f"{at.day} {at:%b} {at.year} {at:%H:%M}"


def full(ms: int, zone: str) -> str:
    """“Saturday 8 March 2025, 14:05:00”."""
    at = moment(ms, zone)
    return f"{at:%A} {at.day} {at:%B} {at.year}, {at:%H:%M:%S}"


def iso(ms: int, zone: str) -> str:
    """For `datetime` attributes: ISO 8601 with the zone's offset, whole seconds."""
    return moment(ms, zone).isoformat(timespec="seconds")


def span(ms: int) -> str:
    """“3 s”, “12 min”, “5 h”, “3 d” for a length of time."""
    seconds = max(0, ms) // 1000
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def lateness(document: Document) -> str:
    """“late: published 3 d before it arrived” where that is over a minute and the date is the source's; else empty."""
    gap = document.arrived - document.published
    if document.history or not document.late or gap <= 60_000:
        return ""
    return f"late: published {span(gap)} before it arrived"


def count(number: int, one: str, many: str | None = None) -> str:
    """“1 statement”, “1,204 statements”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
