"""JSON out: ready bytes pass through untouched, everything else is encoded once."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class PassThroughJSONRenderer(BaseRenderer):
    """`bytes` are a finished body, as stored at publication; JSON has no charset parameter (RFC 8259)."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if isinstance(data, bytes):
            return data
        return b"" if data is None else orjson.dumps(data)


class NDJSONRenderer(PassThroughJSONRenderer):
    """Lets a list be asked for as one object a line; the lines are streamed past the renderer."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class CSVRenderer(PassThroughJSONRenderer):
    """Lets a list be asked for as a table (RFC 4180); the lines are streamed past the renderer."""

    media_type = "text/csv"
    format = "csv"
