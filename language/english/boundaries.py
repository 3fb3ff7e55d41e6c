"""Where the content of a statement ends: the comma, conjunction or dash at which the writer takes over again.

What ends a content and what goes on with it was decided on counts over annotated news: clauses go on through because,
as, in, for and semicolons end them; noun phrases end at relative clauses, participles and the occasion of speaking.
"""

from dataclasses import dataclass

from language.english.clauses import clause_verb
from language.english.phrases import past_adjuncts, phrase_at
from language.passage import Sentence

_LONGEST_ATTRIBUTION = 9
_SAYING = frozenset({"said", "says", "say", "told"})
_CONTRASTS = frozenset({"while", "although", "though", "whereas"})
_TAKING_LEAVE = frozenset({"before", "after", "while", "by", "since"})


@dataclass(slots=True)
class Content:
    """A content whose start is known.

    `kind` is the frame's letter (cues.tsv; "c" behind a colon, "f" going on behind an attribution), `verb_tag` the tag
    of its cue, `later` the places of the cues to the right, `context` as `clauses.context` tells it.
    """

    sentence: Sentence
    start: int
    kind: str
    verb_tag: str
    later: frozenset[int]
    context: str = ""

    @property
    def is_object(self) -> bool:
        """An object or infinitive of the cue, not a clause of its own."""
        return self.kind == "i" or self.is_phrase

    @property
    def is_phrase(self) -> bool:
        """A noun phrase."""
        return self.kind in "no" or (self.kind == "p" and self.sentence.tags[self.start] != "W")


def content_end(content: Content) -> int:
    """The token before which the content ends."""
    tags = content.sentence.tags
    depth = 0
    for place in range(content.start, len(tags)):
        tag = tags[place]
        if tag == "(":
            depth += 1
        elif tag == ")":
            depth -= 1
        if depth <= 0 and (end := _ends_at(content, place, tag)) is not None:
            return end
    return len(tags)


def _ends_at(content: Content, place: int, tag: str) -> int | None:
    if tag == ",":
        return place if _comma_ends(content, place, place + 1) else None
    if tag == ";":
        return place
    if tag == "Q":
        return place + 1 if _quote_ends(content, place) else None
    if tag == ":":
        clausal = content.kind in "tbnop" and clause_verb(content.sentence, place + 1) >= 0
        return place if clausal and place + 1 < len(content.sentence.tags) else None
    if place <= content.start:
        return None
    if tag == "-":
        return place if _dash_ends(content, place) else None
    if tag in "CK":
        return place if _conjunction_ends(content, place) else None
    if tag == "U":
        return place if content.sentence.lower[place] == "while" and place + 1 in content.later else None
    return place if content.is_phrase and _adjunct_leaves(content, place, tag) else None


def _quote_ends(content: Content, place: int) -> bool:
    """A quotation that ends in a comma is a comma."""
    sentence = content.sentence
    if place + 1 >= len(sentence.tags) or sentence.tags[place + 1] in ",.":
        return False
    inner = sentence.passage.text[sentence.starts[place] : sentence.ends[place]].rstrip("'\"”’")
    return inner.endswith(",") and _comma_ends(content, place + 1, place + 1)


def _dash_ends(content: Content, place: int) -> bool:
    tags = content.sentence.tags
    if place <= content.start + 2 or tags[place - 1] == "X":
        return False
    if content.is_phrase and (content.sentence.words[place] == "-" or tags.find("-", place + 1) < 0):
        return True
    return tags[place + 1 : place + 2] == "K"


def _past_adverbs(tags: str, place: int) -> int:
    while place < len(tags) and tags[place] == "R":
        place += 1
    return place


def main_verb(tags: str, place: int) -> int:
    """The verb behind auxiliaries and adverbs."""
    while place < len(tags) and tags[place] in "mbvdR":
        place += 1
    return place


# -- commas


def _comma_ends(content: Content, comma: int, first: int) -> bool:
    """Whether the content ends at the comma before token `first`."""
    sentence = content.sentence
    place = _past_adverbs(sentence.tags, first)
    if "however" in sentence.lower[first:place]:
        return True
    if place >= len(sentence.tags):
        return False
    tag = sentence.tags[place]
    if tag in "HXDPNSMJ" and _closing_attribution(content, place):
        return True
    if tag == "g" and (
        place in content.later or sentence.lower[place] in sentence.passage.lexicon.sets.narrating_participles
    ):
        return True
    if _context_ends(content, comma, place, tag) or (tag in "CK" and _joined_clause_ends(content, comma, place)):
        return True
    if sentence.lower[place] in _CONTRASTS and comma > content.start + 3:
        return True
    if content.is_phrase and _leaves_phrase(content, place, tag):
        return True
    return tag in "Vn" and place in content.later and tag == content.verb_tag and sentence.tags[place - 1] == ","


def _context_ends(content: Content, comma: int, place: int, tag: str) -> bool:
    """By the cue's own clause: a subordinate one ends before the main clause, a relative one before its verb."""
    if content.context in ("subordinate", "initial") and comma > content.start + 1:
        return tag == "Q" or (tag in "HXDPNSMJEyhI" and clause_verb(content.sentence, place) >= 0)
    return content.context == "relative" and tag in "VZbvdm"


def _closing_attribution(content: Content, first: int) -> bool:
    """NP said, and then the end or a comma: an attribution that closes the clause before it."""
    sentence = content.sentence
    phrase = phrase_at(sentence, first)
    if phrase is None or phrase.last - first > _LONGEST_ATTRIBUTION:
        return False
    tags = sentence.tags
    verb = phrase.last + 1
    while verb < len(tags) and tags[verb] in "Rvt":
        verb += 1
    if verb not in content.later or tags[verb] not in "VZBn":
        return False
    lexicon = sentence.passage.lexicon
    if not any("f" in sense.frames for sense in lexicon.cues[lexicon.cue_forms[sentence.lower[verb]]]):
        return False
    return any(place >= len(tags) or tags[place] in ".," for place in past_adjuncts(sentence, verb + 1))


def _joined_clause_ends(content: Content, comma: int, place: int) -> bool:
    """A comma with "and" or "but" before a verb or a clause."""
    sentence = content.sentence
    tags = sentence.tags
    following = _past_adverbs(tags, place + 1)
    if following >= len(tags):
        return _but_ends(content, comma, place, following)
    tag = tags[following]
    like = tag in (content.verb_tag, "v") or content.verb_tag in "gn"
    if tag in "VZv" and like and main_verb(tags, following) in content.later:
        return True
    if _but_ends(content, comma, place, following) or (content.is_object and tag in "VZbvdm"):
        return True
    if content.is_phrase and tag in "HXDPEy" and clause_verb(sentence, following) >= 0:
        return True
    return tag in "HXDPNS" and content.kind != "q" and clause_verb(sentence, following) in content.later


def _but_ends(content: Content, comma: int, place: int, following: int) -> bool:
    sentence = content.sentence
    tags = sentence.tags
    if sentence.lower[place] != "but" or comma <= content.start + 2 or place + 1 >= len(tags):
        return False
    if sentence.lower[place + 1] in sentence.passage.lexicon.sets.but_continues:
        return False
    verb_next = following < len(tags) and tags[following] in "VZbvdm"
    if not (tags[place + 1] in "HyVZbvdmE" or content.is_phrase or verb_next):
        return False
    return "only" not in sentence.lower[content.start : comma]


def _leaves_phrase(content: Content, place: int, tag: str) -> bool:
    """Of a noun phrase: what follows its comma is no part of it."""
    sentence = content.sentence
    if sentence.lower[place] in ("who", "whom", "one"):
        return True
    if tag in "gU":
        return sentence.lower[place : place + 2] != ["as", "well"]
    if tag in "HXDPSyE":
        return clause_verb(sentence, place) >= 0
    return tag in "VZ" and tag == content.verb_tag


# -- conjunctions and adjuncts without a comma


def _conjunction_ends(content: Content, place: int) -> bool:
    sentence = content.sentence
    tags = sentence.tags
    following = _past_adverbs(tags, place + 1)
    if following >= len(tags) or place + 1 >= len(tags):
        return False
    tag = tags[following]
    if main_verb(tags, following) in content.later and _like_cue(content, tag):
        return True
    if tag in "VZbvdm" and ((content.is_object and content.kind != "i") or content.kind == "q"):
        return True
    if tags[place] == "K" and (tag == "," or (tag in "VZbvdm" and content.is_phrase)):
        return True
    return tag in "HXDPNSM" and _said_next(content, clause_verb(sentence, following))


def _like_cue(content: Content, tag: str) -> bool:
    if tag in "VZv":
        return tag == content.verb_tag or content.is_object or content.verb_tag in "gnB"
    return tag == "g" and content.verb_tag == "g"


def _said_next(content: Content, verb: int) -> bool:
    """Whether a clause with a cue of its own follows."""
    if verb not in content.later:
        return False
    past = content.sentence.tags[verb] == content.verb_tag == "V" and content.kind != "t"
    return content.sentence.lower[verb] in _SAYING or past


def _adjunct_leaves(content: Content, place: int, tag: str) -> bool:
    """Of a noun phrase: a bare weekday, the occasion of speaking, a participle behind a preposition."""
    sentence = content.sentence
    if tag == "t":
        return sentence.tags[place - 1] not in "DJPIt" and content.kind != "o"
    if tag != "I":
        return False
    participle = sentence.lower[place] in _TAKING_LEAVE and sentence.tags[place + 1 : place + 2] == "g"
    return participle or occasion_at(sentence, place)


def occasion_at(sentence: Sentence, place: int) -> bool:
    """A phrase that says where or when the speaking took place: in an interview, on Twitter, at a rally."""
    if sentence.lower[place] not in ("in", "on", "at", "during", "from") or place + 1 >= len(sentence.tags):
        return False
    chunk = sentence.chunk_of[place + 1]
    if chunk < 0:
        return False
    end = sentence.chunks[chunk][1]
    if sentence.tags[end - 1] == "G" and end < len(sentence.tags) and sentence.chunk_of[end] >= 0:
        end = sentence.chunks[sentence.chunk_of[end]][1]
    if sentence.lower[end - 1] in sentence.passage.lexicon.sets.occasions:
        return True
    return sentence.lower[place] != "from" and sentence.tags[end - 1] == "t" and sentence.lower[end - 1] != "time"
