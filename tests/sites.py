"""A small web site on loopback whose pages a test writes, for everything that fetches."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """Pages by path; change them while it serves. `asked` lists the paths in the order of requests."""

    base_url: str
    pages: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)  # further ones, by path

    def url(self, path: str) -> str:
        return self.base_url + path

    def put(
        self, path: str, body: str | bytes, *, content_type: str = "text/html; charset=utf-8", status: int = 200
    ) -> str:
        """Serve the body at the path; returns its URL."""
        self.pages[path] = (status, content_type, body.encode() if isinstance(body, str) else body)
        return self.url(path)

    def put_article(
        self, path: str, *paragraphs: str, title: str, published_on: str, site_name: str = "The Daily Test"
    ) -> str:
        """Serve an article as news sites do: headline, date, navigation and footer around the paragraphs."""
        body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return self.put(
            path,
            f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
            <meta property="og:site_name" content="{site_name}">
            <meta property="article:published_time" content="{published_on}T08:00:00Z"></head>
            <body><nav><a href="/">Front page</a></nav><main><article><h1>{title}</h1>{body}</article></main>
            <footer><p>Privacy policy</p></footer></body></html>""",
        )

    def put_feed(self, path: str, *entries: tuple[str, str, str], author: str = "The editors") -> str:
        """Serve an Atom feed of (article path, title, updated)."""
        items = "".join(
            f"<entry><title>{title}</title><id>{self.url(at)}</id><link href='{self.url(at)}'/>"
            f"<updated>{updated}</updated><author><name>{author}</name></author></entry>"
            for at, title, updated in entries
        )
        return self.put(
            path,
            f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Feed</title>{items}</feed>",
            content_type="application/atom+xml",
        )


@contextlib.contextmanager
def serving_site() -> Iterator[Site]:
    """Serve a site on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            status, content_type, body = site.pages.get(self.path, (404, "text/plain", b"not here"))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in site.headers.get(self.path, {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(base_url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
