"""Speaker chunks: the noun phrase right or left of a cue, without a grammar of noun phrases.

A chunk reaches from the cue to a stop word, a mark, a complementizer, an auxiliary or another cue.
"""

from language.frames.view import TokenSpan, View

LONGEST = 14
DEEPEST = 4
"""Insertions between a subject and its verb that are looked behind: each may be read in three ways."""
LONGEST_LEFT = 25
LONGEST_APPOSITION = 9
LONGEST_PARENTHESIS = 18


def right_chunk(view: View, start: int, hi: int, *, apposed: bool = False) -> TokenSpan | None:
    """The chunk that begins at a token; with `apposed`, an apposition behind a comma belongs to it."""
    if start >= hi or view.is_break(start) or view.is_speech(start) or view.is_complementizer(start):
        return None
    if view.keys[start] in view.pronouns and not _continues(view, start, hi):
        return start, start
    end = start
    while end < min(hi, start + LONGEST) and not _ends_right(view, start, end, hi):
        end += 1
    while end > start and _is_loose(view, end - 1):
        end -= 1
    if end == start:
        return None
    return start, (_apposition(view, end, hi) if apposed else None) or end - 1


def _continues(view: View, token: int, hi: int) -> bool:
    """Whether a word that may be a pronoun is the determiner of a noun ("ce porte-parole")."""
    return token + 1 < hi and view.keys[token] in view.determiners and view.kinds[token + 1] == "w"


def _ends_right(view: View, start: int, token: int, hi: int) -> bool:
    if view.is_break(token) or view.is_speech(token):
        return True
    key = view.keys[token]
    if key in view.stops and key not in view.attaching:
        return True
    if token == start:
        return False
    if key in view.relatives or key in view.auxiliaries or view.is_complementizer(token) or view.is_in(token, "heads"):
        return True
    if key in view.conjunctions and not _joins(view, token, hi):
        return True
    if (
        "glued_prepositions" in view.grammar.flags
        and key not in view.attaching
        and view.grammar.is_a("infinitive", key)
    ):
        return True
    return view.is_finite_cue(token)


def _joins(view: View, token: int, hi: int) -> bool:
    """Whether a conjunction joins two noun phrases: a capital or a determiner follows."""
    after = token + 1
    if after >= hi or view.kinds[after] != "w":
        return False
    return view.capital(after) or view.grammar.script.caseless or view.keys[after] in view.determiners


def _is_loose(view: View, token: int) -> bool:
    """Whether a phrase cannot end with this word."""
    key = view.keys[token]
    return key in view.attaching or key in view.conjunctions or view.words[token] in ("-", "(", ".")


def _apposition(view: View, comma: int, hi: int) -> int | None:
    """The last token of an apposition behind a comma: "Paul Martin, un pompier de 28 ans"."""
    first = comma + 1
    if first >= hi or not view.is_comma(comma) or view.kinds[first] != "w":
        return None
    if (before_quote := _before_quote(view, comma, hi)) is not None:
        return before_quote
    begins = view.keys[first] in view.determiners or view.words[first][0].isdigit() or view.capital(first)
    if not begins or (view.keys[first] in view.pronouns and not _continues(view, first, hi)):
        return None
    return _apposition_end(view, first, hi)


def _before_quote(view: View, comma: int, hi: int) -> int | None:
    """The last token of whatever stands between a comma and the quotation that goes on behind it."""
    end = comma + 1
    while end < hi and end - comma <= LONGEST_APPOSITION and view.kinds[end] == "w":
        end += 1
    mark = end
    while mark < min(hi, end + 3) and view.kinds[mark] == "p":
        mark += 1
    return end - 1 if end > comma + 1 and mark < hi and view.kinds[mark] == "q" else None


def _apposition_end(view: View, first: int, hi: int) -> int | None:
    end = first
    while end < hi and end - first < LONGEST_APPOSITION and not view.is_break(end) and view.kinds[end] == "w":
        key = view.keys[end]
        if view.is_complementizer(end) or key in view.auxiliaries or view.is_finite_cue(end):
            return None
        if end > first and (key in view.relatives or (key in view.stops and key not in view.attaching)):
            return end - 1
        end += 1
    return end - 1 if end >= hi or view.is_break(end) else None


def left_chunk(view: View, last: int, lo: int, deep: int = DEEPEST) -> TokenSpan | None:
    """The chunk that ends at a token, read to the left as far as its clause goes; over `deep` insertions at most."""
    if deep == 0:
        return None
    while last >= lo and _is_skipped(view, last):
        last -= 1
    if last < lo:
        return None
    if view.is_comma(last):
        return _around_parenthesis(view, last, lo, deep) or _before_relative(view, last, lo, deep)
    if view.is_break(last) or view.is_speech(last):
        return None
    first = _clause_start(view, last, lo)
    return _within(view, first, last, lo, deep)


def _before_relative(view: View, comma: int, lo: int, deep: int) -> TokenSpan | None:
    """The head of a relative clause that a comma ends: "X که پیشتر … بود، گفت"."""
    if "comma_adverbial" not in view.grammar.flags:
        return None
    found = left_chunk(view, comma - 1, lo, deep - 1)
    if found is None or not any(view.is_complementizer(token) for token in range(found[1] + 1, comma)):
        return None
    return found


def _is_skipped(view: View, token: int) -> bool:
    key = view.keys[token]
    if key in view.adverbs or key in view.negations or view.grammar.is_a("adverb", key):
        return True
    return key in view.clitics and key not in view.pronouns


def _around_parenthesis(view: View, comma: int, lo: int, deep: int) -> TokenSpan | None:
    """The phrase before "X, …," where a cue follows: the apposition belongs to it, another insertion does not."""
    opened = comma - 1
    while opened >= lo and comma - opened < LONGEST_PARENTHESIS and not view.is_comma(opened):
        opened -= 1
    if opened <= lo or not view.is_comma(opened):
        return None
    found = left_chunk(view, opened - 1, lo, deep - 1)
    if found is None:
        return None
    return (found[0], comma - 1) if found[1] == opened - 1 and _apposes(view, opened + 1, comma) else found


def _apposes(view: View, first: int, end: int) -> bool:
    key = view.keys[first]
    if key in view.relatives or key in view.stops or any(view.keys[at] in view.auxiliaries for at in range(first, end)):
        return False
    return view.grammar.script.caseless or key in view.determiners or view.capital(first)


def _clause_start(view: View, last: int, lo: int) -> int:
    first = last
    while first - 1 >= lo and last - first < LONGEST_LEFT and not view.is_break(first - 1):
        if view.is_speech(first - 1) or view.kinds[first - 1] == "n":
            break
        first -= 1
    return first


def _within(view: View, start: int, last: int, lo: int, deep: int) -> TokenSpan | None:
    """The subject in a clause's beginning [start, last]: behind conjunctions, adverbs and a prepositional phrase."""
    start = _behind_clause(view, start, last)
    first = start
    while first <= last and _leads(view, first):
        first += 1
    across = first > last or (view.keys[first] in view.stops and view.keys[first] not in view.attaching)
    if across and "comma_adverbial" in view.grammar.flags and start - 2 >= lo and view.is_comma(start - 1):
        return left_chunk(view, start - 1, lo, deep - 1) or left_chunk(view, start - 2, lo, deep - 1)
    if first > last:
        return None
    if view.keys[first] in view.relatives:
        return first, first
    if view.keys[first] in view.pronouns and not _continues(view, first, last + 1):
        return first, first
    if view.keys[first] in view.prepositions:
        behind = _behind_preposition(view, first, last)
        if behind is None:
            return None
        first = behind
    return _trimmed(view, first, last)


def _behind_clause(view: View, start: int, last: int) -> int:
    """Behind "… بود که": what stands before a verb and its complementizer is no subject of what follows."""
    for token in range(last, start + 1, -1):
        if view.is_complementizer(token) and view.is_in(token - 1, "finals"):
            return token + 1
    return start


def _leads(view: View, token: int) -> bool:
    key = view.keys[token]
    if key in view.conjunctions or key in view.adverbs or key in view.temporals or key in view.auxiliaries:
        return True
    if view.is_in(token, "leads"):
        return True
    return any(
        key.startswith(proclitic) and key[len(proclitic) :] in view.auxiliaries
        for proclitic in view.grammar.script.proclitics
    )


def _behind_preposition(view: View, first: int, last: int) -> int | None:
    """Where the subject begins behind a leading prepositional phrase: at a determiner, a capital, or not at all."""
    if "preposition_first" in view.grammar.flags:
        return _behind_locative(view, first, last)
    for token in range(first + 2, last + 1):
        before = view.keys[token - 1]
        if before in view.prepositions or before in view.attaching:
            continue
        if view.keys[token] in view.determiners:
            return token
        if view.capital(token) and before not in view.determiners and not view.capital(token - 1):
            return token
    if "bare_nouns" not in view.grammar.flags:
        return None
    while first <= last and view.keys[first] in view.prepositions:
        first += 2  # nothing marks where a noun ends that has no article: one word is taken
    return first if first <= last else None


def _behind_locative(view: View, first: int, last: int) -> int | None:
    """Behind the word that closes a phrase of place or time (Chinese 在…上)."""
    place = first + 2
    while place <= last and not view.is_in(place, "ends"):
        place += 1
    return place + 1 if place < last else None


def _trimmed(view: View, first: int, last: int) -> TokenSpan | None:
    """Without the adverbials at the end."""
    end = first
    while end <= last:
        key = view.keys[end]
        if end > first and ((key in view.stops and key not in view.attaching) or key in view.auxiliaries):
            break
        if end > first and key in view.relatives and not view.grammar.script.unspaced:
            break
        end += 1
    end -= 1
    while end > first and (_is_loose(view, end) or _is_skipped(view, end)):
        end -= 1
    clause = next((token for token in range(first + 1, end + 1) if view.is_complementizer(token)), None)
    if clause is not None:  # "X که … بود، گفت": a relative clause
        end = clause - 1
    if not view.grammar.script.unspaced and any(view.is_finite_cue(token) for token in range(first, end + 1)):
        return None
    return (first, end) if end >= first and view.keys[first] not in view.stops else None


def subject(view: View, lo: int, end: int) -> TokenSpan | None:
    """What the clause that begins at `lo` is about: up to its first auxiliary, finite verb or stop word."""
    first = lo
    while first < end and (view.keys[first] in view.conjunctions or view.keys[first] in view.adverbs):
        first += 1
    if first >= end or view.keys[first] in view.prepositions:
        return None
    last = first
    while last < end and last - first < 10:
        key = view.keys[last]
        if view.is_break(last) or view.is_speech(last):
            break
        if last > first and (
            key in view.auxiliaries
            or key in view.clitics
            or key in view.negations
            or (key in view.stops and key not in view.attaching)
            or key in view.relatives
            or (view.grammar.is_a("past", key) and not view.capital(last))
        ):
            break
        last += 1
    while last > first and _is_loose(view, last - 1):
        last -= 1
    return (first, last - 1) if last > first else None


def is_hollow(view: View, span: TokenSpan) -> bool:
    """Whether a chunk holds nothing that could speak."""
    keys = view.keys[span[0] : span[1] + 1]
    if any(key in view.pronouns for key in keys):
        return False
    return all(key in view.stops or key in view.attaching or not key[0].isalnum() for key in keys) or (
        len(keys) == 1 and view.is_in(span[0], "hollow")
    )
