"""Words, phrases and exact forms: from a token to what is looked for, and to its canonical text."""

import re

import msgspec
from lark import Token

from language.fold import fold
from queries.canonical import quoted
from queries.checks import like_near
from queries.distance import nearest
from queries.fields import Field, all_names, field_named
from queries.findings import Findings, extent, phrase_content
from queries.leaves import Leaf, LeafRefused, exact_leaf, phrase_leaf, word_leaf
from queries.lexing import grammar
from queries.tree import TextField, Words

_QUOTES = ('"', "“", "„", "«", "{")


class Scope(msgspec.Struct, frozen=True):
    """Where a node stands: inside said(…), and under which field."""

    inside: bool = False
    field: Field | None = None
    alias: str = ""
    exact: bool = False

    def text_fields(self) -> tuple[TextField, ...]:
        """Where a word of this scope is looked for."""
        if self.field is not None and self.field.text is not None:
            return (self.field.text,)
        return ("statement",) if self.inside else ("title", "text")


class WordReader:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def read(self, token: Token, scope: Scope) -> Words | None:
        """The leaf for a word, phrase or exact form; None where it was refused."""
        try:
            leaf, written = self.words(token, scope)
        except LeafRefused as refused:
            self.findings.refuse(refused.code, refused.message, token, *refused.instead)
            return None
        for code, message in leaf.notices:
            self.findings.note(code, message, token)
        return Words(scope.text_fields(), leaf.alternatives, written)

    def part(self, text: str, token: Token, scope: Scope, *, quoted_: bool) -> Words:
        """The leaf for words out of a phrase: read as in quotes, or as a bare word. Raises LeafRefused."""
        if scope.exact:
            return Words(scope.text_fields(), exact_leaf(text).alternatives, _braced(text))
        bare = word_leaf(text) if _plain_word(text) else None
        leaf = bare if bare is not None and not quoted_ else phrase_leaf(text)
        written = text if bare is not None and bare.alternatives == leaf.alternatives else quoted(text)
        for code, message in leaf.notices:
            self.findings.note(code, message, token)
        return Words(scope.text_fields(), leaf.alternatives, written)

    def words(self, token: Token, scope: Scope) -> tuple[Leaf, str]:
        """The leaf of a word, phrase or exact form, and its canonical text; raises LeafRefused."""
        text = str(token)
        if token.type == "PHRASE":
            content = phrase_content(text)
            if scope.exact:
                return exact_leaf(content), _braced(content)
            return phrase_leaf(content), quoted(" ".join(content.split()))
        if token.type in {"EXACT", "RANGE"}:
            if text[0] == "[":
                raise LeafRefused(
                    "E106", "A range in brackets needs a date field: published:[2026-11-01 TO 2026-11-24]."
                )
            return exact_leaf(text[1:-1]), _braced(text[1:-1])
        if scope.exact:
            return exact_leaf(text), _braced(text)
        return self.word(token, scope)

    def word(self, token: Token, scope: Scope) -> tuple[Leaf, str]:
        text = str(token)
        self.suspicious(token, in_field=scope.field is not None)
        if boosted := re.fullmatch(r"(.+)\^\d+(?:\.\d+)?", text):
            self.findings.note("N205", f"{text}: the boost is ignored; results are ordered by date.", token)
            text = boosted[1]
        text = text.lstrip("+") or text
        if scope.alias == "from" and not text.startswith("@"):
            text = f"@{text}"
        if text in {"BUT", "XOR"}:
            self.findings.note("N226", f"{text} is searched as a word here; it is no operator.", token)
        if text.startswith("'") and self.findings.prepared.clean.find("'", extent(token)[0] + 1) > 0:
            self.findings.note(
                "N206", "Single quotes make no phrase: an apostrophe is part of a word. Use double quotes.", token
            )
        if _mixed_scripts(text):
            self.findings.note(
                "N225", f"{text} mixes Latin letters with letters of another script that look like them.", token
            )
        leaf = word_leaf(text)
        return leaf, text if text == str(token) or _one_word(text) else quoted(text)

    def suspicious(self, token: Token, *, in_field: bool) -> None:
        """Raises LeafRefused for a word that somebody meant as something else; none is searched in silence."""
        text = str(token)
        if text == "not":
            raise LeafRefused(
                "E108", 'Write NOT in capitals to leave something out, or "not" in quotes for the word.', "NOT", '"not"'
            )
        if re.match(r"!+\w", text) or (
            not text.strip("!") and self.findings.prepared.clean[extent(token)[1] :].startswith(_QUOTES)
        ):
            name = text.lstrip("!")
            raise LeafRefused(
                "E109", f"!{name} means case in some tools and NOT in others.", f"{{{name}}}", f"NOT {name}"
            )
        if re.fullmatch(r".*\w~\d*(?:\.\d+)?", text):
            word = text.partition("~")[0]
            message = "There is no fuzzy search. Write the variants with OR, or a prefix*."
            raise LeafRefused("E110", message, f"{word}*", word)
        if re.fullmatch(r"/.+/[a-z]*", text):
            raise LeafRefused("E110", "There are no regular expressions. Write the variants with OR, or a prefix*.")
        if not in_field:
            self.colon(text)

    def colon(self, text: str) -> None:
        """A word that was meant as a field: `title:` with a space after it, `título:x`."""
        name, found, value = text.partition(":")
        if not found or "://" in text:
            return
        if field_named(name) is not None:
            shown = value or "word"
            raise LeafRefused(
                "E103", f"{name}: has no value. Write {name}:{shown} or {name}:(…), without a space.", quoted(text)
            )
        if name[-1:].isalpha() and value[:1].isalpha():
            near = nearest(fold(name), all_names())
            message = f'There is no field "{name}".' + (f" Did you mean {near}:?" if near else "")
            raise LeafRefused("E101", message, *([f"{near}:{value}"] if near else []), quoted(text))


def _braced(text: str) -> str:
    return "{" + " ".join(text.replace("}", " ").replace("{", " ").split()) + "}"


def _one_word(text: str) -> bool:
    """True where the text would be read as one bare word again."""
    return [(t.type, str(t)) for t in grammar().lex(text)] == [("WORD", text)]


def _plain_word(text: str) -> bool:
    """True where a chunk of a phrase may stand as a bare word in the canonical text."""
    plain = re.fullmatch(r"[#@$]?\w[\w'’‐‑\u200c.*?-]*", text) is not None
    return plain and text != "not" and not like_near(text) and _one_word(text)


def _mixed_scripts(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    latin = any("a" <= char.lower() <= "z" for char in letters)
    return latin and any("Ͱ" <= char <= "ԯ" for char in letters)
