"""Why bytes did not become a text or a feed. An article without facts is another matter: it has a text."""

from typing import Literal

Reason = Literal[
    "not_text",  # a picture, an archive, a PDF: nothing that this project reads
    "not_a_page",  # text in another format than a page, as a feed or data
    "not_a_feed",  # nothing in it reads as RSS or Atom
    "undecodable",  # too many bytes that fit no encoding
    "too_deep",  # elements nested deeper than any page nests them
    "too_many_tags",
    "too_many_attributes",
    "no_text",  # read, and empty
    "text_lost",  # the page shows text that the main-text extraction did not find
    "entities",  # a feed that defines entities of its own, as attacks on XML parsers do
]


class Unparseable(Exception):
    """The bytes cannot be taken in; `reason` is stable, `detail` says what was found and what is allowed."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason
