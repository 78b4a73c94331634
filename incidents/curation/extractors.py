"""The extractors that the settings choose, set up once per process."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from incidents.curation.token_ledger import SharedLedger
from incidents.extraction.chat import ChatSettings
from incidents.extraction.extractors import Extractor, build, label


class NotChosen(LookupError):
    """A job asks for an extractor that the settings do not choose any more; `reason` is its code."""

    reason = "extractor_not_chosen"


def labels() -> tuple[str, ...]:
    """Name and version of every chosen extractor, in the order of the setting: a job is entered for each."""
    return tuple(label(extractor) for extractor in _chosen().values())


def named(name: str) -> Extractor:
    """The chosen extractor of this name; raises NotChosen."""
    chosen = _chosen()
    if name not in chosen:
        raise NotChosen(f"PIKB_EXTRACTORS does not name {name!r}; it names {', '.join(chosen)}")
    return chosen[name]


def _chosen() -> Mapping[str, Extractor]:
    chat = None
    if "chat" in settings.EXTRACTORS:
        chat = ChatSettings(
            url=settings.CHAT_URL,
            model=settings.CHAT_MODEL,
            key=settings.CHAT_KEY or None,
            seconds=settings.CHAT_SECONDS,
            tokens_per_document=settings.CHAT_TOKENS_PER_DOCUMENT,
            tokens_per_day=settings.CHAT_TOKENS_PER_DAY,
        )
    return _build(tuple(settings.EXTRACTORS), chat)


@cache
def _build(names: tuple[str, ...], chat: ChatSettings | None) -> Mapping[str, Extractor]:
    # Kept, because building reads the settings anew; the tokens are counted in the database, over all workers.
    ledger = SharedLedger(chat.tokens_per_day) if chat is not None else None
    return build(names, chat_settings=chat, ledger=ledger)
