"""What an extractor is, and the ones that there are, by name: a setting chooses which run side by side."""

from collections.abc import Sequence
from typing import Protocol

from incidents.extraction import chat
from incidents.extraction.document import EXTRACTOR_NAME, EXTRACTOR_VERSION, Document, Extraction
from incidents.extraction.pipeline import extract

NAMES = (EXTRACTOR_NAME, chat.NAME)


class UnknownExtractor(LookupError):
    """There is no extractor of this name, or it was not set up; the message says what is allowed."""


class Extractor(Protocol):
    """Reads one document and proposes facts whose words stand in it. `version` changes whenever its proposals may."""

    @property
    def name(self) -> str:
        """One word, of NAMES."""

    @property
    def version(self) -> str:
        """At most 40 characters."""

    def extract(self, document: Document) -> Extraction:
        """The facts of the document, under this name and version; raises what kept it from reading."""


class RulesExtractor:
    """The extractor of this project: rules with measured confidence, without a network."""

    name = EXTRACTOR_NAME
    version = EXTRACTOR_VERSION

    def extract(self, document: Document) -> Extraction:
        """Never fails on a text, however odd."""
        return extract(document)


def label(extractor: Extractor) -> str:
    """Name and version, as jobs and the command print them: "rules 1.0"."""
    return f"{extractor.name} {extractor.version}"


def build(
    names: Sequence[str],
    *,
    chat_settings: chat.ChatSettings | None = None,
    ledger: chat.TokenLedger | None = None,
) -> dict[str, Extractor]:
    """The named extractors by name, in the order given; raises UnknownExtractor.

    Without a ledger each process counts its own tokens.
    """
    found: dict[str, Extractor] = {}
    for name in names:
        if name == EXTRACTOR_NAME:
            found[name] = RulesExtractor()
        elif name == chat.NAME and chat_settings is not None:
            found[name] = chat.ChatExtractor(chat_settings, ledger)
        elif name == chat.NAME:
            raise UnknownExtractor("the extractor chat needs the address and the model of a server")
        else:
            raise UnknownExtractor(f"there is no extractor {name!r}; allowed are {', '.join(NAMES)}")
    return found
