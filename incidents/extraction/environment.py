"""The extractors that the environment's variables choose, for the command line, which has no Django settings.

The variables and their defaults are those of kb/settings.py.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence

from incidents.extraction.chat import ChatSettings, InvalidChatSettings
from incidents.extraction.document import EXTRACTOR_NAME
from incidents.extraction.extractors import Extractor, build

CHOSEN = "chosen"  # stands for what PIKB_EXTRACTORS names


def extractors_of(names: Sequence[str], environ: Mapping[str, str]) -> list[Extractor]:
    """The named extractors in the order given, each once.

    Raises UnknownExtractor or InvalidChatSettings, which say what is missing.
    """
    chosen = [name.strip() for name in environ.get("PIKB_EXTRACTORS", EXTRACTOR_NAME).split(",")]
    wanted = [one for name in names for one in (chosen if name == CHOSEN else [name])]
    return list(build(list(dict.fromkeys(wanted)), chat_settings=_chat_settings(environ)).values())


def _chat_settings(environ: Mapping[str, str]) -> ChatSettings | None:
    """The server to ask; None where address or model are not named."""
    url, model = environ.get("PIKB_CHAT_URL"), environ.get("PIKB_CHAT_MODEL")
    if not (url and model):
        return None
    usual = ChatSettings(url=url, model=model, key=environ.get("PIKB_CHAT_KEY") or None)
    return dataclasses.replace(
        usual,
        seconds=_number(environ, "PIKB_CHAT_SECONDS", usual.seconds),
        tokens_per_document=int(_number(environ, "PIKB_CHAT_TOKENS_PER_DOCUMENT", usual.tokens_per_document)),
        tokens_per_day=int(_number(environ, "PIKB_CHAT_TOKENS_PER_DAY", usual.tokens_per_day)),
    )


def _number(environ: Mapping[str, str], name: str, usual: float) -> float:
    try:
        number = float(environ.get(name, usual))
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise InvalidChatSettings(f"{name} must be a number above 0")
    return number
