"""A small news site on loopback that serves the seed articles: a real Atom feed and real pages, over real HTTP.

Each page has what the web wraps round a text – navigation, a cookie note, teasers, a footer – so that fetching and
parsing meet in the demo what they meet outside. A changed article is served in its first version until the version
file says otherwise.
"""

import argparse
import html
import re
import sys
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from incidents.curation.seed_files import BadSeed, SeedArticle, read_articles

ATOM = "http://www.w3.org/2005/Atom"
FEED_PATH = "/feed.xml"
SITE_NAME = "Seed Gazette and others"
# What XML 1.0 cannot carry, not even escaped.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_VERSION = 1


def choose_version(articles: list[SeedArticle], latest: int) -> dict[str, SeedArticle]:
    """What each path shows when no version above `latest` is out yet."""
    shown: dict[str, SeedArticle] = {}
    for article in sorted(articles, key=lambda article: article.version):
        if article.version <= latest:
            shown[article.path] = article
    return shown


def read_latest_version(file: Path) -> int:
    """The version that is out: the number in the file, or the first."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return _FIRST_VERSION


def render_feed(shown: dict[str, SeedArticle], base_url: str) -> bytes:
    """The Atom feed of what is shown, newest first. A changed article has a later `updated`."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    _add(feed, "title", SITE_NAME)
    _add(feed, "id", f"{base_url}{FEED_PATH}")
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=f"{base_url}{FEED_PATH}")
    newest_first = sorted(shown.values(), key=lambda article: (article.published_on, article.path), reverse=True)
    _add(feed, "updated", max((_updated_at(article) for article in newest_first), default="1970-01-01T00:00:00Z"))
    for article in newest_first:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "title", article.title)
        _add(entry, "id", f"{base_url}{article.path}")
        ElementTree.SubElement(
            entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=base_url + article.path
        )
        _add(entry, "published", f"{article.published_on}T08:00:00Z")
        _add(entry, "updated", _updated_at(article))
        _add(ElementTree.SubElement(entry, f"{{{ATOM}}}author"), "name", article.publisher)
        _add(entry, "summary", article.blocks[0])
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def render_page(article: SeedArticle, shown: dict[str, SeedArticle], base_url: str) -> bytes:
    """The article as a page of a news site."""
    teasers = [other for other in shown.values() if other.path != article.path][-4:]
    title, publisher = html.escape(article.title), html.escape(article.publisher)
    published = f"{article.published_on}T08:00:00Z"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} | {publisher}</title>
<link rel="canonical" href="{html.escape(base_url + article.path)}">
<link rel="alternate" type="application/atom+xml" href="{FEED_PATH}">
<meta name="author" content="{publisher}">
<meta property="og:type" content="article">
<meta property="og:title" content="{title}">
<meta property="og:site_name" content="{publisher}">
<meta property="article:published_time" content="{published}">
<meta property="article:modified_time" content="{_updated_at(article)}">
</head>
<body>
<header><p><a href="/">{publisher}</a></p>
<nav><ul>
<li><a href="/">Front page</a></li>
<li><a href="/#technology">Technology</a></li>
<li><a href="/#courts">Courts</a></li>
</ul></nav>
</header>
<main>
<header>
<h1>{title}</h1>
<p class="byline">{publisher}, <time datetime="{published}">{article.published_on:%d %B %Y}</time></p>
</header>
<article>
{_render_blocks(article.blocks)}
</article>
<aside><h2>Read next</h2>
<ul>{"".join(f'<li><a href="{html.escape(other.path)}">{html.escape(other.title)}</a></li>' for other in teasers)}</ul>
</aside>
</main>
<footer><p>{publisher} is an invented outlet. Subscribe to our newsletter. Contact. Imprint.</p></footer>
</body>
</html>
""".encode()


def render_front_page(shown: dict[str, SeedArticle]) -> bytes:
    """Links to everything that is shown."""
    items = "\n".join(
        f'<li><a href="{html.escape(article.path)}">{html.escape(article.title)}</a>, {article.published_on}</li>'
        for article in shown.values()
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{SITE_NAME}</title>'
        f'<link rel="alternate" type="application/atom+xml" href="{FEED_PATH}"></head>\n'
        f"<body><h1>{SITE_NAME}</h1>\n<ul>\n{items}\n</ul></body>\n</html>\n"
    ).encode()


class SeedSite(ThreadingHTTPServer):
    """The server. What it shows is decided anew at each request, so that an article can change while it runs."""

    daemon_threads = True

    def __init__(self, *, articles: list[SeedArticle], version_file: Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.articles = articles
        self.version_file = version_file
        self.base_url = f"http://127.0.0.1:{self.server_port}"

    def respond(self, path: str) -> tuple[str, bytes] | None:
        """Content type and body for a path, or None."""
        shown = choose_version(self.articles, read_latest_version(self.version_file))
        if path == FEED_PATH:
            return "application/atom+xml; charset=utf-8", render_feed(shown, self.base_url)
        if path == "/":
            return "text/html; charset=utf-8", render_front_page(shown)
        if path == "/robots.txt":
            return "text/plain; charset=utf-8", b"User-agent: *\nAllow: /\n"
        if path in shown:
            return "text/html; charset=utf-8", render_page(shown[path], shown, self.base_url)
        return None


class _Handler(BaseHTTPRequestHandler):
    server: SeedSite
    protocol_version = "HTTP/1.1"
    server_version = "SeedSite"
    sys_version = ""
    timeout = 30  # seconds; a silent connection does not keep its thread

    def do_GET(self) -> None:  # the name is http.server's
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        found = self.server.respond(urlsplit(self.path).path)
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        content_type, body = found
        etag = f'"{sha256(body).hexdigest()[:32]}"'
        unchanged = self.headers.get("If-None-Match") == etag
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus.OK)
        self.send_header("ETag", etag)
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        if not unchanged:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(body)


def _render_blocks(blocks: tuple[str, ...]) -> str:
    return "\n".join(
        f"<h2>{html.escape(block[3:])}</h2>" if block.startswith("## ") else f"<p>{html.escape(block)}</p>"
        for block in blocks
    )


def _updated_at(article: SeedArticle) -> str:
    # A version of the same day is still later than the one before.
    return f"{article.published_on}T{8 + article.version:02d}:00:00Z"


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = _NOT_IN_XML.sub("\ufffd", text)


def main() -> int:
    parser = argparse.ArgumentParser(description="Serve the seed articles on a loopback port.")
    parser.add_argument("--articles", type=Path, required=True, help="folder of seed articles")
    parser.add_argument("--version-file", type=Path, required=True, help="file with the version that is out")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    try:
        articles = read_articles(arguments.articles)
    except BadSeed as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    with SeedSite(articles=articles, version_file=arguments.version_file, port=arguments.port) as site:
        print(f"serving {len(articles)} article versions at {site.base_url}", flush=True)
        site.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
