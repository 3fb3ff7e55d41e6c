"""Which language a text is in: by its script where that tells, by the source's claim, by letter sequences.

The model is py3langid's (naive Bayes over byte sequences, shipped with the package), held to the languages that desks
read; it is loaded at the first text that needs it (about 60 MB).
"""

import re
from collections import Counter
from functools import lru_cache
from typing import Any

SHORT = 20
"""Letters; of fewer no reader could tell the language either, and the source's claim stands."""

LONG = 200
"""Letters from which a very sure model outweighs the claim: feeds made from a template often claim English."""

SURE = 0.99
ENOUGH = 0.35
_SAMPLE = 1000

_LATIN = (
    *("en", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "sk", "ro", "hu"),
    *("sv", "da", "no", "fi", "tr", "az", "id", "vi", "hr", "ca", "sw"),
)
_BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "latin": _LATIN,
    "cyrillic": ("ru", "uk", "bg", "sr"),
    "arabic": ("ar", "fa", "ur", "ps", "ku"),
    "kana": ("ja",),
    "hangul": ("ko",),
    "han": ("zh",),
    "greek": ("el",),
    "hebrew": ("he",),
    "devanagari": ("hi",),
    "bengali": ("bn",),
    "thai": ("th",),
    "armenian": ("hy",),
    "georgian": ("ka",),
}

_ALSO_WRITTEN: dict[str, tuple[str, ...]] = {
    "latin": ("ku", "sr", "bs", "sl", "uz", "et", "lt", "lv", "ms", "tl", "gl", "eu", "is", "mt", "sq", "af", "eo"),
    "cyrillic": ("be", "mk", "kk", "ky", "mn", "tg", "uz", "az"),
    "arabic": ("ug", "sd", "az"),
    "devanagari": ("mr", "ne", "sa"),
    "hebrew": ("yi",),
    "han": ("ja",),
}
"""Languages that are taken from a claim when the script fits, though they are not told apart here."""

_RANGES: tuple[tuple[str, str], ...] = (
    ("latin", "A-Za-zªºÀ-ÖØ-öø-\u024f\u1e00-\u1eff"),
    ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0620-\u064a\u0660-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdff\ufe70-\ufefc"),
    ("kana", "\u3041-\u30ff\u31f0-\u31ff"),
    ("hangul", "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hebrew", "\u05d0-\u05ea"),
    ("devanagari", "\u0900-\u097f"),
    ("bengali", "\u0980-\u09ff"),
    ("thai", "\u0e01-\u0e3a\u0e40-\u0e4e"),
    ("armenian", "\u0531-\u0587"),
    ("georgian", "\u10a0-\u10ff"),
)
_SCRIPTS = tuple((script, re.compile(f"[{letters}]")) for script, letters in _RANGES)

_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9"
_NOT_LANGUAGE = re.compile(
    rf"[hw@#${_DIGITS}](?:(?<=h)ttps?://\S+|(?<=w)ww\.\S+|(?<=[@#$])\S+|(?<=[{_DIGITS}])[{_DIGITS}]*)"
)
"""Addresses, handles, tags, numbers. It begins with a set of characters, which the engine looks for four times faster
than for alternatives."""

_OTHER_TAGS = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "prs": "fa", "pes": "fa", "ckb": "ku", "cmn": "zh"}
_CLOSE = (
    {"da", "no", "sv"},
    {"cs", "sk"},
    {"hr", "sr", "bs", "sl"},
    {"id", "ms"},
    {"es", "ca", "gl", "pt"},
    {"tr", "az"},
    {"nl", "af"},
    {"ru", "be", "bg", "mk"},
)
"""Languages so near that the model does not outweigh the claim of the other."""


def detect(text: str, hint: str | None = None) -> str:
    """The BCP 47 primary tag of the text's language, or `und`. Deterministic; constant cost for long texts.

    `hint` is the source's claim (`en-US`, `fa_IR`). It stands for a short text and wherever the text is in its script,
    unless the text is long and plainly in another language.
    """
    claim = primary_tag(hint)
    sample = _sample(text)
    script, letters = _script(sample)
    if script is None or (claim and letters < SHORT):
        return claim or "und"
    fits = claim is not None and claim in (*_BY_SCRIPT[script], *_ALSO_WRITTEN.get(script, ()))
    candidates = _BY_SCRIPT[script]
    if len(candidates) == 1:
        return claim if claim and fits else candidates[0]
    if claim and fits and letters < LONG:
        return claim
    best, probability = _guess(sample, candidates)
    if claim and fits:
        other = probability >= SURE and not any({best, claim} <= close for close in _CLOSE)
        return best if other else claim
    return best if probability >= ENOUGH else "und"


def primary_tag(hint: str | None) -> str | None:
    """`en` of `en-US` or `EN_us`; None where it is no language tag."""
    matched = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", hint or "")
    if matched is None:
        return None
    tag = matched[1].lower()
    return None if tag in {"und", "mul", "zxx", "mis"} else _OTHER_TAGS.get(tag, tag)


def _sample(text: str) -> str:
    """The beginning and a piece from the middle, without addresses, handles, tags and numbers."""
    if len(text) > 3 * _SAMPLE:
        middle = len(text) // 2
        text = text[: 2 * _SAMPLE] + " " + text[middle : middle + _SAMPLE]
    plain = " ".join(_NOT_LANGUAGE.sub(" ", text).split())
    return plain if len(plain) <= _SAMPLE else plain[: _SAMPLE * 7 // 10] + " " + plain[-_SAMPLE * 3 // 10 :]


def _script(sample: str) -> tuple[str | None, int]:
    """(the script that most letters are in, how many letters); kana make Han letters Japanese."""
    counts = {script: 0 for script, _ in _SCRIPTS}
    for letter, count in Counter(sample).items():
        if (script := _script_of(letter)) is not None:
            counts[script] += count
    if counts["kana"] * 10 > counts["han"]:
        counts["kana"] += counts["han"]
        counts["han"] = 0
    most = max(counts, key=lambda name: counts[name])
    return (most, counts[most]) if counts[most] else (None, 0)


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str | None:
    return next((script for script, letters in _SCRIPTS if letters.match(letter)), None)


def _guess(sample: str, candidates: tuple[str, ...]) -> tuple[str, float]:
    """The likeliest of the candidates and its share of their probability."""
    ranked = [(tag, p) for tag, p in _model().rank(sample) if tag in candidates]
    whole = sum(p for _, p in ranked)
    return (ranked[0][0], ranked[0][1] / whole) if whole else ("und", 0.0)


@lru_cache(maxsize=1)
def _model() -> Any:
    """py3langid's identifier with our languages alone: made anew of the narrowed tables, so that the rest is freed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages(sorted({tag for tags in _BY_SCRIPT.values() if len(tags) > 1 for tag in tags}))
    return LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
