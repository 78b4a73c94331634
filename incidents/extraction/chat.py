"""The extractor that asks a language model: any server that speaks the chat-completions interface, self-hosted or not.

Off unless chosen. The model proposes like any extractor: only words that stand in the article, only by the contract,
only for a curator to decide.
"""

import dataclasses
import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import ClassVar, Protocol

from incidents import canonical_urls
from incidents.canonical_urls import WebAddress
from incidents.extraction import chat_answer, chat_schema, chat_transport
from incidents.extraction.document import Document, Extraction
from incidents.outbound import refusals

NAME = "chat"
ANSWER_TOKENS = 8_000  # what an answer may have of a document's tokens
LEAST_TOKENS_PER_DOCUMENT = 24_000  # instructions, schema, answer, and enough of an article to be worth it
_BYTES_PER_TOKEN = 3  # of UTF-8; tokenisers take more bytes than this for English, and about this for other scripts
_LONGEST_VERSION = 40  # characters


class InvalidChatSettings(ValueError):
    """The settings name no server that could be asked; the message says which and what is allowed, never the key."""


class TokensSpent(Exception):
    """The tokens of the day are used up; asked again tomorrow, it goes on."""

    reason: ClassVar[str] = "tokens_spent"


@dataclass(frozen=True, kw_only=True)
class ChatSettings:
    """Which server and model to ask, and within which limits.

    `url` is the interface's base, such as http://127.0.0.1:8080/v1. `seconds` holds for a document, all attempts
    included. `tokens_per_day` (UTC) holds for all who share a ledger: the process, unless it is given another one.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    seconds: float = 120.0
    tokens_per_document: int = 40_000
    tokens_per_day: int = 2_000_000
    attempts: int = 4
    backoff_seconds: float = 1.0
    most_bytes: int = 1 << 20

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise InvalidChatSettings("the chat model has no name")
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise InvalidChatSettings("the chat key must be printable ASCII without blanks")
        if self.tokens_per_document < LEAST_TOKENS_PER_DOCUMENT:
            raise InvalidChatSettings(
                f"{self.tokens_per_document} tokens per document are too few; at least {LEAST_TOKENS_PER_DOCUMENT}"
            )
        _ = self.address

    @property
    def address(self) -> WebAddress:
        """Where questions go; raises InvalidChatSettings."""
        try:
            base = canonical_urls.read_web_address(self.url)
        except canonical_urls.InvalidURL:
            # Without the cause, which shows the address: somebody may have written a password into it.
            raise InvalidChatSettings("the chat address must be http(s)://host[:port]/path, no user name") from None
        if base.query:
            raise InvalidChatSettings("the chat address may have no query")
        return dataclasses.replace(base, path=f"{base.path.rstrip('/')}/chat/completions")


class TokenLedger(Protocol):
    """The tokens of a day (UTC): reserved before a question, corrected by what the answer says it cost."""

    def reserve(self, tokens: int) -> date:
        """Book tokens on the day that it answers with; raises TokensSpent when the day has not as many left."""

    def correct(self, day: date, reserved: int, used: int) -> None:
        """Replace a reservation of that day by what was used."""


class DayBudget:
    """The ledger of one process, forgotten at its end."""

    def __init__(self, tokens: int, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._tokens = tokens
        self._today = today
        self._lock = threading.Lock()
        self._day = today()
        self._spent = 0

    def reserve(self, tokens: int) -> date:
        """Book tokens on today."""
        with self._lock:
            if (today := self._today()) != self._day:
                self._day, self._spent = today, 0
            if self._spent + tokens > self._tokens:
                raise TokensSpent(f"{self._spent} of {self._tokens} tokens of the day are spent; {tokens} are needed")
            self._spent += tokens
            return today

    def correct(self, day: date, reserved: int, used: int) -> None:
        """Replace a reservation; of a day that is over nothing is left to correct."""
        with self._lock:
            if day == self._day:
                self._spent = max(0, self._spent - reserved + used)


class ChatExtractor:
    """Asks one server; one instance per process, since without a ledger it counts the tokens itself. Threads may
    share it.
    """

    name = NAME

    def __init__(self, settings: ChatSettings, ledger: TokenLedger | None = None) -> None:
        self._settings = settings
        self._ledger = ledger or DayBudget(settings.tokens_per_day)

    @cached_property
    def version(self) -> str:
        """The version of the prompt with the model, short enough to be stored."""
        whole = f"{chat_schema.PROMPT_VERSION} {self._settings.model}"
        if len(whole) <= _LONGEST_VERSION:
            return whole
        digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
        return f"{whole[: _LONGEST_VERSION - 9]}~{digest}"

    def extract(self, document: Document) -> Extraction:
        """Ask the model; raises a FetchError, BadAnswer or TokensSpent. Of a long text only the beginning is read."""
        text = _beginning(document.text, self._article_bytes)
        body = self._body(document, text)
        reserved = len(body) // _BYTES_PER_TOKEN + ANSWER_TOKENS
        day = self._ledger.reserve(reserved)
        completion = chat_answer.unwrap(self._ask(body, day, reserved))
        if completion.tokens is not None:
            self._ledger.correct(day, reserved, completion.tokens)
        reading = chat_answer.read(completion.content, text)
        return Extraction(
            document_id=document.id,
            relevant=reading.relevant,
            facts=reading.facts,
            extractor_name=self.name,
            extractor_version=self.version,
            unread_from=len(text) if text != document.text and document.text.startswith(text) else None,
            dropped=reading.dropped,
        )

    def _ask(self, body: bytes, day: date, reserved: int) -> bytes:
        settings = self._settings
        question = chat_transport.Question(
            address=settings.address,
            body=body,
            key=settings.key,
            seconds=settings.seconds,
            attempts=settings.attempts,
            backoff_seconds=settings.backoff_seconds,
            most_bytes=settings.most_bytes,
        )
        try:
            return chat_transport.ask(question)
        except refusals.HTTPError:
            self._ledger.correct(
                day, reserved, 0
            )  # refused questions cost nothing; of those that broke off nobody knows
            raise

    @cached_property
    def _article_bytes(self) -> int:
        around = len(self._body(Document(id="", text=""), ""))
        tokens = self._settings.tokens_per_document - ANSWER_TOKENS - around // _BYTES_PER_TOKEN
        return tokens * _BYTES_PER_TOKEN

    def _body(self, document: Document, text: str) -> bytes:
        question = {
            "model": self._settings.model,
            "messages": chat_schema.messages(document, text),
            "temperature": 0,
            "max_tokens": ANSWER_TOKENS,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "facts", "strict": True, "schema": chat_schema.answer_schema()},
            },
        }
        return json.dumps(question, ensure_ascii=False).encode("utf-8", "replace")


def _beginning(text: str, most_bytes: int) -> str:
    """As much of the text as fits, whole characters."""
    return text.encode("utf-8", "surrogatepass")[:most_bytes].decode("utf-8", "ignore")
