"""English: its data files, and the grammar that finds statements in its sentences."""

from language.drafts import Draft, Phrase, Speaker
from language.passage import QUOTE, Passage


def extract(passage: Passage) -> list[Draft]:
    """The statements of a passage, in order."""
    drafts = []
    for sentence in passage.sentences:
        for place, word in enumerate(sentence.words):
            if word == QUOTE and place + 2 < len(sentence) and sentence.lower[place + 2] in passage.lexicon.cue_forms:
                lemma = passage.lexicon.cue_forms[sentence.lower[place + 2]]
                who = Speaker(sentence, Phrase(place + 1, place + 1, place + 1, place + 1))
                span = sentence.starts[place], sentence.ends[place]
                cue = (place + 2, place + 2)
                drafts.append(
                    Draft(sentence, "quote-before", [span], who, place + 2, cue, passage.lexicon.cues[lemma][0])
                )
    return drafts
