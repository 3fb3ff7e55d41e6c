"""NEAR, ONEAR, NOT NEAR and what other tools write for them: from the grammar's tree to nodes."""

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest

import msgspec
from lark import Token, Tree

from language.tables import CHARACTERS, character_class
from queries.canonical import show
from queries.checks import BARE_DISTANCE, MOST_DISTANCE, near_distance
from queries.findings import Branch, Findings, extent, extent_of, phrase_content
from queries.leaves import LeafRefused
from queries.proximity import NearRefused, rewritten, simple
from queries.read_values import NOTHING
from queries.read_words import Scope, WordReader
from queries.tree import And, Near, Node, Not, NotNear, Or, Said, Words, walk

WIDE = 20
FEW_CHARACTERS = 10
_RUN = re.compile(f"[{character_class(CHARACTERS.runs)}]")
_FIELD = re.compile(r"(o?)near(\d+)", re.IGNORECASE)
_COUNTED_OTHERWISE = "we count the words between, in any order; some tools count moves."

Extent = tuple[int, int]


class NearReader:
    """`depth` counts the chains in which the one that is read stands: only the outermost is rewritten."""

    def __init__(self, findings: Findings, words: WordReader, node: Callable[[Branch, Scope], Node]) -> None:
        self.findings = findings
        self.words = words
        self.node = node
        self.depth = 0

    def chain(self, tree: Branch, scope: Scope) -> Node:
        """`a NEAR/5 b NEAR/3 c`."""
        trees = [child for child in tree.children if isinstance(child, Tree)]
        operators = [child for child in tree.children if isinstance(child, Token)]
        if self.mixed(trees, operators):
            return NOTHING
        distances = tuple(map(self.distance, operators))
        nodes = self.operands(trees, scope)
        if nodes is None:
            return NOTHING
        if operators[0].type == "NOTNEAR":
            return self.settled(NotNear(nodes[0], nodes[1], distances[0]), scope, extent_of(tree))
        near = Near(tuple(nodes), distances, operators[0].type == "ONEAR")
        return self.settled(near, scope, extent_of(tree))

    def together(self, tree: Branch, tilde: Token, scope: Scope, place: Extent) -> Node:
        """`(a AND b)~5`: the parts of the group near each other."""
        nodes = self.operands([tree], scope)
        if nodes is None:
            return NOTHING
        parts = nodes[0].nodes if isinstance(nodes[0], And) else ()
        if not parts:
            message = f"{tilde} needs words with AND in its parentheses: (port AND strike){tilde}."
            self.findings.refuse("E110", message, tilde, "")
            return NOTHING
        return self.spread(parts, near_distance(tilde) or 0, scope, place)

    def phrase(self, token: Token, distance: int, scope: Scope, place: Extent) -> Node:
        """`"a b"~5`: the words of the phrase near each other."""
        chunks = [chunk for chunk in phrase_content(str(token)).split() if any(map(str.isalnum, chunk))]
        found = self.parts(chunks, token, scope, quoted_=False)
        if not found:
            return NOTHING
        return self.spread(found, distance, scope, place)

    def gaps(self, token: Token, scope: Scope) -> Node:
        """`"a * b"`: each lone star stands for a word, or none."""
        parts: list[list[str]] = [[]]
        distances: list[int] = []
        for chunk in phrase_content(str(token)).split():
            if chunk.strip("*"):
                parts[-1].append(chunk)
            elif parts[-1]:
                parts.append([])
                distances.append(1)
            elif distances:
                distances[-1] += 1
        texts = [" ".join(part) for part in parts if part]
        found = self.parts(texts, token, scope, quoted_=True)
        if not found:
            return NOTHING
        self.findings.note("N202", "A star for a word is read as ONEAR/1: one word between, or none.", token)
        if len(found) == 1:
            return found[0]
        kept = tuple(self.within_limits(token, most) for most in distances[: len(found) - 1])
        return self.settled(Near(tuple(found), kept, ordered=True), scope, extent(token))

    def parts(self, texts: Sequence[str], token: Token, scope: Scope, *, quoted_: bool) -> list[Words]:
        """The leaves for parts of a phrase; none where it was refused."""
        try:
            found = [self.words.part(text, token, scope, quoted_=quoted_) for text in texts]
        except LeafRefused as refused:
            self.findings.refuse(refused.code, refused.message, token)
            return []
        if not found:
            self.findings.refuse("E104", "Nothing here can be searched: there is no letter and no digit.", token, "")
        return found

    def as_field(self, token: Token, value: Branch, scope: Scope) -> Node | None:
        """`near5:"a b"`; None for what is no such field."""
        called = _FIELD.fullmatch(str(token)[:-1])
        if called is None:
            return None
        phrase = next(value.scan_values(lambda one: isinstance(one, Token)))
        distance = int(called[2])
        start, end = extent(token)[0], extent(phrase)[1]
        if phrase.type != "PHRASE" or scope.field is not None:
            message = f'{token} looks like NEAR. Write a NEAR/{distance} b, or {token}"a b".'
            self.findings.refuse("E105", message, token)
            return NOTHING
        return self.phrase(phrase, distance, scope, (start, end))

    def spread(self, parts: Sequence[Node], distance: int, scope: Scope, place: Extent) -> Node:
        """Each part at most `distance` words from the next, in any order."""
        if distance > MOST_DISTANCE:
            self.too_far(distance, *place)
            return NOTHING
        if len(parts) == 1:
            return parts[0]
        self.findings.note_span("N202", f"Read as NEAR/{distance}: {_COUNTED_OTHERWISE}", *place)
        return self.settled(Near(tuple(parts), (distance,) * (len(parts) - 1)), scope, place)

    def operands(self, trees: Sequence[Branch], scope: Scope) -> list[Node] | None:
        """The nodes of the operands, chains in them not rewritten yet; None where one was refused."""
        before = len(self.findings.errors)
        self.depth += 1
        nodes = [self.node(tree, scope) for tree in trees]
        self.depth -= 1
        return nodes if len(self.findings.errors) == before else None

    def settled(self, node: Near | NotNear, scope: Scope, place: Extent) -> Node:
        """The node with groups of words as operands; as it is where it stands in another chain."""
        self.remarks(node, place)
        if self.depth:
            return node
        try:
            result = rewritten(node)
        except NearRefused as refused:
            fixes = (self.fix(one, scope, place) for one in refused.instead)
            self.findings.refuse_span(refused.code, refused.message, *place, *fixes)
            return NOTHING
        if not simple(node):
            self.findings.note_span("N210", f"NEAR around AND or NEAR is read as {show(result)}", *place)
        return result

    def remarks(self, node: Near | NotNear, place: Extent) -> None:
        distance = node.distance
        characters = any(isinstance(one, Words) and _RUN.search(one.written) for one in walk(node))
        if characters and distance < FEW_CHARACTERS:
            message = f"Without spaces between words, {distance} counts characters: write NEAR/20 or so."
            self.findings.note_span("N209", message, *place)
        if isinstance(node, Near) and distance > WIDE:
            message = f"With {distance} words between, NEAR finds nearly what AND finds in short texts."
            self.findings.note_span("N224", message, *place)

    def fix(self, node: Node, scope: Scope, place: Extent) -> str:
        """The whole query with `node` in this place."""
        text = show(_unfielded(node) if scope.field is not None else node)
        clean = self.findings.prepared.clean
        before, after = clean[: place[0]].rstrip()[-1:], clean[place[1] :].lstrip()[:1]
        wrap = isinstance(node, And | Or) and (before, after) not in {("", ""), ("(", ")")}
        return self.findings.prepared.replaced(*place, f"({text})" if wrap else text)

    def text(self, place: Extent) -> str:
        return self.findings.prepared.clean[place[0] : place[1]]

    def distance(self, token: Token) -> int:
        """The number of an operator; notes what was read leniently."""
        most = near_distance(token)
        if most is None:
            name = _name(token)
            self.findings.note("N202", f"{name} without a number is read as {name}/{BARE_DISTANCE}.", token)
            return BARE_DISTANCE
        if token[0] in "wW":
            self.findings.note("N202", f"{token} is read as NEAR/{most}: {_COUNTED_OTHERWISE}", token)
        return self.within_limits(token, most)

    def within_limits(self, token: Token, distance: int) -> int:
        if distance > MOST_DISTANCE:
            self.too_far(distance, *extent(token))
        return min(distance, MOST_DISTANCE)

    def too_far(self, distance: int, start: int, end: int) -> None:
        written = self.text((start, end))
        fixes = []
        if written.count(str(distance)) == 1:
            shorter = written.replace(str(distance), str(MOST_DISTANCE))
            fixes = [self.findings.prepared.replaced(start, end, shorter)]
        message = f"{distance} words between are too many; the limit is {MOST_DISTANCE}. AND may be what you mean."
        self.findings.refuse_span("E119", message, start, end, *fixes)

    def mixed(self, trees: Sequence[Branch], operators: Sequence[Token]) -> bool:
        """Refuses NEAR, ONEAR and NOT NEAR in one chain, and two NOT NEARs."""
        kinds = {token.type for token in operators}
        if len(kinds) == 1 and (len(operators) == 1 or kinds != {"NOTNEAR"}):
            return False
        texts = [self.text(extent_of(tree)) for tree in trees]
        start, end = extent_of(trees[0])[0], extent_of(trees[-1])[1]
        if "NOTNEAR" not in kinds:
            message = "NEAR and ONEAR cannot stand in one chain: write one of them throughout."
            instead = [_joined(texts, [f"{name}/{_most(token)}" for token in operators]) for name in ("NEAR", "ONEAR")]
        else:
            message = "NOT NEAR stands between two operands alone. Write the conditions with AND."
            instead = [_spelt_out(texts, operators)]
        fixes = (self.findings.prepared.replaced(start, end, text) for text in instead)
        self.findings.refuse_span("E115", message, start, end, *fixes)
        return True


def has_gap(content: str) -> bool:
    """True where a lone star stands for a word of a phrase."""
    return any(not chunk.strip("*") for chunk in content.split())


def _most(token: Token) -> int:
    found = near_distance(token)
    return min(BARE_DISTANCE if found is None else found, MOST_DISTANCE)


def _name(token: Token) -> str:
    return {"ONEAR": "ONEAR", "NOTNEAR": "NOT NEAR"}.get(token.type, "NEAR")


def _joined(texts: Sequence[str], operators: Sequence[str]) -> str:
    return " ".join(part for pair in zip_longest(texts, operators, fillvalue="") for part in pair).strip()


def _spelt_out(texts: Sequence[str], operators: Sequence[Token]) -> str:
    """`(a NEAR/3 b) AND (a NOT NEAR/2 c)` for `a NEAR/3 b NOT NEAR/2 c`."""
    parts = [
        f"({texts[0]} {_name(operator)}/{_most(operator)} {text})"
        for operator, text in zip(operators, texts[1:], strict=True)
    ]
    return f"({' AND '.join(parts)})"


def _unfielded(node: Node) -> Node:
    """The node with its words in no field of their own."""
    match node:
        case Words():
            return msgspec.structs.replace(node, fields=("title", "text"))
        case Near(operands=operands):
            return msgspec.structs.replace(node, operands=tuple(map(_unfielded, operands)))
        case NotNear(include=include, exclude=exclude, distance=distance):
            return NotNear(_unfielded(include), _unfielded(exclude), distance)
        case And(nodes=nodes) | Or(nodes=nodes):
            return type(node)(tuple(map(_unfielded, nodes)))
        case Not(node=inner) | Said(node=inner):
            return type(node)(_unfielded(inner))
        case _:
            return node
