"""What goes into extraction and what comes out: two frozen records, plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from incidents.languages import UNDETERMINED
from incidents.proposed import ProposedFact

EXTRACTOR_NAME = "rules"
EXTRACTOR_VERSION = "1.0"
EXTRACTOR = f"{EXTRACTOR_NAME} {EXTRACTOR_VERSION}"


@dataclass(frozen=True, kw_only=True)
class Document:
    """An article as it was stored, boilerplate and all; offsets of facts count code points of `text`."""

    id: str
    text: str
    title: str | None = None
    published_on: date | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """What the extractor proposes for one document; `facts` are sorted by start and stand in its text.

    `relevant` is false when the article reports no incident with people's data; there are no facts then.
    `language` is an ISO 639 code, "und" where the words do not tell; `unsupported_language` says that the text is in a
    language that this extractor does not read, so that "not relevant" is no word on what it tells.
    `unread_from` is the offset from which a text was too long to be read, so that no fact can stand behind it.
    `dropped` counts what an extractor that cannot be trusted proposed against the contract, by reason.
    """

    document_id: str
    relevant: bool
    facts: tuple[ProposedFact, ...]
    extractor_name: str = EXTRACTOR_NAME
    extractor_version: str = EXTRACTOR_VERSION
    language: str = UNDETERMINED
    unsupported_language: bool = False
    unread_from: int | None = None
    dropped: Mapping[str, int] = field(default_factory=dict, hash=False)
