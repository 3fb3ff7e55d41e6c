"""Terms that are worked out once for judging and for writing are those that would be worked out anew."""

from queries.matcher import match_one
from queries.parser import parse
from queries.terms import _Kept, document_terms, keep_terms
from tests.support.documents import document


def test_kept_terms_are_had_once_by_the_very_document() -> None:
    one, twin = (document("d", "The harbour is closed.", title="Harbour") for _ in range(2))
    assert one == twin
    terms = document_terms(one)
    keep_terms(one, terms)
    assert document_terms(twin) is not terms
    assert document_terms(one) is terms
    again = document_terms(one)
    assert again is not terms
    assert again.encode() == terms.encode()


def test_kept_terms_still_match_and_show() -> None:
    one = document("d", "The harbour is closed.")
    terms = document_terms(one)
    before = match_one(parse('"harbour is"'), terms)
    keep_terms(one, terms)
    assert match_one(parse('"harbour is"'), document_terms(one)) == before
    assert before is not None


def test_no_more_positions_are_kept_than_the_bound() -> None:
    kept = _Kept(most_positions=5)
    first, second, third = (document(name, "three short words") for name in "abc")
    for one in (first, second, third):
        kept.keep(one, document_terms(one))
    assert kept.take(first) is None
    assert kept.take(second) is None
    assert kept.take(third) is not None
    large = document("e", "many words " * 5)
    kept.keep(large, document_terms(large))
    assert kept.take(large) is None
