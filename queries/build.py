"""From the parser's tree to the query's tree: operators, groups, fields, said(…), forms(…) and saved queries."""

from itertools import pairwise

import msgspec
from lark import Token, Tree

from queries.canonical import quoted
from queries.checks import near_distance
from queries.distance import nearest
from queries.errors import QueryRefused
from queries.fields import EXACT_FIELDS, NOT_FIELDS, all_names, field_named
from queries.findings import Branch, Findings, extent, extent_of, phrase_content
from queries.forms import forms_of, named_language
from queries.leaves import LeafRefused
from queries.lexing import MOST_LEAVES
from queries.read_near import NearReader, has_gap
from queries.read_values import NOTHING, ValueReader
from queries.read_words import Scope, WordReader
from queries.saved import SavedRefused, Within
from queries.tree import Everything, Node, Not, Said, all_of, any_of


class Builder:
    """Builds one query. `stray` is the first statement field that stands outside said(…), `within` the saved query that
    this is the text of."""

    def __init__(self, findings: Findings, values: ValueReader, within: Within | None = None) -> None:
        self.findings = findings
        self.values = values
        self.words = WordReader(findings)
        self.within = within or Within()
        self.nears = NearReader(findings, self.words, self.node)
        self.stray: Token | None = None

    def node(self, tree: Branch | Token, scope: Scope) -> Node:
        """The node for one tree of the grammar."""
        if isinstance(tree, Token):
            raise TypeError(f"the grammar gave a token where a tree stands: {tree!r}")
        kind = str(tree.data)
        if kind == "near":
            return self.nears.chain(tree, scope)
        if kind in {"group", "fgroup"} and (tilde := _tilde(tree)):
            return self.nears.together(_inner(tree), tilde, scope, extent_of(tree))
        if kind in {"start", "group", "fgroup"}:
            return self.node(_inner(tree), scope)
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
        if kind == "forms":
            return self.forms(tree, scope)
        return self.leaf(tree, scope)

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
            self.findings.note(
                "N201", f'"{word}" is read as {word.upper()}; write "{word}" in quotes to search for the word.', child
            )

    def lone_hyphen(self, tree: Branch) -> bool:
        token = _first(tree)
        if str(tree.data) != "word" or str(token) not in {"-", "–", "—"}:
            return False
        self.findings.note(
            "N227", f"{token} with a space after it means nothing; write it close to the word to leave that out.", token
        )
        return True

    def mixed(self, tree: Branch, branches: list[Branch]) -> None:
        """OR beside AND at one level: refused where the AND is only implied, noted where it is written."""
        joined = [branch for branch in branches if sum(isinstance(c, Tree) for c in branch.children) > 1]
        if not joined:
            return
        implied = any(_implied(branch) for branch in joined)
        start, end = extent_of(tree)
        if not implied:
            self.findings.note_span("N203", "AND is read before OR; parentheses make it plain.", start, end)
            return
        fixes = tuple(self.findings.prepared.replaced(start, end, text) for text in self.bracketings(branches))
        message = "OR beside words without an operator can be read in two ways. Write the parentheses."
        self.findings.refuse_span("E107", message, start, end, *fixes)

    def bracketings(self, branches: list[Branch]) -> tuple[str, str]:
        """`(a OR b) c` and `a OR (b c)`."""
        text = self.findings.prepared.clean
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
            self.findings.refuse(
                "E113", "said(…) cannot stand inside said(…): write both conditions in one, or AND between two.", token
            )
        elif scope.field is not None:
            self.findings.refuse("E113", f"said(…) cannot stand inside {scope.field.name}:(…).", token)
        return Said(self.node(_inner(tree), Scope(inside=True)))

    def field(self, tree: Branch, scope: Scope) -> Node:
        token, value = tree.children
        if not isinstance(token, Token) or not isinstance(value, Tree):
            raise TypeError(f"the grammar gave another field than it promises: {tree!r}")
        alias = str(token)[:-1].casefold()
        if alias in EXACT_FIELDS:
            return self.node(value, msgspec.structs.replace(scope, exact=True))
        if alias == "saved":
            return self.saved(token, value, scope)
        field = field_named(alias)
        if field is None:
            return self.nears.as_field(token, value, scope) or self.unknown(token, value)
        if scope.field is not None:
            self.findings.refuse(
                "E103", f"{token} stands inside {scope.field.name}:(…); one field cannot hold another.", token
            )
        elif scope.inside and not field.inside:
            fixes = (f"said(…) {token}…",)
            message = f"{field.name}: belongs to the document, not to a statement. Write it outside: {fixes[0]}."
            self.findings.refuse("E113", message, token)
        elif field.inside and not scope.inside and self.stray is None:
            self.stray = token
        if alias == "ingress":
            self.findings.note("N204", "ingress: is read as body:, the main text.", token)
        return self.node(value, Scope(scope.inside, field, alias, scope.exact))

    def saved(self, token: Token, value: Branch, scope: Scope) -> Node:
        """The saved query of that name, read where it stands as if it were written here in parentheses."""
        given = _first(value)
        start, end = extent(token)[0], extent(given)[1]
        if scope.field is not None or given.type not in {"WORD", "PHRASE"}:
            message = "saved: takes the name of one saved query, and stands in no other field."
            self.findings.refuse_span("E103", message, start, end)
            return NOTHING
        name = phrase_content(str(given)) if given.type == "PHRASE" else str(given)
        try:
            prepared, tree = self.within.open(name, self.values.given.saved)
            values = ValueReader(Findings(prepared), self.values.given, self.values.names)
            inner = Builder(values.findings, values, self.within.entered(name))
            inner.nears.depth = self.nears.depth
            node = inner.node(tree, scope)
            if values.findings.errors:
                raise QueryRefused(values.findings.errors)
        except SavedRefused as refused:
            self.findings.refuse_span("E120", str(refused), start, end)
            return NOTHING
        except QueryRefused as refused:
            first = refused.errors[0]
            whole = f'The saved query "{name}" cannot stand here: {first.message}'
            message = first.message if first.code == "E120" else whole
            self.findings.refuse_span("E120", message, start, end)
            return NOTHING
        if inner.stray is not None and self.stray is None:
            self.stray = token
        return node

    def forms(self, tree: Branch, scope: Scope) -> Node:
        """`forms(word)`: the word with the endings and prefixes of its language, as OR."""
        opener, *words = [child for child in tree.children if isinstance(child, Token) and child.type != "CLOSE"]
        if scope.exact or (scope.field is not None and scope.field.text is None):
            message = "forms(…) stands where words are searched: neither in {braces} nor in a field of whole values."
            self.findings.refuse("E103", message, opener)
            return NOTHING
        found: list[Node] = []
        for word in words:
            if self.within.spent.forms > MOST_LEAVES:
                message = f"forms(…) stands for more than {MOST_LEAVES:,} words here. Split the query into several."
                self.findings.refuse("E119", message, opener)
                return NOTHING
            try:
                forms = forms_of(str(word), named_language(str(opener)))
                leaves = [self.words.part(form, word, scope, quoted_=False) for form in forms]
            except LeafRefused as refused:
                start, end = extent_of(tree)
                fixes = (self.findings.prepared.replaced(start, end, text) for text in refused.instead)
                self.findings.refuse_span(refused.code, refused.message, start, end, *fixes)
                continue
            self.within.spent.forms += len(leaves)
            meant: dict[object, Node] = {}
            for leaf in leaves:
                meant.setdefault(leaf.alternatives, leaf)
            found.append(any_of(meant.values()))
        return all_of(found) if found else NOTHING

    def unknown(self, token: Token, value: Branch) -> Node:
        name = str(token)[:-1]
        if name.casefold() in NOT_FIELDS:
            self.findings.refuse("E110", f"{name}: is not in this language. {NOT_FIELDS[name.casefold()]}", token)
            return NOTHING
        start, end = extent(token)
        near = nearest(name, all_names())
        fixes = [self.findings.prepared.replaced(start, end, f"{near}:")] if near else []
        inner = _first(value)
        if inner.type == "WORD":
            fixes.append(self.findings.prepared.replaced(start, inner.end_pos or end, quoted(f"{token}{inner}")))
        message = f'There is no field "{name}".' + (f" Did you mean {near}:?" if near else "")
        self.findings.refuse_span("E101", message, start, end, *fixes)
        return NOTHING

    def leaf(self, tree: Branch, scope: Scope) -> Node:
        token, tilde = _first(tree), _tilde(tree)
        if scope.field is not None and scope.field.text is None:
            if tilde is None:
                return self.values.value(token, scope.field, scope.alias)
            self.findings.refuse("E110", f"{tilde}: there is no fuzzy search in {scope.field.name}:.", tilde, "")
            return NOTHING
        if tilde is not None:
            return self.nears.phrase(token, near_distance(tilde) or 0, scope, (extent(token)[0], extent(tilde)[1]))
        if token.type == "PHRASE" and not scope.exact and has_gap(phrase_content(str(token))):
            return self.nears.gaps(token, scope)
        if str(token) == "*" and scope.field is None:
            if not scope.inside:
                return Everything()
            self.findings.refuse(
                "E103", "* inside said(…): write has:statement for every document with a statement.", token
            )
            return NOTHING
        return self.words.read(token, scope) or NOTHING


def _first(tree: Branch) -> Token:
    return next(tree.scan_values(lambda value: isinstance(value, Token)))


def _inner(tree: Branch) -> Branch:
    return next(child for child in tree.children if isinstance(child, Tree))


def _tilde(tree: Branch) -> Token | None:
    last = tree.children[-1]
    return last if isinstance(last, Token) and last.type == "TILDE" else None


def _implied(branch: Branch) -> bool:
    """True where two operands of an AND group stand side by side without a written AND."""
    return any(isinstance(a, Tree) and isinstance(b, Tree) for a, b in pairwise(branch.children))


def _wrapped(text: str, trees: list[Branch]) -> str:
    start, end = extent_of(trees[0])[0], extent_of(trees[-1])[1]
    return f"({text[start:end]})" if len(trees) > 1 else text[start:end]
