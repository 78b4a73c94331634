"""The plots are well-formed, say what their axes mean, and place their points in order."""

import re
import xml.etree.ElementTree as ElementTree

from tests.benchmarks import plots

_SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


def bars() -> str:
    return plots.bars("Speed", {"list": {"ours": 100.0, "theirs <&>": 25.0}}, axis="answers a second")


def lines() -> str:
    return plots.lines(
        "Growth", {"list": [(1_000, 2.0), (100_000, 4.0)], "rare": [(1_000, 1.0)]}, across="incidents", upwards="ms"
    )


def test_bars_are_as_long_as_their_values() -> None:
    root = ElementTree.fromstring(bars())
    long, short = [float(one.get("width", "")) for one in root.iter(f"{_SVG}rect") if one.get("fill") != "#ffffff"]
    assert long == 4 * short


def test_bars_say_names_values_and_axis() -> None:
    assert {"Speed", "list", "ours", "theirs <&>", "100", "25", "answers a second"} <= set(texts(bars()))


def test_lines_say_both_axes_their_names_and_the_sizes() -> None:
    assert {"Growth", "incidents", "ms", "list", "rare", "1,000", "100,000"} <= set(texts(lines()))


def test_larger_is_right_and_longer_is_up() -> None:
    points = re.findall(r'polyline points="([^"]+)"', lines())[0]
    (x1, y1), (x2, y2) = [tuple(map(float, one.split(","))) for one in points.split()]
    assert x1 < x2
    assert y1 > y2


def test_a_plot_has_a_title_for_those_who_do_not_see_it() -> None:
    for svg in (bars(), lines()):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.findtext(f"{_SVG}title")
