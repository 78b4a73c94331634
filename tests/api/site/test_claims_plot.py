"""The drawing of claims: what is drawn, where, and that no text becomes markup."""

from typing import Any
from xml.etree import ElementTree

import pytest

from api.site.claims_plot import draw, drawable

SVG = "{http://www.w3.org/2000/svg}"


def a_claim(**given: Any) -> dict[str, Any]:
    """At most 87 million people, said by Facebook on 4 April 2018, unless the test says otherwise."""
    return {
        "id": "est_a",
        "text": "at most 87 million people",
        "claimant": {"id": "par_a", "name": "Facebook"},
        "claimed_on": "2018-04-04",
        "measure": "people",
        "currency": None,
        "bound": "at_most",
        "low": None,
        "best": None,
        "high": 87,
        "scope": None,
        "status": "asserted",
        "rank": "normal",
        "superseded_by": None,
    } | given


def drawn(*claims: dict[str, Any], **given: Any) -> ElementTree.Element:
    return ElementTree.fromstring(draw(claims, title="Claims", **given))


def marks(picture: ElementTree.Element, role: str) -> list[dict[str, str]]:
    """The attributes of all elements of a class, without the class."""
    return [
        {name: value for name, value in element.attrib.items() if name != "class"}
        for element in picture.iter()
        if element.get("class") == role
    ]


def texts(picture: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


def test_at_most_is_a_line_from_nothing_to_a_bar() -> None:
    picture = drawn(a_claim(high=50))  # the axis goes from 0 to 60
    assert marks(picture, "ray") == [{"x1": "2.00%", "x2": "75.33%", "y1": "86", "y2": "86"}]
    assert marks(picture, "end") == [{"x1": "75.33%", "x2": "75.33%", "y1": "79", "y2": "93"}]
    assert marks(picture, "arrow") == [{"d": "M8,-5 L1,0 L8,5", "fill": "none"}]
    assert picture.get("height") == "162"


def test_more_than_is_a_line_from_a_ring_onwards() -> None:
    picture = drawn(a_claim(bound="more_than", low=50, high=None))
    assert marks(picture, "ray") == [{"x1": "75.33%", "x2": "100%", "y1": "86", "y2": "86"}]
    assert marks(picture, "ring") == [{"cx": "75.33%", "cy": "86", "r": "4", "fill": "#ffffff"}]
    assert marks(picture, "end") == []


@pytest.mark.parametrize(
    ("bound", "values", "end"),
    [
        ("at_least", {"low": 50, "high": None}, "end"),
        ("fewer_than", {"high": 50}, "ring"),
        ("order_of_magnitude", {"low": 50, "high": None}, "end"),
    ],
)
def test_ring_says_that_the_number_itself_is_not_allowed(bound: str, values: dict[str, Any], end: str) -> None:
    picture = drawn(a_claim(bound=bound, **values))
    assert {role: len(marks(picture, role)) for role in ("end", "ring")} == {"end": 0, "ring": 0} | {end: 1}


def test_between_is_a_bar_from_low_to_high() -> None:
    picture = drawn(a_claim(bound="between", low=30, high=60))
    assert marks(picture, "span") == [{"x": "46.00%", "width": "44.00%", "y": "82", "height": "8", "rx": "2"}]
    assert marks(picture, "ray") == []


def test_stated_number_is_a_dot() -> None:
    picture = drawn(a_claim(bound="none_stated", best=30, high=None), a_claim(id="est_b", high=60))
    assert marks(picture, "dot") == [{"cx": "46.00%", "cy": "86", "r": "5"}]


def test_claims_stand_oldest_first_with_date_claimant_and_scope() -> None:
    late = a_claim(
        id="est_b", text="50 million people", claimed_on="2018-05", scope="United States", best=50, high=None
    )
    undated = a_claim(id="est_c", text="9 people", claimed_on=None, claimant=None, best=9, high=None)
    assert texts(drawn(undated, late, a_claim(), chosen="est_a")) == [
        "People",
        "at most 87 million people · headline",
        "4 April 2018, Facebook",
        "50 million people",
        "May 2018, Facebook",
        "United States",
        "9 people",
        "no date, claimant not stated",
        "0",
        "50",
        "100",
    ]


def test_figures_far_apart_stand_on_a_logarithmic_scale() -> None:
    picture = drawn(a_claim(id="est_b", bound="exact", best=1_000, high=None), a_claim(high=1_000_000))
    assert texts(picture)[0] == "People (logarithmic scale)"
    assert texts(picture)[-4:] == ["1,000", "10,000", "100,000", "1 million"]
    assert marks(picture, "ray")[0]["x1"] == "0.00%"  # a logarithmic axis never reaches 0


def test_each_measure_and_currency_has_an_axis_of_its_own() -> None:
    claims = [
        a_claim(id="est_m", measure="money", currency="EUR", best=20_000_000, high=None),
        a_claim(id="est_d", measure="money", currency="USD", best=5, high=None),
        a_claim(id="est_r", measure="records", best=7, high=None),
        a_claim(),
    ]
    found = texts(drawn(*claims))
    assert [text for text in found if text in ("People", "Records", "Money EUR", "Money USD")] == [
        "People", "Records", "Money EUR", "Money USD",
    ]  # fmt: skip
    assert "EUR 20 million" in found


@pytest.mark.parametrize(
    "dead",
    [
        {"status": "retracted"},
        {"status": "superseded"},
        {"superseded_by": "est_z"},
        {"rank": "deprecated"},
        {"bound": "placeholder", "high": None},
        {"bound": "unknown_stated", "high": None},
    ],
)
def test_claims_that_do_not_live_or_name_no_number_are_not_drawn(dead: dict[str, Any]) -> None:
    assert drawable([a_claim(**dead), a_claim(id="est_b", status="revised")]) == [a_claim(id="est_b", status="revised")]


def test_every_claim_is_told_in_the_description() -> None:
    picture = drawn(a_claim(scope="worldwide"))
    assert picture.get("role") == "img"
    assert picture.findtext(f"{SVG}title") == "Claims"
    assert picture.findtext(f"{SVG}desc") == "at most 87 million people (4 April 2018, Facebook, worldwide)."


def test_without_claims_the_drawing_says_so() -> None:
    picture = ElementTree.fromstring(draw([], title="Claims"))
    assert texts(picture) == ["No claim names a number."]


def test_standing_alone_it_has_a_width_and_a_margin() -> None:
    picture = drawn(a_claim(), width=752)
    field = picture.find(f"{SVG}svg")
    assert field is not None
    assert (picture.get("width"), field.get("x"), field.get("width")) == ("752", "16", "720")


@pytest.mark.parametrize(
    "name",
    [
        "</text><script>alert(1)</script>",
        '"><svg onload=alert(1)>',
        "<![CDATA[x]]>",
        "&lt;b&gt;",
        "]]>",
        "<!--",
        "\u202egnp.exe",
        "😀" * 60,
        "{{ 7|add:7 }}{% load x %}",
    ],
)
def test_hostile_names_stay_text(name: str) -> None:
    claim = a_claim(text=name, claimant={"id": None, "name": name}, scope=name)
    picture = ElementTree.fromstring(draw([claim], title=name))
    plain = ElementTree.fromstring(draw([a_claim(scope="x")], title="x"))
    assert [element.tag for element in picture.iter()] == [element.tag for element in plain.iter()]
    assert picture.findtext(f"{SVG}title") == name
    assert texts(picture)[1][:40] == name[:40]


def test_characters_that_xml_forbids_are_replaced() -> None:
    picture = ElementTree.fromstring(
        draw([a_claim(claimant={"id": None, "name": "a\x00\x0b\ud800\ufffeb"})], title="x")
    )
    assert texts(picture)[2] == "4 April 2018, a\ufffd\ufffd\ufffd\ufffdb"


def test_order_of_the_claims_given_does_not_matter() -> None:
    one, other = a_claim(), a_claim(id="est_b", high=3)
    assert draw(drawable([one, other]), title="x") == draw(drawable([other, one]), title="x")
