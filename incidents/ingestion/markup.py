"""A first look at markup in linear time, before a tree is built: is it within measure, and how much text does it show.

Knows tags but no tree. It is the second opinion against which the main-text extraction is held.
"""

import re
from dataclasses import dataclass

from incidents.ingestion.unparseable import Unparseable

DEEPEST = 250  # libxml2 stops at 256; pages of the news nest below 60
MOST_TAGS = 100_000
MOST_ATTRIBUTES = 1_000  # of one tag

# Elements without an end tag, and those whose end tag may be left out: they do not count as nesting.
NOT_NESTING = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt"),
        *("tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
# Their content is not markup; it ends at their end tag, whatever stands in between.
RAW_TEXT = frozenset(
    {"iframe", "noembed", "noscript", "script", "style", "svg", "template", "textarea", "title", "xmp"}
)
# What stands here is not what the article says.
# Forms are not among it: some frameworks put the whole page into one.
FURNITURE = frozenset({"aside", "button", "dialog", "footer", "header", "menu", "nav", "select"})

_TAG = re.compile(r"<!--|<[!?][^<>]*>?|<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})([^<>]*)>?")
_COMMENTS = re.compile(r"""\b(?:id|class)\s*=\s*["']?(?:[\w-]+\s+)*comments?\b""", re.IGNORECASE)
_RAW_TEXT_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in RAW_TEXT}


@dataclass(frozen=True, kw_only=True)
class Markup:
    """What was counted. `prose_characters`: visible text outside links, page furniture and
    readers' comments, spaces collapsed."""

    depth: int
    tags: int
    prose_characters: int


@dataclass
class _Count:
    depth: int = 0
    deepest: int = 0
    tags: int = 0
    prose: int = 0
    furniture: int = 0
    comments_from: int | None = None  # the depth at which the readers' comments began
    in_link: bool = False


def scan(html: str) -> Markup:
    """Count nesting, tags and visible prose; raises Unparseable for markup that is out of all measure."""
    count = _Count()
    position = 0
    while found := _TAG.search(html, position):
        _count_text(html[position : found.start()], count)
        position = found.end()
        closing, name, rest = found.groups()
        if found.group() == "<!--":
            end = html.find("-->", position)
            position = len(html) if end < 0 else end + 3
        if name is None:
            continue
        name = name.lower()
        _count_tag(name, bool(closing), rest, count)
        if name in RAW_TEXT and not closing:
            end_tag = _RAW_TEXT_END[name].search(html, position)
            position = end_tag.start() if end_tag else len(html)
    _count_text(html[position:], count)
    return Markup(depth=count.deepest, tags=count.tags, prose_characters=count.prose)


def _count_text(text: str, count: _Count) -> None:
    if not count.furniture and not count.in_link and count.comments_from is None:
        count.prose += len(" ".join(text.split()))


def _count_tag(name: str, is_closing: bool, rest: str, count: _Count) -> None:
    count.tags += 1
    if count.tags > MOST_TAGS:
        raise Unparseable("too_many_tags", f"more than {MOST_TAGS} tags")
    if len(rest) > MOST_ATTRIBUTES and len(rest.split()) > MOST_ATTRIBUTES:
        raise Unparseable("too_many_attributes", f"a tag <{name}> with more than {MOST_ATTRIBUTES} attributes")
    if name == "a":
        count.in_link = not is_closing
    elif name in FURNITURE:
        count.furniture = max(0, count.furniture + (-1 if is_closing else 1))
    elif name in {"p", "div", "article", "section"}:
        # A link that was never closed does not swallow the rest of the page.
        count.in_link = False
    if name in NOT_NESTING or rest.endswith("/"):
        return
    if not is_closing and count.comments_from is None and _COMMENTS.search(rest):
        count.comments_from = count.depth
    count.depth = max(0, count.depth + (-1 if is_closing else 1))
    if count.comments_from is not None and count.depth <= count.comments_from:
        count.comments_from = None
    count.deepest = max(count.deepest, count.depth)
    if count.deepest > DEEPEST:
        raise Unparseable("too_deep", f"elements nested more than {DEEPEST} deep")
