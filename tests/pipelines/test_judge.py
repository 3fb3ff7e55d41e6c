"""Which alerts a version fires: by document or by statement, with the sentence that matched."""

from language.enrichment import enrich
from language.entities import EntityBase
from pipelines.carriers import Arrived
from pipelines.judge import RuleJudge, generation_of
from queries.parser import parse
from schemas import Document, Rule, alert_id
from tests.support.documents import document

TEXT = (
    "Ada Lindqvist said that the harbour would close. The weather was fine.\n\n"
    "“The harbour is not for sale,” said Tomas Berg. He warned that the strike could last."
)


def article() -> Document:
    found = enrich(TEXT, document="d", language="en", base=EntityBase())
    return document("d", TEXT, id="d", title="Harbour news", language="en", statements=found.statements)


def judged(query: str, *, per: str = "document", via: str = "poll", **more: object):
    rule = Rule(id="r", query=query, per=per)  # type: ignore[arg-type]
    judge = RuleJudge([(rule, parse(query, rule=True, unit=f"{per}s"))], now=lambda: 5)  # type: ignore[arg-type]
    return judge(article(), Arrived(id="d", source="wire", version=1, arrived=10, via=via, **more))  # type: ignore[arg-type]


def test_a_document_fires_once_and_shows_the_statement_that_matched() -> None:
    (alert,) = judged("said(harbour)")
    assert alert.id == alert_id("r", "d")
    assert alert.statement is not None
    assert alert.statement.text == "that the harbour would close"
    assert alert.sentence == "Ada Lindqvist said that the harbour would close."


def test_per_statement_fires_once_for_each_that_a_search_would_return() -> None:
    alerts = judged("said(harbour)", per="statement")
    assert [alert.statement.speaker.name for alert in alerts] == ["Ada Lindqvist", "Tomas Berg"]
    assert len({alert.id for alert in alerts}) == 2
    for alert in alerts:
        assert all(TEXT[span.start : span.end].casefold() == "harbour" for span in alert.matched)
        assert alert.sentence in TEXT.replace("\n\n", " ")


def test_bare_words_of_a_statement_rule_are_sought_in_statements() -> None:
    assert judged("weather", per="statement") == []
    assert len(judged("weather")) == 1
    assert len(judged("strike", per="statement")) == 1


def test_a_word_shows_its_sentence_and_a_title_itself() -> None:
    (alert,) = judged("weather")
    assert alert.sentence == "The weather was fine."
    assert alert.words == ("weather",)
    (alert,) = judged("title:news")
    assert alert.sentence == "Harbour news"


def test_history_fires_nothing_and_late_is_told() -> None:
    assert judged("harbour", via="history") == []
    day = 24 * 3_600_000
    (late,) = judged("harbour", published_ms=10 - 2 * day, published_from="feed")
    assert late.late


def test_a_generation_is_named_by_its_rules_in_any_order() -> None:
    one, two = Rule(id="a", query="x"), Rule(id="b", query="y")
    assert generation_of([one, two]) == generation_of([two, one])
    assert generation_of([one]) != generation_of([Rule(id="a", query="z")])
