"""The pages: what they print, where they lead, and that they are answered as the API is."""

import itertools
from typing import Any

import pytest

from tests.api.conftest import READS, limit_to
from tests.api.dataset import Dataset
from tests.api.site.conftest import PageReader, words

pytestmark = READS


def addresses(document: Any) -> list[str]:
    return [element.get("href") for element in document.iter("a")]


def section(document: Any, name: str) -> str:
    """The words of the section under a heading's id."""
    return words(document.xpath(f'//section[@aria-labelledby="{name}"]')[0])


def test_front_page_says_what_this_is_and_lists_the_newest(pages: PageReader, base: Dataset) -> None:
    document = pages.page("/")
    assert len(document.xpath("//h1")) == 1
    assert document.xpath('//form[@action="/incidents" and @method="get"]//input[@name="q"]')
    assert [words(title) for title in document.xpath("//h3")] == [
        "Lantern Shop accounts copied",
        "Harbour Clinic mailbox opened by phishing",
        "Facebook profile data passed to Cambridge Analytica",
        "Portal of a town council left open",
    ]
    assert "At most 87 million people (Facebook, 2018-04-04)" in words(document)
    assert {"/api/v1/docs", "/api/v1/changes", "https://creativecommons.org/licenses/by/4.0/"} <= set(
        addresses(document)
    )
    assert "All 4 incidents" in words(document)


def test_list_searches_as_the_api_does(pages: PageReader, base: Dataset) -> None:
    document = pages.page("/incidents?q=phishing")
    assert "1 incident for “phishing”." in words(document)
    assert f"/incidents/{base.clinic}" in addresses(document)
    assert f"/incidents/{base.shop}" not in addresses(document)
    assert document.xpath('//input[@name="q"]/@value') == ["phishing"]
    assert document.xpath('//link[@rel="alternate"]/@href') == ["/api/v1/incidents?q=phishing"]


def test_list_is_walked_by_next_and_previous(pages: PageReader, base: Dataset) -> None:
    def titles(document: Any) -> list[str]:
        return [words(title) for title in document.xpath('//h2[@class="title"]')]

    first = pages.page("/incidents?per_page=3&sort=id")
    second = pages.page(first.xpath('//a[@rel="next"]/@href')[0])
    assert (len(titles(first)), len(titles(second))) == (3, 1)
    assert set(titles(first)).isdisjoint(titles(second))
    assert second.xpath('//a[@rel="next"]') == []
    back = pages.page(second.xpath('//a[@rel="prev"]/@href')[0])
    assert titles(back) == titles(first)


def test_search_keeps_the_other_filters(pages: PageReader, base: Dataset) -> None:
    document = pages.page("/incidents?status=IncidentOngoing&q=clinic&known_by=2021")
    hidden = {element.get("name"): element.get("value") for element in document.xpath('//input[@type="hidden"]')}
    assert hidden == {"status": "IncidentOngoing", "known_by": "2021"}
    assert f"/incidents/{base.clinic}?known_by=2021" in addresses(document)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/incidents?statsu=x", "statsu: there is no parameter 'statsu' here"),
        ("/incidents?per_page=9999", "per_page: "),
        ("/incidents?cursor=forged", "cursor: the cursor is not one that this server gave out"),
        ("/incidents/PIKB-2018-00001?q=x", "q: there is no parameter 'q' here"),
        ("/incidents?format=json", "format: a page has no `format`"),
        ("/?format=json", "format: a page has no `format`"),
    ],
)
def test_wrong_parameters_are_refused_on_a_page(pages: PageReader, base: Dataset, address: str, told: str) -> None:
    document = pages.page(address, status=400)
    assert told in words(document)
    assert pages.get(address)["Cache-Control"] == "no-store"


def test_incident_prints_its_dates_status_and_veracity_in_words(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.profiles}")
    facts = {words(row[0]): words(row[1]) for row in document.xpath('//dl[@class="facts"]/div')}
    assert facts == {
        "Did it happen?": "ConfirmedIt happened: the party responsible, an authority or proof says so.",
        "Status": "Mitigated",
        "Began": "2013known to the year",
        "Ended": "2015known to the year",
        "First public": "17 March 2018",
    }


def test_headline_tells_its_reason_and_what_it_left_out(pages: PageReader, base: Dataset) -> None:
    told = section(pages.page(f"/incidents/{base.profiles}"), "how-many")
    assert "At most 87 million people (Facebook, 2018-04-04)" in told
    assert "Why this one: most recent live claim by the controller." in told
    assert "figures from 30 million to 87 million" in told
    assert "2 claims left out of the headline, and why" in told
    assert "At most 30 million people (Cambridge Analytica): another claimant stands closer to the incident" in told


def test_claims_stand_with_their_exact_words(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.profiles}")
    quotes = [words(quote) for quote in document.xpath("//table//blockquote")]
    assert sorted(quotes) == ["50 million", "no more than 30 million people", "up to 87 million people"]
    link = document.xpath("//table//figcaption/a")[0]
    assert link.get("href").startswith("http://news.example/87-million")
    assert link.get("rel") == "noopener noreferrer nofollow"
    assert "The Daily Example, 5 April 2018" in words(document.xpath("//table")[0])


def test_parties_never_stand_without_whether_it_was_admitted(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.profiles}")
    rows = document.xpath('//section[@aria-labelledby="parties"]//li')
    assert len(rows) == 2
    assert "Cambridge Analytica" in section(document, "parties")
    assert all(row.xpath('.//span[@class="tag strong"]/text()') for row in rows)
    assert "Alleged" in section(document, "parties")


def test_everything_else_that_is_claimed_has_its_section(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.profiles}")
    assert "By Facebook. Done 4 April 2018." in section(document, "remediations")
    assert "By Information Commissioner against Facebook" in section(document, "actions")
    assert "Involved" in section(document, "data")
    assert "March 2014" in section(document, "events")
    assert "It was our mistake" in section(document, "statements")
    assert "1 version of its text" in section(document, "articles")
    assert "phishing" in section(pages.page(f"/incidents/{base.clinic}"), "causes")


def test_headings_go_down_one_step_at_a_time(pages: PageReader, base: Dataset) -> None:
    for address in ("/", "/incidents", f"/incidents/{base.profiles}", "/incidents/x"):
        document = pages.page(address, status=404 if address.endswith("x") else 200)
        levels = [int(heading.tag[1]) for heading in document.xpath("//h1|//h2|//h3|//h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_drawing_stands_in_the_page_and_alone(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.profiles}")
    assert len(document.xpath('//*[local-name()="svg" and @role="img"]')) == 1
    alone = pages.get(f"/incidents/{base.profiles}/claims.svg")
    assert alone["Content-Type"].startswith("image/svg+xml")
    assert "at most 87 million people · headline" in alone.content.decode()
    assert "at most 30 million people" in alone.content.decode()
    assert "<style" not in alone.content.decode()


def test_claim_without_a_number_is_listed_but_not_drawn(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.portal}")
    assert document.xpath('//*[local-name()="svg"]') == []
    assert "No claim can stand for the whole incident." in words(document)
    assert "A placeholder instead of the number of people" in words(document)
    assert "No claim names a number." in pages.get(f"/incidents/{base.portal}/claims.svg").content.decode()


def test_known_by_goes_back_and_says_so(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.profiles}?known_by=2018-03-31")
    assert "Only what had been claimed by 31 March 2018. See today’s state" in words(document)
    assert "50 million people" in section(document, "how-many")
    assert "87 million" not in section(document, "claims")
    assert f"/incidents/{base.profiles}" in addresses(document)
    assert f"/incidents/{base.profiles}/claims.svg?known_by=2018-03-31" in addresses(document)
    drawing = pages.get(f"/incidents/{base.profiles}/claims.svg?known_by=2018-03-31").content.decode()
    assert "50 million" in drawing
    assert "87 million" not in drawing
    pages.page(f"/incidents/{base.profiles}?known_by=2000", status=404)


def test_as_of_shows_the_page_as_it_was_published_then(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.clinic}?as_of=2020-04-15")
    assert words(document.xpath("//h1")[0]) == "Harbour Clinic mailbox phished"
    assert "As the base was published by 2020-04-15" in words(document)
    assert (
        words(pages.page(f"/incidents/{base.clinic}").xpath("//h1")[0]) == "Harbour Clinic mailbox opened by phishing"
    )
    pages.page(f"/incidents/{base.clinic}?as_of=2019", status=404)


@pytest.mark.parametrize("end", ["", "/claims.svg", "?known_by=2019"])
def test_merged_incident_leads_to_the_survivor(pages: PageReader, base: Dataset, end: str) -> None:
    response = pages.get(f"/incidents/{base.merged}{end}")
    assert (response.status_code, response["Location"]) == (301, f"/incidents/{base.profiles}{end}")


def test_withdrawn_incident_tells_when_why_and_what_instead(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.withdrawn}", status=410)
    facts = {words(row[0]): words(row[1]) for row in document.xpath('//dl[@class="facts"]/div')}
    assert facts == {"Withdrawn": "2022-03-01", "Reason": "error in source", "In its place": base.profiles}
    assert f"/incidents/{base.profiles}" in addresses(document)
    assert "CANARY" not in words(document)


@pytest.mark.parametrize("wanted", ["PIKB-2018-09999", "x", "<script>", "PIKB-2018-00001%0A"])
def test_unknown_incident_is_404_on_a_page(pages: PageReader, base: Dataset, wanted: str) -> None:
    assert "There is no public incident" in pages.text(f"/incidents/{wanted}", status=404)


@pytest.mark.parametrize("template", ["/", "/incidents", "/incidents/{id}", "/incidents/{id}/claims.svg"])
def test_unchanged_page_is_304_and_free(pages: PageReader, base: Dataset, settings: Any, template: str) -> None:
    limit_to(settings, "2/min")
    address = template.format(id=base.profiles)
    first = pages.client.get(address, REMOTE_ADDR="192.0.2.77")
    tag = first["ETag"]
    assert (first["Cache-Control"], first["RateLimit"]) == ("public, max-age=60", '"minute";r=1;t=60')
    for _ in range(3):
        again = pages.client.get(address, headers={"if-none-match": tag}, REMOTE_ADDR="192.0.2.77")
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert pages.client.get(address, REMOTE_ADDR="192.0.2.77").status_code == 200
    refused = pages.client.get(address, REMOTE_ADDR="192.0.2.77")
    assert (refused.status_code, refused["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert 1 <= int(refused["Retry-After"]) <= 60
    pages.client.cookies.clear()


def test_page_leads_to_the_same_as_json(pages: PageReader, base: Dataset) -> None:
    document = pages.page(f"/incidents/{base.profiles}?known_by=2019")
    alternate = document.xpath('//link[@rel="alternate" and @type="application/json"]/@href')[0]
    assert alternate == f"http://testserver/api/v1/incidents/{base.profiles}?known_by=2019"
    assert alternate in addresses(document)
    body = pages.get(alternate, accept="application/json").json()
    assert pages.get(body["html_url"]).status_code == 200
    assert document.xpath('//link[@rel="canonical"]/@href') == [body["html_url"]]


def test_pages_ask_for_nothing_from_elsewhere_and_set_no_cookie(pages: PageReader, base: Dataset) -> None:
    for address in ("/", "/incidents", f"/incidents/{base.profiles}"):
        document = pages.page(address)
        assets = document.xpath('//@src | //link[@rel="stylesheet" or @rel="icon"]/@href')
        assert len(assets) == 2
        assert all(asset.startswith("/static/site/") for asset in assets)
        assert document.xpath("//script | //style | //@style") == []
        response = pages.get(address)
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "Set-Cookie" not in response


def test_icon_that_browsers_ask_for_unasked_is_there(pages: PageReader) -> None:
    response = pages.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/site/favicon.svg")


def test_page_is_a_page_whatever_accept_says(pages: PageReader, base: Dataset) -> None:
    assert pages.get("/incidents", accept="application/json")["Content-Type"] == "text/html; charset=utf-8"
    assert pages.client.post("/incidents").status_code == 405
