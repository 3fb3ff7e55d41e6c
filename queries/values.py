"""Values of key fields: what may be written, in which forms, and what was probably meant."""

from functools import cache
from importlib.resources import files

from language.fold import fold, fold_key
from queries.distance import nearest
from queries.fields import CLOSED
from queries.terms import place
from schemas import VERB_CLASSES


class BadValue(ValueError):
    """`accepted` says which forms are read, `near` the value that was probably meant."""

    def __init__(self, accepted: str, near: str | None = None) -> None:
        super().__init__(accepted)
        self.accepted = accepted
        self.near = near


def key_value(field: str, written: str) -> str:
    """The value as documents hold it, folded; raises BadValue where the field has no such value."""
    if field in CLOSED:
        return _closed(written, CLOSED[field])
    if field == "language":
        return _named("languages", written, "a code such as fa or a name such as Persian")
    if field == "country":
        return _named("countries", written, "a code such as mx or a name such as Mexico")
    if field == "domain":
        host = place(written).partition("/")[0].partition("?")[0].partition(":")[0]
        return _not_empty(host.removeprefix("*").strip("."), "a host such as example.org")
    if field == "url":
        return _not_empty(place(written.rstrip("*")), "an address such as example.org/world")
    return _not_empty(fold_key(" ".join(written.split())), "a value")


def nearest_class(lemma: str) -> str | None:
    """The class that an unknown word after `verb:` was probably meant for; None for a class or a word of its own."""
    if lemma in VERB_CLASSES or len(lemma) < 3:
        return None
    inflected = [
        name for name in VERB_CLASSES if len(name) > 2 and lemma.startswith(name[:-1] if name[-1] == "e" else name)
    ]
    return inflected[0] if inflected else nearest(lemma, VERB_CLASSES)


def _not_empty(value: str, accepted: str) -> str:
    if not value:
        raise BadValue(accepted)
    return value


def _closed(written: str, values: tuple[str, ...]) -> str:
    value = fold_key(written)
    if value in values:
        return value
    if value.removesuffix("s") in values:
        return value.removesuffix("s")
    raise BadValue("one of " + ", ".join(values), nearest(value, values))


def _named(table: str, written: str, accepted: str) -> str:
    codes, names = _table(table)
    value = fold_key(written)
    primary = value.replace("_", "-").partition("-")[0] if table == "languages" else value
    code = codes.get(value) or names.get(_name(written)) or codes.get(primary)
    if code:
        return code
    near = nearest(_name(written), names)
    raise BadValue(accepted, names[near] if near else nearest(value, codes, 1))


@cache
def _table(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Codes and folded names, each to the code that documents hold."""
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    text = files("queries.data").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, others, called = line.split("|")
        codes.update(dict.fromkeys((code, *others.split(",")), code))
        names.update((_name(one), code) for one in called.split(","))
    codes.update((code, code) for code in set(codes.values()))
    return codes, names


def _name(written: str) -> str:
    return " ".join(fold(word) for word in written.replace("-", " ").split())


@cache
def shown_name(table: str, code: str) -> str:
    """The English name of a code in `languages` or `countries`; the code itself where there is none."""
    text = files("queries.data").joinpath(f"{table}.txt").read_text(encoding="utf-8")
    line = next((line for line in text.splitlines() if line.startswith(f"{code}|")), None)
    return line.split("|")[2].split(",")[0].title().replace(" And ", " and ") if line else code
