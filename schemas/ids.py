"""Ids are derived, never drawn: writing a thing twice writes it once."""

import hashlib


def digest(*parts: str) -> str:
    """32 hex digits of SHA-256 over the parts, each preceded by its length so that no two lists of parts collide."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return hasher.hexdigest()[:32]


def document_id(identity: str) -> str:
    """The document's id from its identity (`schemas.identity`)."""
    return digest("document", identity)


def statement_id(document: str, speaker: str, text: str, nth: int) -> str:
    """Stable over revisions, merges and renames: document, folded speaker as written, folded text, n-th of equals."""
    return digest("statement", document, speaker, text, str(nth))


def alert_id(rule: str, unit: str) -> str:
    """One id for a rule and its unit (a document's or a statement's id), whatever the version of either."""
    return digest("alert", rule, unit)
