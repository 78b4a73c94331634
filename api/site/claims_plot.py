"""Draws the claims of how many side by side as SVG: a bar, a dot or an arrow for what each claim's words say.

Pure: estimates of a body go in, markup comes out. Positions are per cent of the width and heights are pixels, so that
a drawing fits a phone without shrinking its letters. Every mark has colours of its own as attributes, for use outside
our pages, and a class by which a page's style sheet may repaint it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from api.site.scales import Scale, scale_for
from api.templatetags.in_words import label, partial_date
from incidents.published.headline import MEASURES, why_dead
from incidents.published.wording import estimate_in_words, number_in_words

Estimate = Mapping[str, Any]

WIDTH = 752  # pixels, where the drawing stands alone
LONGEST_LABEL = 56  # characters; the description has all of them
_HEADING, _LINE, _AXIS, _MARGIN = 26, 17, 40, 16  # pixels
_INK, _MUTED, _TRACK, _MARK, _CHOSEN, _GROUND = "#1d232b", "#59636e", "#d8dde3", "#3a6a94", "#a8470f", "#ffffff"
# Characters that XML 1.0 cannot hold, even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def drawable(estimates: Iterable[Estimate]) -> list[Estimate]:
    """The live claims that name a number, oldest first, those without a date last."""
    live = [estimate for estimate in estimates if why_dead(estimate) is None]
    return sorted(live, key=lambda one: (one["claimed_on"] is None, one["claimed_on"] or "", one["id"]))


def draw(estimates: Sequence[Estimate], *, title: str, chosen: str | None = None, width: int | None = None) -> str:
    """The drawing of `drawable` claims; `chosen` is the id of the headline's claim.

    It fills the page that it stands in; with a width, in pixels, it stands alone and has a margin.
    What is counted differently never shares a scale: each measure (and currency) has an axis of its own.
    """
    picture = Element("svg", xmlns="http://www.w3.org/2000/svg", role="img", width=str(width or "100%"))
    picture.set("class", "claims-plot")
    picture.set("aria-labelledby", "claims-plot-title claims-plot-description")
    picture.set("font-family", "system-ui, sans-serif")
    picture.set("font-size", "13")
    SubElement(picture, "title", id="claims-plot-title").text = _clean(title)
    description = " ".join(f"{_sentence(one)}." for one in estimates) or "No claim names a number."
    SubElement(picture, "desc", id="claims-plot-description").text = _clean(description)
    _add(picture, "rect", "ground", width="100%", height="100%", fill=_GROUND)
    field = SubElement(picture, "svg", x=str(_MARGIN), width=str(width - 2 * _MARGIN)) if width else picture
    y = _MARGIN
    for _, group in groupby(sorted(estimates, key=_axis_of), key=_axis_of):
        y = _draw_group(field, drawable(group), y, chosen)
    if not estimates:
        _text(field, "words", "0", y + 13, description)
        y += _LINE
    picture.set("height", str(y + _MARGIN))
    return tostring(picture, encoding="unicode")


def _axis_of(estimate: Estimate) -> tuple[int, str, str]:
    """What shares a scale, in the order of the headline's rule: people first, money and bytes last."""
    measure = estimate["measure"]
    return MEASURES.index(measure) if measure in MEASURES else len(MEASURES), measure, estimate["currency"] or ""


def _draw_group(picture: Element, estimates: Sequence[Estimate], y: int, chosen: str | None) -> int:
    """The claims that share an axis, from `y` downwards; returns where they end."""
    scale = scale_for([figure for one in estimates for figure in _figures(one)])
    _, measure, currency = _axis_of(estimates[0])
    heading = " ".join(filter(None, (label(measure, "measure"), currency)))
    if measure == "unknown":
        heading = "Not stated what is counted"
    _text(picture, "heading", "0", y + 13, heading + (" (logarithmic scale)" if scale.is_logarithmic else ""))
    y += _HEADING
    for estimate in estimates:
        y = _draw_claim(picture, estimate, scale, y, is_chosen=estimate["id"] == chosen)
    _add(picture, "line", "axis", x1="0", x2="100%", y1=str(y), y2=str(y), stroke=_MUTED)
    for tick in scale.ticks:
        x = _percent(scale.place(tick))
        _add(picture, "line", "axis", x1=x, x2=x, y1=str(y), y2=str(y + 5), stroke=_MUTED)
        anchor = "start" if tick == scale.ticks[0] else "middle"
        _text(picture, "tick", x, y + 18, _tick_in_words(tick, estimates[0]), anchor)
    return y + _AXIS


def _draw_claim(picture: Element, estimate: Estimate, scale: Scale, y: int, *, is_chosen: bool) -> int:
    """The words of a claim and its marks below them; returns where they end."""
    words = _short(estimate["text"]) + (" · headline" if is_chosen else "")
    _text(picture, "words chosen" if is_chosen else "words", "0", y + 13, words)
    lines = [_whose(estimate), *([estimate["scope"]] if estimate["scope"] else [])]
    for line in lines:
        y += _LINE
        _text(picture, "whose", "0", y + 13, _short(line))
    middle = y + _LINE + 10
    _draw_marks(picture, estimate, scale, middle, is_chosen)
    return middle + 20


def _draw_marks(picture: Element, estimate: Estimate, scale: Scale, y: int, is_chosen: bool) -> None:
    row = SubElement(picture, "g", {"class": "marks chosen" if is_chosen else "marks"})
    colour = _CHOSEN if is_chosen else _MARK
    row.set("stroke", colour)
    row.set("fill", colour)
    row.set("stroke-width", "2")
    _add(row, "line", "track", x1="0", x2="100%", y1=str(y), y2=str(y), stroke=_TRACK)
    low, best, high = ((None if estimate[n] is None else scale.place(estimate[n])) for n in ("low", "best", "high"))
    if low is not None and high is not None:
        width = _percent(max(high - low, 0.5))
        _add(row, "rect", "span", x=_percent(low), width=width, y=str(y - 4), height="8", rx="2")
    elif low is not None:
        _add(row, "line", "ray", x1=_percent(low), x2="100%", y1=str(y), y2=str(y))
        _draw_arrow(row, "100%", y, "M-8,-5 L-1,0 L-8,5")
        _draw_end(row, low, y, is_open=estimate["bound"] == "more_than")
    elif high is not None:
        # No count is below 0, where a linear axis begins; a logarithmic one never gets there.
        start = "0.00%" if scale.is_logarithmic else _percent(scale.place(0))
        _add(row, "line", "ray", x1=start, x2=_percent(high), y1=str(y), y2=str(y))
        _draw_arrow(row, start, y, "M8,-5 L1,0 L8,5")
        _draw_end(row, high, y, is_open=estimate["bound"] == "fewer_than")
    if best is not None:
        _add(row, "circle", "dot", cx=_percent(best), cy=str(y), r="5")


def _draw_arrow(row: Element, x: str, y: int, path: str) -> None:
    """An arrow head beside a place in per cent: paths know pixels only, so it has a field of its own."""
    field = SubElement(row, "svg", x=x, y=str(y), overflow="visible")
    _add(field, "path", "arrow", d=path, fill="none")


def _draw_end(row: Element, at: float, y: int, *, is_open: bool) -> None:
    """Where a bound stands: a bar when the number itself is allowed, a ring when it is not."""
    if is_open:
        _add(row, "circle", "ring", cx=_percent(at), cy=str(y), r="4", fill=_GROUND)
    else:
        _add(row, "line", "end", x1=_percent(at), x2=_percent(at), y1=str(y - 7), y2=str(y + 7))


def _text(parent: Element, role: str, x: str, y: int, text: str, anchor: str = "start") -> None:
    colour = {"words": _INK, "words chosen": _CHOSEN, "heading": _INK}.get(role, _MUTED)
    element = _add(parent, "text", role, x=x, y=str(y), fill=colour)
    if anchor != "start":
        element.set("text-anchor", anchor)
    if role != "tick" and role != "whose":
        element.set("font-weight", "600")
    if role == "tick":
        element.set("font-size", "11")
    element.text = _clean(text)


def _add(parent: Element, tag: str, role: str, **attributes: str) -> Element:
    return SubElement(parent, tag, {"class": role, **attributes})


def _figures(estimate: Estimate) -> list[int]:
    return [estimate[name] for name in ("low", "best", "high") if estimate[name] is not None]


def _whose(estimate: Estimate) -> str:
    """Date and claimant; the date first, because a narrow page cuts what stands last."""
    claimant = (estimate["claimant"] or {}).get("name") or "claimant not stated"
    return f"{partial_date(estimate['claimed_on']) or 'no date'}, {claimant}"


def _sentence(estimate: Estimate) -> str:
    scope = f", {estimate['scope']}" if estimate["scope"] else ""
    return f"{estimate['text']} ({_whose(estimate)}{scope})"


def _tick_in_words(value: int, estimate: Estimate) -> str:
    """Money and bytes with their unit; of everything else the heading says what it is."""
    if estimate["measure"] in ("money", "data_volume_bytes"):
        bare = {"bound": "none_stated", "low": None, "best": value, "high": None}
        return estimate_in_words({**estimate, **bare})
    return number_in_words(value)


def _percent(place: float) -> str:
    return f"{place:.2f}%"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
