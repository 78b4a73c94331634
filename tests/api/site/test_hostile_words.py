"""Whatever news, names and addresses hold, a page prints it as text."""

from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from django.core.management import call_command
from django.db import connections

from incidents.models import Incident
from incidents.publication import vocabularies
from incidents.publication.publish import publish
from tests.api.conftest import READS
from tests.api.site.conftest import PageReader
from tests.builders import a_curator, a_link, a_version, an_article, an_estimate, an_incident

pytestmark = READS

HOSTILE = (
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)', "' onfocus='alert(1)' autofocus='", "</blockquote><iframe src=//evil.example>",
    "<svg/onload=alert(1)>", "</svg><script>alert(1)</script>", "<!-- never closed", "--><b>bold</b>",
    "<![CDATA[<b>x</b>]]>", "]]>", "&lt;script&gt;", "&#60;script&#62;", "{{ request }}", "{% include '/etc/passwd' %}",
    "{{ 7|add:7 }}", "${7*7}", "#{7*7}", "javascript:alert(1)", "data:text/html,<b>x</b>", "<a href=javascript:1>x</a>",
    "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "<style>*{display:none}</style>",
    "<form action=//evil.example>", "\u202eevil\u202c", "\u2028line", "\ufeffmark", "<math><mtext></mtext></math>",
    "😀" * 80, "=1+1", "\\u003cscript\\u003e",
)  # fmt: skip


@pytest.fixture(scope="module")
def incident_id(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """One incident in which every text that comes from outside is hostile."""
    with django_db_blocker.unblock():
        try:
            vocabularies.load()
            yield _publish()
        finally:
            call_command("flush", verbosity=0, interactive=False)
            connections["published"].close()


def _publish() -> str:
    incident: Incident = an_incident(title=HOSTILE[1], summary=" ".join(HOSTILE))
    article = an_article(url="https://news.example/a", publisher=HOSTILE[0])
    version = a_version("\n".join(HOSTILE), article=article, title=HOSTILE[4], published_on="2020-01-01")
    a_link(article, incident)
    for words in HOSTILE:
        an_estimate(
            version=version,
            incident=incident,
            quote=words,
            claimant_name=words,
            scope=words,
            review_state="curator_accepted",
            claimed_on="2020-01-01",
        )
    publish(incident=incident, curator=a_curator())
    incident.refresh_from_db()
    assert incident.public_id
    return incident.public_id


def test_every_hostile_string_is_printed_as_it_is(pages: PageReader, incident_id: str) -> None:
    document = pages.page(f"/incidents/{incident_id}")
    quotes = [quote.text_content() for quote in document.xpath("//blockquote")]
    assert sorted(quotes) == sorted(HOSTILE)
    claimants = [name.text_content() for name in document.xpath("//td[2]//bdi")]
    assert sorted(claimants) == sorted(HOSTILE)
    assert document.xpath("//h1")[0].text_content() == HOSTILE[1]


def test_no_hostile_string_becomes_an_element_or_attribute(pages: PageReader, incident_id: str) -> None:
    for address in ("/", "/incidents", f"/incidents/{incident_id}"):
        document = pages.page(address)
        assert document.xpath("//script | //style | //iframe | //base | //img | //meta[@http-equiv] | //math") == []
        assert document.xpath("//@*[starts-with(name(), 'on')]") == []
        hrefs = [href for href in document.xpath("//@href") if not href.startswith(("/", "#", "http"))]
        assert hrefs == []


def test_query_is_printed_as_text(pages: PageReader, incident_id: str) -> None:
    for words in HOSTILE:
        response = pages.client.get("/incidents", {"q": words})
        assert response.status_code == 200, words
        document = lxml.html.document_fromstring(response.content.decode())
        assert document.xpath('//input[@name="q"]/@value') == [words]
        assert document.xpath("//script | //iframe | //img | //style") == []


def test_drawing_alone_is_xml_without_anything_active(pages: PageReader, incident_id: str) -> None:
    response = pages.get(f"/incidents/{incident_id}/claims.svg")
    picture = lxml.etree.fromstring(response.content)
    tags = {lxml.etree.QName(element).localname for element in picture.iter()}
    assert tags == {"svg", "title", "desc", "rect", "g", "text", "line", "path"}
    assert [
        name for element in picture.iter() for name in element.attrib if name.startswith("on") or "href" in name
    ] == []
