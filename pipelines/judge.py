"""Rules against one version of a document: which alerts it fires."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from language.excerpt import sentence_around
from pipelines.merge import Arrived
from queries import Query
from queries.matcher import Match, Matcher, statements_of
from queries.terms import DocumentTerms, document_terms, keep_terms
from schemas import Alert, Document, MatchedSpan, Rule, Statement, alert_id, digest
from schemas.alert import AlertDocument


def generation_of(rules: Iterable[Rule]) -> str:
    """The name of a set of rules: the same rules have the same name, in any order."""
    return digest("rules", *sorted(f"{rule.id}\0{rule.query}\0{rule.per}" for rule in rules))[:12]


class RuleJudge:
    """All rules of one generation, compiled once. Call it with a document and the item that brought this version."""

    def __init__(
        self,
        rules: Sequence[tuple[Rule, Query]],
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self.rules = {rule.id: rule for rule, _ in rules}
        self.generation = generation_of(self.rules.values())
        self._matcher = Matcher((rule.id, query) for rule, query in rules)
        self._queries = {rule.id: query for rule, query in rules}
        self._now = now

    def __call__(self, document: Document, arrived: Arrived) -> list[Alert]:
        """The alerts this version fires; none for history."""
        if not self.rules or document.gone or arrived.via == "history":
            return []
        terms = document_terms(document)
        alerts = [
            alert
            for match in self._matcher.match(terms)
            for alert in self._alerts(self.rules[match.rule], document, terms, match, arrived.late)
        ]
        keep_terms(document, terms)
        return alerts

    def _alerts(
        self, rule: Rule, document: Document, terms: DocumentTerms, match: Match, late: bool
    ) -> Iterator[Alert]:
        """One for the document, or one for each statement that the same query, searched for statements, returns."""
        if rule.per == "statement":
            for index in statements_of(self._queries[rule.id], terms):
                statement = document.statements[index]
                yield self._alert(rule, document, statement.id, statement, spans_in(match, statement), late)
            return
        first = document.statements[match.statements[0]] if match.statements else None
        yield self._alert(rule, document, document.id, first, match.spans, late)

    def _alert(
        self,
        rule: Rule,
        document: Document,
        unit: str,
        statement: Statement | None,
        spans: tuple[MatchedSpan, ...],
        late: bool,
    ) -> Alert:
        sentence = matched_sentence(document, statement, spans)
        return Alert(
            id=alert_id(rule.id, unit),
            rule=rule.id,
            rule_version=rule.version,
            generation=self.generation,
            unit=unit,
            at=self._now(),
            document=AlertDocument(
                id=document.id,
                url=document.url,
                title=document.title,
                source=document.source,
                published=document.published,
                arrived=document.arrived,
                language=document.language,
            ),
            document_version=document.version,
            matched=spans,
            sentence=sentence,
            words=caught_words(document, spans, sentence),
            statement=statement,
            late=late,
            rule_name=rule.name,
            severity=rule.severity,
            channels=rule.channels,
        )


def spans_in(match: Match, statement: Statement) -> tuple[MatchedSpan, ...]:
    """The spans of a match that this statement brought: in its own words, its speaker or its cue."""
    places = [*statement.parts]
    places += [(party.start, party.end) for party in (statement.speaker, statement.addressee, statement.cue) if party]
    return (
        tuple(span for span in match.spans if span.field == "text" and any(a <= span.start < b for a, b in places))
        or match.spans
    )


def matched_sentence(document: Document, statement: Statement | None, spans: Sequence[MatchedSpan]) -> str:
    """The words that a person should read first: the statement's sentence, else the sentence of the first match."""
    if statement is not None:
        return sentence_around(document.text, statement.start, statement.end)
    for span in spans:
        if span.field == "text":
            return sentence_around(document.text, span.start, span.end)
    return document.title or sentence_around(document.text, 0, min(1, len(document.text)))


def caught_words(document: Document, spans: Sequence[MatchedSpan], sentence: str) -> tuple[str, ...]:
    """What was caught, each once, as far as the sentence shows it."""
    texts = {"title": document.title, "text": document.text}
    caught = (" ".join(texts[span.field][span.start : span.end].split()) for span in spans)
    return tuple(dict.fromkeys(words for words in caught if words and words in sentence))
