"""From the parser's tree to the query's tree: fields, values, leaves, and what is refused or noted on the way."""

import re
from collections.abc import Callable, Sequence
from datetime import tzinfo

import msgspec
from lark import Token, Tree

from language.fold import fold
from queries import Notice, dates
from queries.canonical import quoted
from queries.checks import NOT_YET, like_near
from queries.distance import nearest
from queries.errors import QueryError
from queries.fields import COMPARED, ENTITY_KEYS, EXACT_FIELDS, NOT_FIELDS, Field, all_names, field_named
from queries.leaves import Leaf, LeafRefused, exact_leaf, phrase_leaf, word_leaf
from queries.lexing import Prepared
from queries.tree import Everything, Has, Interval, Key, Node, Not, Said, TextField, Words, all_of, any_of
from queries.values import BadValue, key_value, nearest_class

Branch = Tree[Token]
Entities = Callable[[str], Sequence[tuple[str, str]]]
_QUOTES = ('"', "“", "„", "«", "{")
NOTHING = Everything()
"""Stands for a refused leaf while the rest is read; no tree that holds it leaves the builder."""


class Scope(msgspec.Struct, frozen=True):
    """Where a node stands: inside said(…), and under which field."""

    inside: bool = False
    field: Field | None = None
    alias: str = ""
    exact: bool = False


class Builder:
    """Builds one query; `errors`, `notices`, `names` (entity id → name) and `stray` (the first statement field outside
    said) are filled on the way."""

    def __init__(self, prepared: Prepared, *, zone: tzinfo, now: int, rule: bool, entities: Entities | None) -> None:
        self.prepared = prepared
        self.zone = zone
        self.now = now
        self.rule = rule
        self.entities = entities
        self.errors: list[QueryError] = []
        self.notices: list[Notice] = []
        self.names: dict[str, str] = {}
        self.stray: Token | None = None

    def node(self, tree: Branch | Token, scope: Scope) -> Node:
        """The node for one tree of the grammar."""
        if isinstance(tree, Token):
            raise TypeError(f"the grammar gave a token where a tree stands: {tree!r}")
        kind = str(tree.data)
        if kind in {"start", "group", "fgroup"}:
            return self.node(next(c for c in tree.children if isinstance(c, Tree)), scope)
        if kind == "or_":
            return self.either(tree, scope)
        if kind == "and_":
            return self.all(tree, scope)
        if kind == "neg":
            return Not(self.node(tree.children[1], scope))
        if kind == "said":
            return self.said(tree, scope)
        if kind == "field":
            return self.field(tree, scope)
        return self.leaf(_first(tree), scope)

    def either(self, tree: Branch, scope: Scope) -> Node:
        branches = [child for child in tree.children if isinstance(child, Tree)]
        for child in tree.children:
            self.lower(child)
        if len(branches) > 1:
            self.mixed(tree, branches)
        return any_of(self.node(branch, scope) for branch in branches)

    def all(self, tree: Branch, scope: Scope) -> Node:
        for child in tree.children:
            self.lower(child)
        operands = [c for c in tree.children if isinstance(c, Tree)]
        kept = [c for c in operands if len(operands) == 1 or not self.lone_hyphen(c)]
        return all_of(self.node(operand, scope) for operand in kept or operands[:1])

    def lower(self, child: Branch | Token) -> None:
        if isinstance(child, Token) and str(child) in {"and", "or"}:
            word = str(child)
            self.note(
                "N201", f'"{word}" is read as {word.upper()}; write "{word}" in quotes to search for the word.', child
            )

    def lone_hyphen(self, tree: Branch) -> bool:
        token = _first(tree)
        if str(tree.data) != "word" or str(token) not in {"-", "–", "—"}:
            return False
        self.note(
            "N227", f"{token} with a space after it means nothing; write it close to the word to leave that out.", token
        )
        return True

    def mixed(self, tree: Branch, branches: list[Branch]) -> None:
        """OR beside AND at one level: refused where the AND is only implied, noted where it is written."""
        joined = [branch for branch in branches if sum(isinstance(c, Tree) for c in branch.children) > 1]
        if not joined:
            return
        implied = any(_implied(branch) for branch in joined)
        start, end = _span(tree)
        if not implied:
            self.note_span("N203", "AND is read before OR; parentheses make it plain.", start, end)
            return
        fixes = tuple(self.prepared.replaced(start, end, text) for text in self.bracketings(branches))
        message = "OR beside words without an operator can be read in two ways. Write the parentheses."
        self.errors.append(self.prepared.error("E107", message, start, end, fixes))

    def bracketings(self, branches: list[Branch]) -> tuple[str, str]:
        """`(a OR b) c` and `a OR (b c)`."""
        text = self.prepared.clean
        tight = [_wrapped(text, [c for c in branch.children if isinstance(c, Tree)]) for branch in branches]
        groups: list[list[Branch]] = [[]]
        for branch in branches:
            for at, child in enumerate(c for c in branch.children if isinstance(c, Tree)):
                if at:
                    groups.append([])
                groups[-1].append(child)
        return " ".join(_wrapped(text, group) for group in groups), " OR ".join(tight)

    def said(self, tree: Branch, scope: Scope) -> Node:
        token = _first(tree)
        if scope.inside:
            self.refuse(
                "E113", "said(…) cannot stand inside said(…): write both conditions in one, or AND between two.", token
            )
        elif scope.field is not None:
            self.refuse("E113", f"said(…) cannot stand inside {scope.field.name}:(…).", token)
        return Said(self.node(next(c for c in tree.children if isinstance(c, Tree)), Scope(inside=True)))

    def field(self, tree: Branch, scope: Scope) -> Node:
        token, value = tree.children
        if not isinstance(token, Token) or not isinstance(value, Tree):
            raise TypeError(f"the grammar gave another field than it promises: {tree!r}")
        alias = str(token)[:-1].casefold()
        if alias in EXACT_FIELDS:
            return self.node(value, msgspec.structs.replace(scope, exact=True))
        field = field_named(alias)
        if field is None:
            self.unknown(token, value)
            return NOTHING
        if scope.field is not None:
            self.refuse("E103", f"{token} stands inside {scope.field.name}:(…); one field cannot hold another.", token)
        elif scope.inside and not field.inside:
            fixes = (f"said(…) {token}…",)
            message = f"{field.name}: belongs to the document, not to a statement. Write it outside: {fixes[0]}."
            self.refuse("E113", message, token)
        elif field.inside and not scope.inside and self.stray is None:
            self.stray = token
        if alias == "ingress":
            self.note("N204", "ingress: is read as body:, the main text.", token)
        return self.node(value, Scope(scope.inside, field, alias, scope.exact))

    def unknown(self, token: Token, value: Branch) -> None:
        name = str(token)[:-1]
        if name.casefold() in NOT_FIELDS:
            self.refuse("E110", f"{name}: is not in this language. {NOT_FIELDS[name.casefold()]}", token)
            return
        if name.casefold() == "saved" or re.fullmatch(r"o?near\d*", name.casefold()):
            self.refuse(NOT_YET, f"{name}: is not available yet.", token)
            return
        start, end = _at(token)
        near = nearest(name, all_names())
        fixes = [self.prepared.replaced(start, end, f"{near}:")] if near else []
        inner = _first(value)
        if inner.type == "WORD":
            fixes.append(self.prepared.replaced(start, inner.end_pos or end, quoted(f"{token}{inner}")))
        message = f'There is no field "{name}".' + (f" Did you mean {near}:?" if near else "")
        self.errors.append(self.prepared.error("E101", message, start, end, tuple(fixes)))

    def leaf(self, token: Token, scope: Scope) -> Node:
        if scope.field is not None and scope.field.text is None:
            return self.value(token, scope.field, scope.alias)
        if str(token) == "*" and scope.field is None:
            if not scope.inside:
                return Everything()
            self.refuse("E103", "* inside said(…): write has:statement for every document with a statement.", token)
            return NOTHING
        try:
            leaf, written = self.words(token, scope)
        except LeafRefused as refused:
            start, end = _at(token)
            fixes = tuple(self.prepared.replaced(start, end, text) for text in refused.instead)
            self.errors.append(self.prepared.error(refused.code, refused.message, start, end, fixes))
            return NOTHING
        for code, message in leaf.notices:
            self.note(code, message, token)
        return Words(_text_fields(scope), leaf.alternatives, written)

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
            self.note("N205", f"{text}: the boost is ignored; results are ordered by date.", token)
            text = boosted[1]
        text = text.lstrip("+") or text
        if scope.alias == "from" and not text.startswith("@"):
            text = f"@{text}"
        if text in {"BUT", "XOR"}:
            self.note("N226", f"{text} is searched as a word here; it is no operator.", token)
        if text.startswith("'") and self.prepared.clean.find("'", _at(token)[0] + 1) > 0:
            self.note(
                "N206", "Single quotes make no phrase: an apostrophe is part of a word. Use double quotes.", token
            )
        if _mixed_scripts(text):
            self.note("N225", f"{text} mixes Latin letters with letters of another script that look like them.", token)
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
            not text.strip("!") and self.prepared.clean[_at(token)[1] :].startswith(_QUOTES)
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
        if not in_field and like_near(text):
            raise LeafRefused(
                NOT_YET,
                f'{text} looks like NEAR, which is not available yet. Write AND, or "{text}" as a word.',
                "AND",
                f'"{text}"',
            )
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

    def value(self, token: Token, field: Field, alias: str) -> Node:
        text = str(token)
        if token.type == "PHRASE":
            text = phrase_content(text)
        if field.kind == "instant":
            return self.instant(text, token, field, alias)
        if token.type in {"EXACT", "RANGE"}:
            self.refuse("E106", f"{field.name}: takes a value as it is, without braces.", token, text[1:-1])
            return NOTHING
        if field.name in ENTITY_KEYS:
            return self.entity(text, token, field)
        if (
            alias in {"url", "inurl"}
            and "/" not in text.partition("://")[2].rstrip("/")
            and "/" not in text.rstrip("/")
        ):
            return self.key("domain", text, token)
        return self.key(field.name, text, token)

    def key(self, name: str, text: str, token: Token) -> Node:
        try:
            value = key_value(name, text)
        except BadValue as bad:
            near = f" Did you mean {bad.near}?" if bad.near else ""
            message = f"{name}: has no value {text!r}.{near} It takes {bad.accepted}."
            self.refuse("E106", message, token, *([bad.near] if bad.near else []))
            return NOTHING
        if name == "has":
            return Has(value)
        if name == "verb" and (near_class := nearest_class(value)):
            self.note(
                "N213", f"{value} is read as a verb's lemma; the class of such verbs is verb:{near_class}.", token
            )
        return Key(name, value)

    def instant(self, text: str, token: Token, field: Field, alias: str) -> Node:
        sign = COMPARED.get(alias, "")
        found = dates.read_range(text if text[:1] in "<>" else sign + text, self.zone, self.now)
        if found is None or field.name not in {"published", "arrived"}:
            self.refuse("E106", f"{text!r} is no date. Write {dates.FORMS}; before it >=, >, <= or <.", token)
            return NOTHING
        if found.start is not None and found.end is not None and found.start >= found.end:
            swapped = "..".join(reversed(text.split("..")))
            self.refuse("E106", f"{text} ends before it begins.", token, *([swapped] if swapped != text else []))
            return NOTHING
        if found.relative and self.rule:
            message = f"{text} would mean another day each day. A rule sees only what arrives: leave the date out."
            self.refuse("E118", message, token)
        return Interval("published" if field.name == "published" else "arrived", found.start, found.end, found.written)

    def entity(self, text: str, token: Token, field: Field) -> Node:
        """An id as it is; a name in quotes is looked up in the watch-list."""
        if token.type != "PHRASE":
            return self.key(field.name, text, token)
        known = list(self.entities(text)) if self.entities else []
        named = [
            (one, name) for one, name in known if key_value(field.name, one) == key_value(field.name, text)
        ] or known
        if len(named) == 1:
            node = self.key(field.name, named[0][0], token)
            if isinstance(node, Key):
                self.names[node.value] = named[0][1]
            return node
        if known:
            listed = ", ".join(f"{one} ({name})" for one, name in known[:5])
            self.refuse(
                "E111",
                f"{text} names {len(known)} entities: {listed}. Write the id.",
                token,
                *(one for one, _ in known[:5]),
            )
        elif re.fullmatch(r"\S*[\d:._/-]\S*", text):  # no name, but what an id looks like
            return self.key(field.name, text, token)
        else:
            self.refuse(
                "E111", f"No entity of the watch-list is called {text!r}. Write its id, or add the name.", token
            )
        return NOTHING

    def refuse(self, code: str, message: str, token: Token, *instead: str) -> None:
        start, end = _at(token)
        fixes = tuple(self.prepared.replaced(start, end, text) for text in instead)
        self.errors.append(self.prepared.error(code, message, start, end, fixes))

    def note(self, code: str, message: str, token: Token) -> None:
        self.note_span(code, message, *_at(token))

    def note_span(self, code: str, message: str, start: int, end: int) -> None:
        self.notices.append(Notice(code, message, self.prepared.column(start), self.prepared.column(end)))


def phrase_content(written: str) -> str:
    """What stands between the quotes, escapes undone."""
    inner = written[1:-1]
    return inner if written[0] == "«" else re.sub(r"\\(.)", r"\1", inner)


def _text_fields(scope: Scope) -> tuple[TextField, ...]:
    if scope.field is not None and scope.field.text is not None:
        return (scope.field.text,)
    return ("statement",) if scope.inside else ("title", "text")


def _braced(text: str) -> str:
    return "{" + " ".join(text.replace("}", " ").replace("{", " ").split()) + "}"


def _one_word(text: str) -> bool:
    """True where the text would be read as one bare word again."""
    from queries.lexing import grammar

    return [(t.type, str(t)) for t in grammar().lex(text)] == [("WORD", text)]


def _mixed_scripts(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    latin = any("a" <= char.lower() <= "z" for char in letters)
    return latin and any("Ͱ" <= char <= "ԯ" for char in letters)


def _first(tree: Branch) -> Token:
    return next(tree.scan_values(lambda value: isinstance(value, Token)))


def _at(token: Token) -> tuple[int, int]:
    return token.start_pos or 0, token.end_pos or 0


def _span(tree: Branch) -> tuple[int, int]:
    found = [_at(token) for token in tree.scan_values(lambda value: isinstance(value, Token))]
    return min(start for start, _ in found), max(end for _, end in found)


def _implied(branch: Branch) -> bool:
    """True where two operands of an AND group stand side by side without a written AND."""
    return any(
        isinstance(a, Tree) and isinstance(b, Tree) for a, b in zip(branch.children, branch.children[1:], strict=False)
    )


def _wrapped(text: str, trees: list[Branch]) -> str:
    start, end = _span(trees[0])[0], _span(trees[-1])[1]
    return f"({text[start:end]})" if len(trees) > 1 else text[start:end]
