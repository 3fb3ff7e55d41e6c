"""Noun chunks: one regular expression over the tags."""

import re

from language.passage import Sentence

_CHUNK = re.compile(
    r"H|E|h(?:J)?"
    r"|(?:(?:[DP]|M)+R?(?:[JMn]|R(?=J))*(?:g(?=[NSX]))?)?"
    r"(?:[RJ](?=[JNSXMn])|(?<=[DPJMG])n(?=[NSX])|[JMNSXG]|t(?=G)|(?<=[DPJMG])g(?=[NSX])|-(?=X)(?<=X-)|(?<=X)'X')*[NSXMJ]"
    r"|[DPM]+(?:J(?![NSX]))?t?"
)
_NO_CHUNK = ("J", "JJ", "R")


def chunk(sentence: Sentence) -> None:
    """Sets `chunks` (token spans, end excluded) and `chunk_of` (the chunk's number for each token, -1 for none).

    Participles join only after a determiner or an adjective; adjectives alone make no chunk.
    """
    tags = sentence.tags
    chunks: list[tuple[int, int]] = []
    chunk_of = [-1] * len(tags)
    for match in _CHUNK.finditer(tags):
        start, end = match.span()
        if match.group() in _NO_CHUNK:
            continue
        while end > start + 1 and tags[end - 1] == "G":
            end -= 1
        chunk_of[start:end] = [len(chunks)] * (end - start)
        chunks.append((start, end))
    sentence.chunks, sentence.chunk_of = chunks, chunk_of
