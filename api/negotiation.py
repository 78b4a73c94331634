"""Which format: JSON, unless the reader asks for what we do not have."""

from types import SimpleNamespace

from rest_framework.negotiation import DefaultContentNegotiation


class AcceptAlone(DefaultContentNegotiation):
    """The Accept header decides. `format` is a query parameter like any other, checked with the rest."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]  # the one setting it reads
