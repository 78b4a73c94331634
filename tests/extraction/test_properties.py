"""What holds of every article: exact offsets, one order, the same facts again, and no word from the outlet's furniture.

Articles are put together from paragraphs of our own about invented bodies and people.
"""

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.extraction import Document, Extraction, extract
from incidents.extraction.__main__ import as_contract, main
from incidents.extraction.segment import segment
from incidents.proposed import KINDS, ProposedFact

DAY = date(2023, 5, 16)
HEADLINES = ["Veltrano admits breach of patient data", "Thieves copy files of Holm Council", "What we know of the leak"]
PARAGRAPHS = [
    "Veltrano, which runs a booking app for clinics, said on Tuesday that data on up to 3.4 million patients had been "
    "copied by intruders.",
    "Earlier reports had suggested 900,000 patients were affected. The hackers, who call themselves Grey Lantern, "
    "claimed on their site that “no fewer than 5 million” records were taken.",
    "Names, dates of birth and diagnosis codes were exposed, Veltrano said. No payment card numbers were involved.",
    "“We should have closed this gap much sooner,” chief executive Tamsin Oduya said. “That was our mistake.”",
    "The company has disabled the search feature that allowed anyone to look up patients by phone number, and it will "
    "offer credit monitoring for two years to those affected.",
    "The Information Commissioner’s Office has opened an investigation into the breach, a spokeswoman confirmed.",
    "The attackers got in through a phishing email in March 2021. Veltrano discovered the intrusion on 4 May.",
    "Holm Council e-mailed the home addresses of 61 foster carers to a stranger by mistake. It has apologised to them.",
    'A lawyer for the carers, Ida Brandt, said: "Nobody told my clients for five weeks. They are frightened."',
    "The regulator fined Veltrano £1.2 million in 2019 over an earlier leak of 12,000 e-mail addresses.",
    "She added that at least 200 families had moved house since. The council denies that anybody was harmed.",
    "Separately, the Quill Valley Clinic said a laptop with the medical records of 412 patients was stolen from a car.",
    "Police arrested a man of 34 in Eastholt last week. He is accused of selling the passwords on a forum.",
    "Neither the company nor the police would say how many of the accounts had been used for fraud.",
]
# Each line as an outlet may print it between two paragraphs.
FURNITURE = [
    "Sign up for our newsletter: 40,000 readers get it every weekday.",
    "Get the day’s headlines in your inbox. Sign up here.",
    "Subscribe to The Ledger for unlimited access",
    "Want more stories like this? Sign up to our weekly email.",
    "Join 25,000 subscribers who read the Tech Brief every morning.",
    "Enter your email address to receive our daily briefing",
    "By signing up you agree to our privacy policy and terms of service.",
    "We use cookies to improve your experience. Accept all | Manage preferences",
    "This site uses cookies. By continuing to browse you consent to their use.",
    "Your choices regarding cookies on this site: Accept | Reject",
    "We and our 312 partners store and access information on a device.",
    "READ MORE: Bank hit by leak of 2 million accounts",
    "Read also: Hackers dump 900,000 gamers’ passwords",
    "See also: Hospital loses 12,000 records in ransomware attack",
    "Related: Council leaks the addresses of 300 tenants",
    "RELATED STORIES\nBank warns 22,000 members of scam\nHospital loses records of 5,000 patients",
    "More from The Ledger\n• Shop admits theft of 1,100 card numbers\n• Is your boiler safe?",
    "Most read\n1. Airline loses data of 4 million passengers\n2. Town hall hacked",
    "You may also like",
    "Recommended for you",
    "Trending now: 80,000 logins for sale",
    "Photo: Ada Lund/Harbour Pictures",
    "Photograph: Otto Bright/The Ledger",
    "Image source, Getty Images",
    "Image caption, The clinic in Stonebury, where 3,000 patients are treated",
    "Picture: PA Media",
    "(Photo by Ada Lund/AFP via Getty Images)",
    "File photo: the head office of Veltrano",
    "Credit: Shutterstock",
    "Illustration by Mina Falk",
    "Advertisement",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Sponsored content",
    "Follow us on social media: 120,000 people already do.",
    "Follow @theledger",
    "Share this article",
    "Share  Save",
    "Listen to our podcast: the week in breaches, with 50,000 downloads",
    "Watch: how hackers stole 5 million records",
    "Download our app to read without interruption",
    "Do you know more about this story? Contact the newsdesk in confidence on 0700 555 019.",
    "Have you been affected by the breach? Email us at newsroom@ledger.example",
    "Support independent journalism. Donate today from £3 a month.",
    "The Ledger is read by 71,000 people every Sunday.",
    "Already a subscriber? Log in",
    "5 minute read",
    "Last updated 16 May 2023 at 10.14",
    "Comments (1,104)",
    "1,204 comments",
    "© 2023 The Harbour Ledger. All rights reserved.",
    "Click here to read the full statement",
    "Skip to content",
    "Loading...",
    "This article was amended on 17 May. An earlier version named another town.",
    "Additional reporting by Mina Falk",
    "Ada Lund is a reporter who covers security.",
]

# Nothing but their place tells readers' comments from prose: below this line, in the last part of the page, the article
# has ended.
OPENS_COMMENTS = "Comments (1,104)"
# One paragraph below other stories may as well tell of the last of them, and is left out with them.
OTHER_STORIES = frozenset(line for line in FURNITURE if line.startswith("RELATED STORIES"))

articles = st.builds(
    lambda headline, paragraphs: [headline, *paragraphs],
    st.sampled_from(HEADLINES),
    st.lists(st.sampled_from(PARAGRAPHS), min_size=3, max_size=9, unique=True),
)
bounded = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def read(text: str) -> Extraction:
    return extract(Document(id="p", text=text, published_on=DAY))


def words_of(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in segment(text)]


@bounded
@given(articles, st.sampled_from(["\n\n", "\n", " ", "\r\n\r\n", "\u2028", "\n\u00a0\n"]), st.text(max_size=20))
def test_offsets_are_exact_and_facts_in_order(paragraphs: list[str], between: str, tail: str) -> None:
    text = between.join([*paragraphs, tail])
    facts = read(text).facts
    assert all(text[fact.start : fact.end] == fact.quote for fact in facts)
    assert all(text[one.start : one.end] for fact in facts for one in fact.why if one.start is not None)
    places = [(fact.start, fact.end, fact.kind) for fact in facts]
    assert places == sorted(places)


@bounded
@given(articles, articles)
def test_a_text_gives_the_same_answer_whatever_was_read_before(paragraphs: list[str], others: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    first = read(text)
    read("\n".join(others))
    assert read(text) == first


def _as_fact(printed: dict[str, Any]) -> ProposedFact:
    """The fact that a line of the command tells."""
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in printed.items()}
    return KINDS[values.pop("kind")](**values)


@bounded
@given(articles)
def test_an_answer_read_back_is_printed_the_same(paragraphs: list[str]) -> None:
    printed = json.dumps(as_contract(read("\n\n".join(paragraphs))))
    answer = json.loads(printed)
    answer["facts"] = [_as_fact(fact).as_contract() for fact in answer["facts"]]
    assert json.dumps(answer) == printed


@bounded
@given(articles, st.booleans(), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_a_document_encoded_anew_gives_the_same_answer(paragraphs: list[str], escaped: bool, encoding: str) -> None:
    text = "\n\n".join([*paragraphs, "The trace of the intruders ended at a café in Łódź 📰."])
    document = {"id": "p", "text": text, "published_on": DAY.isoformat()}
    line = json.dumps(document, ensure_ascii=escaped).encode(encoding).decode(encoding).encode()
    output = io.StringIO()
    assert main([line + b"\n"], output) == 0
    assert json.loads(output.getvalue()) == json.loads(json.dumps(as_contract(read(text))))


# --- furniture -------------------------------------------------------------------------------------------------------


def _paragraphs_below(line: str, paragraphs: int) -> int:
    """How many paragraphs of an article must stand below a line of furniture, so that it is not the foot's."""
    return paragraphs // 2 if line == OPENS_COMMENTS else int(line in OTHER_STORIES)


@pytest.mark.parametrize("line", FURNITURE)
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_a_line_of_furniture_takes_nothing_and_leaves_nothing(line: str, between: str) -> None:
    article = [HEADLINES[0], *PARAGRAPHS]
    kept = words_of(between.join(article))
    for at in range(1, len(article) - _paragraphs_below(line, len(article))):
        assert words_of(between.join([*article[:at], line, *article[at:]])) == kept


@st.composite
def furnished(draw: st.DrawFn) -> tuple[str, str]:
    """An article, and the same with furniture between its paragraphs, not below the last."""
    article, between = draw(articles), draw(st.sampled_from(["\n\n", "\n"]))
    filled = article[:1]
    for at, paragraph in enumerate(article[1:], start=1):
        fitting = [line for line in FURNITURE if len(article) - at > _paragraphs_below(line, len(article))]
        filled += [*draw(st.lists(st.sampled_from(fitting), max_size=3)), paragraph]
    return between.join(article), between.join(filled)


def _apart_from_offsets(text: str) -> tuple[bool, list[dict[str, Any]]]:
    answer = read(text)
    facts = [fact.as_contract() for fact in answer.facts]
    return answer.relevant, [
        {name: value for name, value in fact.items() if name not in ("start", "end")} for fact in facts
    ]


@bounded
@given(furnished())
def test_furniture_between_paragraphs_changes_nothing_but_offsets(texts: tuple[str, str]) -> None:
    plain, filled = texts
    assert words_of(filled) == words_of(plain)
    assert _apart_from_offsets(filled) == _apart_from_offsets(plain)
