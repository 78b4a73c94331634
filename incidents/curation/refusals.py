"""Why a decision was refused. Every message says what was wrong and what is allowed."""

from typing import Any


class Refusal(Exception):
    """The decision was not made and nothing was stored; the message is fit to be shown to the curator."""


class InvalidField(Refusal):
    """A field breaks the rule book; `field` is its contract name, "start" for the span, "" where none is meant."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class EditConflict(Refusal):
    """Somebody else changed the record after the form was rendered; `theirs` is their latest decision, if any."""

    def __init__(self, message: str, *, theirs: Any = None) -> None:
        super().__init__(message)
        self.theirs = theirs


class AlreadyDecided(Refusal):
    """The fact is not an open proposal any more."""


class BrokenEvidence(Refusal):
    """The stored offsets do not reproduce the quoted words, so nothing may rest on them."""


class QuoteNotFound(Refusal):
    """The words do not stand in the text, or not that often."""


class NoIncidentLinked(Refusal):
    """The article's incident of this number has no accepted link yet."""


class IncidentClosed(Refusal):
    """The incident was rejected, merged or withdrawn and takes nothing in any more."""


class NumberTaken(Refusal):
    """The article's incident of this number is already linked to another incident."""


class LinkInUse(Refusal):
    """Accepted facts of the article rest on the link."""


class NotAPerson(Refusal):
    """The account may not decide: a service account or one that was switched off."""


class ReasonMissing(Refusal):
    """The decision needs a reason of its list."""


class NotComparable(Refusal):
    """The two facts cannot stand in for each other: other kind, other incident, or not accepted."""


class CannotUndo(Refusal):
    """The decision is not one that can be undone, or was undone before, or later decisions rest on it."""
