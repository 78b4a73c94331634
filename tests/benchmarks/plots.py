"""Two kinds of plot as SVG: bars, and lines over a logarithmic axis. No library: a few rectangles and some text."""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH = 760
_LEFT, _RIGHT, _ROW = 230, 90, 24
_COLOURS = ("#3b6ea5", "#c8643c", "#4f8a4f", "#8a5fa8", "#b8902f", "#4a9aa8", "#a34a5e", "#6b6b6b")
_INK, _GRID = "#24292f", "#d8dee4"


def bars(title: str, groups: Mapping[str, Mapping[str, float]], *, axis: str) -> str:
    """A horizontal bar for each name of each group, all on one scale that begins at 0."""
    most = max(value for group in groups.values() for value in group.values())
    width = WIDTH - _LEFT - _RIGHT
    parts = [_text(12, 24, title, size=16)]
    y = 44
    for group, values in groups.items():
        parts.append(_text(12, y + 14, group, size=13, weight="bold"))
        y += _ROW
        for place, (name, value) in enumerate(values.items()):
            length = max(1.0, width * value / most)
            parts.append(_text(_LEFT - 8, y + 14, name, anchor="end"))
            parts.append(_rectangle(_LEFT, y + 3, length, _ROW - 8, _COLOURS[place % len(_COLOURS)]))
            parts.append(_text(_LEFT + length + 6, y + 14, f"{value:,.0f}"))
            y += _ROW
        y += 10
    parts.append(_text(_LEFT, y + 14, axis, size=12))
    return _svg(y + 28, title, parts)


def lines(title: str, series: Mapping[str, Sequence[tuple[float, float]]], *, across: str, upwards: str) -> str:
    """A line for each name through its points; both axes are logarithmic, because sizes and times are."""
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    left, top, width, height = 70, 44, 400, 360
    low_x, high_x = math.log10(min(xs)), max(math.log10(max(xs)), math.log10(min(xs)) + 1)
    low_y, high_y = math.floor(math.log10(min(ys))), max(math.ceil(math.log10(max(ys))), math.log10(min(ys)) + 1)

    def at_x(value: float) -> float:
        return left + width * (math.log10(value) - low_x) / (high_x - low_x)

    def at_y(value: float) -> float:
        return top + height * (1 - (math.log10(value) - low_y) / (high_y - low_y))

    parts = [_text(12, 24, title, size=16)]
    for power in range(math.floor(low_y), math.ceil(high_y) + 1):
        y = at_y(10**power)
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + width}" y2="{y:.1f}" stroke="{_GRID}"/>')
        parts.append(_text(left - 8, y + 4, f"{10**power:g}", anchor="end"))
    for x in sorted(set(xs)):
        parts.append(_text(at_x(x), top + height + 20, f"{x:,.0f}", anchor="middle"))
    for place, (name, points) in enumerate(series.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        path = " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3" fill="{colour}"/>' for x, y in points]
        y = top + 6 + 20 * place
        parts.append(_rectangle(left + width + 24, y, 12, 12, colour))
        parts.append(_text(left + width + 42, y + 11, name))
    bottom = max(top + height + 44, top + 20 * len(series) + 20)
    parts.append(_text(left + width / 2, top + height + 42, across, anchor="middle"))
    middle = top + height / 2
    parts.append(
        f'<text x="16" y="{middle:.1f}" transform="rotate(-90 16 {middle:.1f})" text-anchor="middle" font-size="12"'
        f' fill="{_INK}">{escape(upwards)}</text>'
    )
    return _svg(bottom + 12, title, parts)


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img"'
        f' font-family="system-ui, sans-serif"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _text(x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}"'
        f' fill="{_INK}">{escape(words)}</text>'
    )


def _rectangle(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
