"""Units of an article, without the outlet's own furniture."""

import pytest

from incidents.extraction.segment import LONGEST_UNIT, segment
from tests.extraction.articles import PORTAL


def words_of(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in segment(text)]


def test_the_first_line_is_the_headline() -> None:
    assert segment(PORTAL)[0].role == "headline"


def test_an_appeal_glued_to_a_sentence_is_cut_off() -> None:
    text = "Your support makes all the difference.The council lost the files of 40 tenants."
    assert words_of(text) == ["The council lost the files of 40 tenants."]


def test_what_stands_between_two_appeals_goes_with_them() -> None:
    kept = " ".join(words_of(PORTAL))
    assert "paywall" not in kept
    assert "that costs money" not in kept


def test_the_foot_of_the_page_is_cut() -> None:
    text = "The data of 40 people was stolen.\n\n" * 6 + "Comments\nAda: I was hit, with 300 others."
    assert not any("300 others" in unit for unit in words_of(text))


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter: 40,000 readers every weekday",
        "READ ALSO: Bank hit by leak of 2 million accounts",
        "MOST READ",
        "Comments (1,104)",
        "We use cookies. 312 partners may store data on your device. Accept all",
        "Follow us on social media",
        "By Ilda Farrow and Otto Bright",
        "Ilda Farrow is a reporter who covers security.",
        "© 2024 The Calder Gazette. All rights reserved.",
    ],
)
def test_furniture_is_left_out(line: str) -> None:
    text = f"Clinic loses files\n\n{line}\n\nThe clinic lost the files of 40 patients.\n\nIt apologised to them."
    assert words_of(text) == [
        "Clinic loses files",
        "The clinic lost the files of 40 patients.",
        "It apologised to them.",
    ]


def test_a_dateline_is_no_part_of_the_sentence() -> None:
    assert words_of("STONEBURY (XW) — The clinic lost files.") == ["The clinic lost files."]


def test_a_long_line_is_cut_into_bounded_units() -> None:
    units = segment("word " * 3000)
    assert max(unit.end - unit.start for unit in units) <= LONGEST_UNIT
    assert units[-1].end >= 14_990


def test_a_sentence_wrapped_at_a_column_stays_whole() -> None:
    text = "The email addresses of 40,000 customers were stolen\nby hackers, the bakery said.\nIt has told them."
    assert words_of(text) == [
        "The email addresses of 40,000 customers were stolen\nby hackers, the bakery said.",
        "It has told them.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The Gazette is read by 71,000 people every Sunday.",
        "Not a subscriber? Join 18,000 shopkeepers who are.",
        "Enjoyed this? 41,000 people get Small Print in their inbox every Tuesday.",
        "Get the Harbour Alert app, on more than 300,000 phones",
        "Members (there are now 2,300 of them) also get the weekly table.",
        "Have you been affected? WhatsApp 0700 555 019",
        "Send us your news: newsroom@gazette.example",
        "Seen something we should know about? Ring the newsdesk on 01945 555 0142.",
        "Still to come, why 60,000 people want the night ferry back.",
        "Image source, Getty Images",
        "This article was amended on 4 May. An earlier version named another town.",
        "Go Premium: 410,000 traders can't be wrong.",
        "(With inputs from Karwar)",
        "Home > News > Transport",
    ],
)
def test_what_the_outlet_says_of_itself_is_left_out(line: str) -> None:
    text = f"Clinic loses files\n\n{line}\n\nThe clinic lost the files of 40 patients.\n\nIt apologised to them."
    assert line not in words_of(text)
    assert len(words_of(text)) == 3


@pytest.mark.parametrize(
    "line",
    [
        "The policy covers the cost of credit monitoring for two years.",
        "Deputy Commissioner Ada Lund commented: “The decision covers every clinic in the county.”",
        "Related companies were told on 3 May that 40 accounts had been opened.",
        "Elsewhere, the council lost the files of 40 tenants.",
        "The forum is read by criminals, who bought the 40 files.",
        "Listeners heard the names of 40 patients read out.",
    ],
)
def test_prose_that_only_sounds_like_furniture_is_kept(line: str) -> None:
    text = f"Clinic loses files\n\nThe clinic lost the files of 40 patients.\n\n{line}\n\nIt apologised to them."
    assert line in words_of(text)


def test_headlines_under_a_heading_of_other_stories_are_left_out() -> None:
    text = (
        "Clinic loses files\n\nThe clinic lost 40 files.\n\nMORE FROM THE GAZETTE\n"
        "• Bank warns 22,000 members of scam\n"
        "• Is your boiler safe?\n\nThe clinic apologised to its patients."
    )
    assert words_of(text) == [
        "Clinic loses files",
        "The clinic lost 40 files.",
        "The clinic apologised to its patients.",
    ]


def test_headlines_at_the_foot_of_the_page_are_left_out() -> None:
    prose = "The clinic lost the files of 40 patients.\n\n" * 4
    foot = "Council says sorry after 300 permits go astray\nHackers dump 900,000 gamers' passwords\nHarbour Gazette"
    text = f"{prose}{foot}"
    assert len(words_of(text)) == 4


def test_a_list_that_a_sentence_announced_is_no_foot() -> None:
    prose = "The clinic lost the files of 40 patients.\n\n" * 4
    assert "dates of birth" in words_of(f"{prose}The files held:\n• names\n• dates of birth")[-1]


def test_comments_run_to_the_end() -> None:
    prose = "The clinic lost the files of 40 patients.\n\n" * 8
    text = f"{prose}TOP COMMENTS (63)\nBaz77: Bet half a million got nicked.\nMrs T: My bank lost 12 million records."
    assert len(words_of(text)) == 8


def test_what_an_issuer_says_of_itself_ends_at_the_next_heading() -> None:
    prose = "Acme lost the files of 40 patients.\n\n" * 6
    text = f"{prose}About Acme\nAcme serves 214,000 homes.\n\nQuestions\nIt has written to 40 patients."
    kept = " ".join(words_of(text))
    assert "214,000" not in kept
    assert "It has written to 40 patients." in kept
