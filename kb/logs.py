"""Logging without keys: whatever a library or a trace would repeat of one, only its prefix reaches any handler."""

import contextlib
import logging
import logging.config
import re
import traceback
from collections.abc import Mapping
from typing import Any

# A key, whole or cut off, or as a query string may escape it. The prefix names it to people and opens nothing.
_KEY = re.compile(r"(pikb(?:_|%5[Ff])[a-z0-9]{8})(?:_|%5[Ff])[A-Za-z0-9_%-]+")
_make_record = logging.getLogRecordFactory()


def configure(config: Mapping[str, Any]) -> None:
    """What Django configures logging by (LOGGING_CONFIG)."""
    logging.setLogRecordFactory(_without_keys)
    logging.config.dictConfig(dict(config))


def masked(text: str) -> str:
    """The text with keys cut to their prefixes."""
    return _KEY.sub(r"\1_…", text)


def _without_keys(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Every record of the process passes here, before any filter, handler or formatter of anybody's sees it."""
    record = _make_record(*args, **kwargs)
    with contextlib.suppress(TypeError, ValueError, KeyError):  # arguments that do not fit are the handler's to tell
        message = record.getMessage()
        if _KEY.search(message):
            record.msg, record.args = masked(message), ()
    if record.exc_info and record.exc_info[0] is not None:
        trace = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if _KEY.search(trace):
            record.exc_text, record.exc_info = masked(trace), None
    if record.stack_info:
        record.stack_info = masked(record.stack_info)
    return record
