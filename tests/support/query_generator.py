"""Documents and queries drawn from a few words that collide: hits are frequent, and every difference between two
readings of the language shows. Plain `random` with a seed, so that each executor can be run over the very same ones.
"""

from random import Random

from schemas import VERB_CLASSES, Cue, Document, MentionedEntity, Party, Statement
from tests.support.documents import NOON, document

VOCABULARY = [
    *("us", "US", "U.S."),
    *("Iran", "iran's", "l'Iran"),
    *("F-35", "F35", "35"),
    *("e-mail", "email", "mail"),
    *("#stopIran", "stop", "Stop"),
    *("@nestle", "nestle"),
    *("東京都", "京都", "東"),
    *("climate", "climates", "climat"),
    *("1,000", "1000"),
    *("she'll", "shell", "Shell"),
    *("خامنه‌ای", "خامنه ای"),
    "صلح",
]
PREFIXES = [
    "ira*",
    "cli*",
    "climat*",
    "climate*",
    "sto*",
    "#stop*",
    "she*",
    "shell*",
    "ema*",
    "mai*",
    "nes*",
    "@nes*",
    "f3*",
]
PREFIXES += ["100*", "خام*", "صلح*", "e-mai*", "東京*"]
EXACTS = ["{US}", "{Iran}", "{Stop}", "{Shell}", "{F35}", "{F-35}", "{stop Iran}", "{خامنه‌ای}"]
PATTERNS = ["cli*tes", "she*l", "she?l", "#sto*ran", "e-mai?", "nes?le", "clim?te*", "ira*s"]
DISTANCES = [0, 1, 1, 2, 3, 5, 8]
SPEAKERS = [
    ("Ada Iran", "Ada Iran", ()),
    ("Iran", "Ada Iran", ("Shell Ada",)),
    ("she", "Shell Stop", ()),
    ("US", None, ()),
]
LEMMAS = [("say", "say"), ("warn", "warn"), ("caution", "warn"), ("deny", "deny"), ("ask", "ask"), ("vow", "promise")]
SOURCES = ["wire", "herald", "Gazette"]
LANGUAGES = ["en", "fr", "fa", "ja", "und"]
HOSTS = ["news.example.org", "example.org", "example.com", "www.example.net"]
ENTITIES = ["Q1", "Q2", "Q3"]
NAME = '"ada iran"'
DAY = 86_400_000


def make_documents(count: int, seed: int | Random, name: str = "made") -> list[Document]:
    """`count` documents; 70 % of them draw from a few words of their own."""
    rng = seed if isinstance(seed, Random) else Random(seed)
    return [_document(rng, f"{name}-{number}") for number in range(count)]


def make_queries(count: int, seed: int | Random) -> list[str]:
    """`count` query texts of depth up to 3 with every kind of node."""
    rng = seed if isinstance(seed, Random) else Random(seed)
    return [_query(rng, rng.choice((0, 1, 1, 2, 2, 3))) for _ in range(count)]


def _words(rng: Random, words: list[str], most: int, least: int = 0) -> str:
    text = ""
    for at in range(rng.randint(least, most)):
        text += ("" if at == 0 else "\n\n" if rng.random() < 0.06 else " ") + rng.choice(words)
    return text


def _document(rng: Random, name: str) -> Document:
    own = rng.sample(VOCABULARY, rng.randint(3, 9)) if rng.random() < 0.7 else VOCABULARY
    body = _words(rng, own, 14)
    statements = tuple(_statement(rng, own, f"{name}-{nth}") for nth in range(rng.choice((0, 0, 1, 2, 3))))
    said = "\n\n".join(statement.text for statement in statements)
    text = f"{body}\n\n{said}" if said else body
    start = len(text) - len(said)
    placed = []
    for statement in statements:
        placed.append(_placed(statement, start))
        start += len(statement.text) + 2
    published = NOON + rng.randrange(-4 * DAY, 4 * DAY)
    platform = rng.choice((None, None, None, "bluesky"))
    found = rng.sample(ENTITIES, rng.choice((0, 0, 1, 2)))
    return document(
        name,
        text,
        title=_words(rng, own, 4),
        sources=rng.sample(SOURCES, rng.choice((1, 1, 1, 2))),
        published=published,
        arrived=published + rng.randrange(DAY),
        language=rng.choice(LANGUAGES),
        country=rng.choice((None, "MX", "US", "AR")),
        type="post" if platform else rng.choice(("article", "article", "post")),
        platform=platform,
        url=rng.choice((None, f"https://{rng.choice(HOSTS)}/{rng.choice(('world', 'sport'))}/{name}")),
        authors=rng.choice(((), ("Ada Shell",), ("Ada Stop", "Iran Shell"), ("@nestle",), ("nestle",))),
        statements=placed,
        entities=tuple(MentionedEntity(one, one, "other", True, ()) for one in found),
    )


def _statement(rng: Random, words: list[str], name: str) -> Statement:
    text = _words(rng, words, 6, 1)
    written, resolved, aliases = rng.choice(SPEAKERS)
    lemma, group = rng.choice(LEMMAS)
    return Statement(
        id=name,
        kind=rng.choice(("direct", "mixed", "indirect")),
        start=0,
        end=len(text),
        parts=((0, len(text)),),
        text=text,
        speaker=rng.choice((None, *[Party(written, 0, 1, f"id-{written}".lower(), resolved, aliases=aliases)] * 4)),
        cue=rng.choice((None, *[Cue(lemma, 0, 0, lemma, group)] * 3)),
        addressee=rng.choice((None, None, Party("Ada Shell", 0, 1))),
        about=tuple(rng.sample(words, min(len(words), rng.choice((0, 1, 2))))),
        about_ids=tuple(rng.sample(ENTITIES, rng.choice((0, 1)))),
        level=rng.choice(("said", "said", "said", "reading")),
        mode=rng.choice(("said", "said", "denied", "asked")),
    )


def _placed(statement: Statement, start: int) -> Statement:
    end = start + len(statement.text)
    return Statement(
        **{
            name: getattr(statement, name)
            for name in Statement.__struct_fields__
            if name not in {"start", "end", "parts"}
        },
        start=start,
        end=end,
        parts=((start, end),),
    )


def _query(rng: Random, depth: int) -> str:
    if depth == 0:
        return _leaf(rng)
    shape = rng.random()
    if shape < 0.30:
        return f"({_query(rng, depth - 1)}) AND ({_query(rng, depth - 1)})"
    if shape < 0.48:
        return f"({_query(rng, depth - 1)}) OR ({_query(rng, depth - 1)})"
    if shape < 0.66:
        return f"({_query(rng, depth - 1)}) NOT ({_query(rng, depth - 1)})"
    if shape < 0.72:
        return f"NOT ({_query(rng, depth - 1)})"
    if shape < 0.86:
        return f"said({_inside(rng, min(depth, 2))})"
    return _near(rng) if shape < 0.94 else _leaf(rng)


def _leaf(rng: Random) -> str:
    shape = rng.random()
    if shape < 0.34:
        return _text_leaf(rng)
    if shape < 0.62:
        return f"({_near(rng)})"
    if shape < 0.66:
        return f"{rng.choice(('title', 'body', 'body'))}:({_near(rng)})"
    if shape < 0.74:
        return f"{rng.choice(('title', 'body', 'body', 'author'))}:{_text_leaf(rng)}"
    if shape < 0.84:
        return _date(rng)
    return _key(rng)


def _text_leaf(rng: Random) -> str:
    shape = rng.random()
    if shape < 0.30:
        return _one_word(rng)
    if shape < 0.42:
        return rng.choice(PREFIXES)
    if shape < 0.46:
        return rng.choice(PATTERNS)
    if shape < 0.62:
        return rng.choice(EXACTS)
    if shape < 0.84:
        return f'"{" ".join(_one_word(rng) for _ in range(rng.choice((1, 2, 2, 2, 3))))}"'
    prefix = rng.choice([p for p in PREFIXES if p[0] not in "#@"])
    return f'"{prefix} {_one_word(rng)}"' if rng.random() < 0.5 else f'"{_one_word(rng)} {prefix}"'


def _near(rng: Random) -> str:
    """NEAR and its kin; in a quarter the last operand repeats or holds the first, which is where engines go wrong."""
    shape = rng.random()
    if shape < 0.05:
        return f'"{_one_word(rng)} {_one_word(rng)}"~{rng.choice(DISTANCES)}'
    if shape < 0.09:
        return f'"{_one_word(rng)} * {_one_word(rng)}"'
    if shape < 0.13:
        return f"({_chain(rng, 'NEAR', 2)}) NEAR/{rng.choice(DISTANCES)} {_group(rng)}"
    if shape < 0.17:
        return f"({_one_word(rng)} AND {_group(rng)}) NEAR/{rng.choice(DISTANCES)} {_group(rng)}"
    if shape < 0.33:
        return _chain(rng, "NOT NEAR", 2)
    if shape < 0.56:
        return _chain(rng, "ONEAR", rng.choice((2, 2, 3, 4)))
    return _chain(rng, "NEAR", rng.choice((2, 2, 2, 3, 3, 4)))


def _chain(rng: Random, operator: str, count: int) -> str:
    operands = [_group(rng) for _ in range(count)]
    if rng.random() < 0.25:
        first = operands[0].strip("()")
        operands[-1] = rng.choice((operands[0], f"({first} OR {_nearly_any(rng)})"))
    return operands[0] + "".join(f" {operator}/{rng.choice(DISTANCES)} {operand}" for operand in operands[1:])


def _group(rng: Random) -> str:
    found = [_nearly_any(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
    return f"({' OR '.join(found)})" if len(found) > 1 else found[0]


def _nearly_any(rng: Random) -> str:
    return _one_word(rng) if rng.random() < 0.5 else _text_leaf(rng)


def _one_word(rng: Random) -> str:
    return rng.choice([word for word in VOCABULARY if " " not in word])


def _key(rng: Random) -> str:
    return rng.choice(
        (
            f"source:{rng.choice(SOURCES)}",
            f"language:{rng.choice(LANGUAGES)}",
            f"country:{rng.choice(('mx', 'us', 'ar'))}",
            f"type:{rng.choice(('article', 'post'))}",
            f"domain:{rng.choice(('example.org', 'news.example.org', 'org', 'example.net'))}",
            f"url:{rng.choice(('news.example.org/world', 'example.com/sport', 'example.net/world'))}",
            f"entity:{rng.choice(ENTITIES)}",
            f"has:{rng.choice(('author', 'statement'))}",
            f"(source:{rng.choice(SOURCES)} OR language:{rng.choice(LANGUAGES)})",
        )
    )


def _date(rng: Random) -> str:
    day, other = sorted(f"2025-11-{24 + rng.randint(-3, 3):02}" for _ in range(2))
    written = rng.choice(
        (day, f">={day}", f">{day}", f"<{day}", f"<={day}", f"{day}..{other}", f"{day}T12..", f"..{day}T06:30")
    )
    return f"{rng.choice(('published', 'arrived'))}:{written}"


def _inside(rng: Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.25:
        return _statement_leaf(rng)
    one, other = _inside(rng, depth - 1), _inside(rng, depth - 1)
    return rng.choice(
        (
            f"({one}) AND ({other})",
            f"({one}) OR ({other})",
            f"({one}) NOT ({other})",
            f"NOT ({one})",
            f"({one}) ({other})",
        )
    )


def _statement_leaf(rng: Random) -> str:
    shape = rng.random()
    if shape < 0.30:
        return _text_leaf(rng)
    if shape < 0.42:
        return f"({_near(rng)})"
    if shape < 0.62:
        return f"speaker:{rng.choice(('iran', 'ada', 'shell', 'she', 'us', 'stop', NAME, 'she*'))}"
    if shape < 0.74:
        return f"about:{_text_leaf(rng)}"
    return rng.choice(
        (
            f"verb:{rng.choice((*VERB_CLASSES[:6], 'warn', 'caution', 'deny', 'vow'))}",
            f"kind:{rng.choice(('direct', 'mixed', 'indirect'))}",
            f"mode:{rng.choice(('said', 'denied', 'asked'))}",
            f"level:{rng.choice(('said', 'reading'))}",
            f"about_id:{rng.choice(ENTITIES)}",
            f"speaker_id:id-{rng.choice(('iran', 'us', 'she'))}",
            "addressee:ada",
        )
    )
