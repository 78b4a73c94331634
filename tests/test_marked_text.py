"""The text is split into segments, so that overlapping words are marked without markup inside the text."""

from incidents.marked_text import Mark, Stop, split


def a_mark(start: int, end: int, *, fact: str = "est_a", number: int = 1, kind: str = "estimate") -> Mark:
    return Mark(fact=fact, number=number, kind=kind, kind_name="Count", start=start, end=end)


def test_a_text_without_marks_is_its_paragraphs() -> None:
    assert [[segment.text for segment in paragraph] for paragraph in split("One.\n\nTwo.\n \nThree.", [])] == [
        ["One."],
        ["Two."],
        ["Three."],
    ]


def test_a_mark_cuts_its_paragraph_in_three() -> None:
    (paragraph,) = split("at most 87 people said", [a_mark(8, 17)])
    assert [(segment.text, len(segment.marks)) for segment in paragraph] == [
        ("at most ", 0),
        ("87 people", 1),
        (" said", 0),
    ]


def test_overlapping_marks_share_the_words_between_them() -> None:
    (paragraph,) = split("abcdefgh", [a_mark(0, 5), a_mark(3, 8, fact="rol_b", number=2, kind="party")])
    assert [(segment.text, [mark.number for mark in segment.marks]) for segment in paragraph] == [
        ("abc", [1]),
        ("de", [1, 2]),
        ("fgh", [2]),
    ]
    assert [[mark.number for mark in segment.opening] for segment in paragraph] == [[1], [2], []]
    assert paragraph[1].classes == "kind-estimate overlap"
    assert paragraph[1].title == "1 Count, 2 Count"


def test_a_mark_over_two_paragraphs_opens_once() -> None:
    first, second = split("one\ntwo", [a_mark(1, 6)])
    assert [len(segment.opening) for segment in first + second] == [0, 1, 0, 0]
    assert [segment.text for segment in second] == ["tw", "o"]


def test_offsets_count_code_points() -> None:
    (paragraph,) = split("😀😀 87 people", [a_mark(3, 12)])
    assert paragraph[1].text == "87 people"


def test_a_mark_outside_the_text_is_left_out() -> None:
    assert split("short", [a_mark(2, 99)])[0][0].marks == ()


def test_a_stop_stands_where_reading_ended() -> None:
    text = "One two.\n\nThree four."
    paragraphs = split(text, [], [Stop(number=1, at=14, reader="rules"), Stop(number=2, at=9, reader="chat")])
    assert [[(one.text, [stop.reader for stop in one.stops]) for one in each] for each in paragraphs] == [
        [("One two.", [])],
        [("Thre", ["chat"]), ("e four.", ["rules"])],
    ]


def test_a_stop_behind_the_last_words_is_left_out() -> None:
    (paragraph,) = split("One two.\n\n", [], [Stop(number=1, at=9, reader="rules")])
    assert [one.stops for one in paragraph] == [()]
