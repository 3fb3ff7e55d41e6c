"""Where coverage was broken: sources' gaps on the timeline, so that zero and unknown never look alike."""

from collections.abc import Iterable, Sequence

import msgspec

from onrecord.console import dates, words
from onrecord.console.bars import Bars
from onrecord.console.pages.sources import Health, milliseconds


class Hatch(msgspec.Struct, frozen=True):
    """A gap on the chart: from `left` over `width`, in bars; `told` in words."""

    left: float
    width: float
    told: str


def _place(at: int, edges: Sequence[tuple[int, int]]) -> float:
    """How many bars lie before the instant, parts of one included."""
    for number, (start, end) in enumerate(edges):
        if at < end:
            return number + max(0, at - start) / (end - start)
    return float(len(edges))


def hatches(found: Iterable[Health], bars: Bars, zone: str) -> list[Hatch]:
    """The gaps that touch the time the bars show, cut to it, widest first, five at most."""
    edges = [
        (first[0], last[1])
        for bar in bars.bars
        if (first := dates.interval(bar.start, zone)) and (last := dates.interval(bar.end, zone))
    ]
    if not edges:
        return []
    shown = []
    for health in found:
        for gap in health.gaps:
            start, end = milliseconds(gap.start), milliseconds(gap.end)
            if start is None or end is None or not (start < end and start < edges[-1][1] and end > edges[0][0]):
                continue
            left, right = _place(start, edges), _place(end, edges)
            shown.append(Hatch(left, right - left, f"{words.span(end - start)} without {health.id}"))
    return sorted(shown, key=lambda one: -one.width)[:5]
