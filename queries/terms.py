"""A document's terms, keys and instants: the one place where a document becomes what queries look at.

Matcher, embedded index and cluster all take these, so that an item means the same to each of them.
"""

import functools
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from threading import Lock

import msgspec

from language.analysis import ANALYSIS_VERSION, BREAK, Places, Terms, pack, terms_of, unpack
from language.fold import fold_key
from schemas import Document, Party, Statement

MOST_POSITIONS = 1_000_000
MOST_STATEMENTS = 10_000
"""What a field and a document keep searchable; the rest is kept and shown only."""

Span = tuple[int, int]


class FieldTerms:
    """One text field: its positions' terms and, on demand, where each stands in the text it came from."""

    __slots__ = ("_index", "_sorted", "_spans", "_text", "positions", "shared")

    def __init__(self, positions: list[Terms], text: str | None = None, *, shared: bool = False) -> None:
        """`shared`: many documents will have this very field, so that what is derived of it is worth keeping."""
        self.positions = positions
        self.shared = shared
        self._text = text
        self._spans: Places | None = None
        self._index: dict[str, list[int]] | None = None
        self._sorted: list[str] | None = None

    @property
    def spans(self) -> Places | None:
        """[start, end) in code points of the field's text by position; None where the text is not at hand."""
        if self._spans is None and self._text is not None:
            self._spans = Places(self._text)
        return self._spans

    @property
    def index(self) -> dict[str, list[int]]:
        """Term → the positions that hold it, rising. Built once."""
        if self._index is None:
            index: defaultdict[str, list[int]] = defaultdict(list)
            for at, terms in enumerate(self.positions):
                for term in terms:
                    index[term].append(at)
            index.default_factory = None
            self._index = index
        return self._index

    def forget(self) -> None:
        """Keep the positions alone; the rest is worked out again where it is asked for."""
        if not self.shared:
            self._index = self._sorted = self._spans = None

    def packed(self) -> str:
        """For storage."""
        return _packed_shared(self) if self.shared else pack(self.positions)

    def beginning(self, prefix: str) -> list[str]:
        """The distinct terms that begin with `prefix`."""
        if self._sorted is None:
            self._sorted = sorted(self.index)
        first = last = bisect_left(self._sorted, prefix)
        while last < len(self._sorted) and self._sorted[last].startswith(prefix):
            last += 1
        return self._sorted[first:last]


@functools.lru_cache(maxsize=2048)
def _packed_shared(field: FieldTerms) -> str:
    return pack(field.positions)


Keys = dict[str, tuple[str, ...]]
Fields = dict[str, FieldTerms]


class StatementTerms:
    """What said(…) looks at: the fields `statement`, `speaker`, `addressee`, `about`, and keys. `parts`, `speaker` and
    `addressee` are spans in the document's text, for highlights."""

    __slots__ = ("addressee", "fields", "keys", "parts", "speaker")

    def __init__(
        self,
        fields: Fields,
        keys: Keys,
        parts: tuple[Span, ...] = (),
        speaker: Span | None = None,
        addressee: Span | None = None,
    ) -> None:
        self.fields = fields
        self.keys = keys
        self.parts = parts
        self.speaker = speaker
        self.addressee = addressee


class DocumentTerms:
    """What a query looks at: fields `title`, `text`, `author`; keys; instants in milliseconds UTC; statements in the
    document's order. `gone` documents match nothing."""

    __slots__ = ("fields", "gone", "instants", "keys", "statements")

    def __init__(
        self, fields: Fields, keys: Keys, instants: dict[str, int], statements: list[StatementTerms], gone: bool = False
    ) -> None:
        self.fields = fields
        self.keys = keys
        self.instants = instants
        self.statements = statements
        self.gone = gone

    def encode(self) -> bytes:
        """For storage: what `decode` needs to judge every query again. Texts are left out, so spans are not kept."""
        return _encoder.encode(
            _Packed(
                ANALYSIS_VERSION,
                {name: field.packed() for name, field in self.fields.items()},
                self.keys,
                self.instants,
                [
                    _PackedStatement(
                        {name: field.packed() for name, field in s.fields.items()},
                        s.keys,
                        s.parts,
                        s.speaker,
                        s.addressee,
                    )
                    for s in self.statements
                ],
                self.gone,
            )
        )

    @staticmethod
    def decode(raw: bytes) -> "DocumentTerms":
        """The terms that `encode` wrote; raises `msgspec.DecodeError` on anything else."""
        packed = _decoder.decode(raw)
        statements = [
            StatementTerms(_unpacked(s.fields), s.keys, s.parts, s.speaker, s.addressee) for s in packed.statements
        ]
        return DocumentTerms(_unpacked(packed.fields), packed.keys, packed.instants, statements, packed.gone)


class _PackedStatement(msgspec.Struct, array_like=True, frozen=True):
    fields: dict[str, str]
    keys: Keys
    parts: tuple[Span, ...]
    speaker: Span | None
    addressee: Span | None


class _Packed(msgspec.Struct, array_like=True, frozen=True):
    version: int
    fields: dict[str, str]
    keys: Keys
    instants: dict[str, int]
    statements: list[_PackedStatement]
    gone: bool


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)


def _unpacked(fields: dict[str, str]) -> Fields:
    return {name: FieldTerms(unpack(packed)) for name, packed in fields.items()}


def document_terms(document: Document) -> DocumentTerms:
    """The terms of a document as it stands now."""
    return _kept.take(document) or _worked_out(document)


def keep_terms(document: Document, terms: DocumentTerms) -> None:
    """Have them ready for whoever asks for this very document next, once: who judges it goes before who writes it."""
    _kept.keep(document, terms)


class _Kept:
    """Terms of the documents that will be asked for again, by the object; the oldest go first."""

    def __init__(self, most_positions: int) -> None:
        self._most = most_positions
        self._positions = 0
        self._by_object: OrderedDict[int, tuple[Document, DocumentTerms, int]] = OrderedDict()
        self._mutex = Lock()

    def keep(self, document: Document, terms: DocumentTerms) -> None:
        positions = len(terms.fields["text"].positions) + sum(
            len(s.fields["statement"].positions) for s in terms.statements
        )
        for field in (*terms.fields.values(), *(field for s in terms.statements for field in s.fields.values())):
            field.forget()
        with self._mutex:
            self._by_object[id(document)] = document, terms, positions
            self._positions += positions
            while self._positions > self._most:
                self._positions -= self._by_object.popitem(last=False)[1][2]

    def take(self, document: Document) -> DocumentTerms | None:
        """Not kept any longer then."""
        with self._mutex:
            kept = self._by_object.pop(id(document), None)
            self._positions -= kept[2] if kept else 0
        return kept[1] if kept else None


_kept = _Kept(MOST_POSITIONS)


def _worked_out(document: Document) -> DocumentTerms:
    return DocumentTerms(
        fields={
            "title": searchable(document.title),
            "text": searchable(document.text),
            "author": _names_field(_bylines(document)),
        },
        keys=_document_keys(document),
        instants={"published": document.published, "arrived": document.arrived},
        statements=[_statement_terms(statement) for statement in document.statements[:MOST_STATEMENTS]],
        gone=document.gone,
    )


def searchable(text: str, most: int = MOST_POSITIONS) -> FieldTerms:
    """The field for one text: its first `most` positions."""
    return FieldTerms(terms_of(text)[:most], text)


def _names_field(values: Iterable[str]) -> FieldTerms:
    """Many values in one field: a paragraph break between them keeps a phrase inside one value."""
    return _joined(tuple(values))


@functools.lru_cache(maxsize=2048)
def _joined(values: tuple[str, ...]) -> FieldTerms:
    """Shared by all who have these names: nobody changes a field, and what it has worked out serves them all."""
    kept = [terms for terms in map(_name_terms, dict.fromkeys(values)) if terms]
    joined = list(chain.from_iterable((BREAK, *terms) for terms in kept))[1:]
    return FieldTerms(joined[:MOST_POSITIONS], shared=True)


@functools.lru_cache(maxsize=8192)
def _name_terms(value: str) -> tuple[Terms, ...]:
    return tuple(terms_of(value))


def _bylines(document: Document) -> list[str]:
    """Authors as written; a platform's bare handle also gets its @, which `author:@x` looks for."""
    handle = document.platform is not None
    return [
        f"@{a}" if handle and " " not in a and not a.startswith("@") and a.isascii() else a for a in document.authors
    ]


def _document_keys(document: Document) -> Keys:
    domain, url = _places(document.url)
    keys = {
        "source": _folded(document.sources),
        "domain": domain,
        "url": url,
        "language": (fold_key(document.language).partition("-")[0] or "und",),
        "country": _folded((document.country,)),
        "type": (document.type,),
        "entity": _folded(entity.id for entity in document.entities),
        "story": _folded((document.story or document.id,)),
        "has": (
            *(("author",) if any(author.strip() for author in document.authors) else ()),
            *(("statement",) if document.statements else ()),
        ),
    }
    return {field: values for field, values in keys.items() if values}


def _folded(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_key(value) for value in values if value))


def place(url: str) -> str:
    """An address as `url:` compares it: folded, without scheme, user, `www.`, port 80/443, fragment, closing slash."""
    rest = url.strip().split("://", 1)[-1]
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2].rstrip(".")
    host = host.removesuffix(":443").removesuffix(":80")
    lowered = fold_key(host)
    return (lowered.removeprefix("www.") + slash + fold_key(path.partition("#")[0])).rstrip("/")


def _places(url: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The host and each of its suffixes; the address and each of its prefixes that ends before a slash."""
    if not url:
        return (), ()
    whole = place(url)
    host = whole.partition("/")[0].partition("?")[0].partition(":")[0]
    labels = host.split(".")
    chain_ = tuple(".".join(labels[at:]) for at in range(len(labels)) if labels[at])
    parts = whole.split("/")
    prefixes = tuple("/".join(parts[: at + 1]) for at in range(len(parts)))
    return chain_, prefixes


def _statement_terms(statement: Statement) -> StatementTerms:
    speaker, addressee, cue = statement.speaker, statement.addressee, statement.cue
    keys = {
        "verb": _folded((cue.lemma, cue.verb_class)) if cue else (),
        "level": (statement.level,),
        "mode": (statement.mode,),
        "kind": (statement.kind,),
        "speaker_id": _folded((speaker.entity,)) if speaker else (),
        "addressee_id": _folded((addressee.entity,)) if addressee else (),
        "about_id": _folded(statement.about_ids),
    }
    return StatementTerms(
        fields={
            "statement": searchable(statement.text),
            "speaker": _names_field(_names(speaker)),
            "addressee": _names_field(_names(addressee)),
            "about": _names_field(statement.about),
        },
        keys={field: values for field, values in keys.items() if values},
        parts=statement.parts,
        speaker=(speaker.start, speaker.end) if speaker else None,
        addressee=(addressee.start, addressee.end) if addressee else None,
    )


def _names(party: Party | None) -> Sequence[str]:
    return [name for name in (party.text, party.name, *party.aliases) if name] if party else []
