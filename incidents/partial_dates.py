"""Dates as far as they are known: a year, a month or a day, never padded with invented parts."""

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import Literal

Precision = Literal["year", "month", "day"]

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class InvalidPartialDate(ValueError):
    """The text is not YYYY, YYYY-MM or YYYY-MM-DD, or names no day of the calendar."""


@dataclass(frozen=True)
class PartialDate:
    """A date with the precision of its text: ``2018``, ``2018-03`` or ``2018-03-17``.

    >>> PartialDate.parse("2018-03").latest
    datetime.date(2018, 3, 31)
    """

    value: str

    def __post_init__(self) -> None:
        self._interval()

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read a date; raises InvalidPartialDate with the text and the allowed shapes."""
        return cls(text.strip())

    @property
    def precision(self) -> Precision:
        return {4: "year", 7: "month", 10: "day"}[len(self.value)]  # type: ignore[return-value]

    @property
    def earliest(self) -> datetime.date:
        return self._interval()[0]

    @property
    def latest(self) -> datetime.date:
        return self._interval()[1]

    def _interval(self) -> tuple[datetime.date, datetime.date]:
        shape = _SHAPE.fullmatch(self.value) if self.value.isascii() else None
        if shape is None:
            raise InvalidPartialDate(f"{self.value[:40]!r} is not a date: YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else None for part in shape.groups())
        try:
            first = datetime.date(year, month or 1, day or 1)  # type: ignore[arg-type]
        except ValueError as error:
            raise InvalidPartialDate(f"{self.value!r} is not in the calendar: {error}") from error
        if day:
            return first, first
        if month:
            return first, first.replace(day=calendar.monthrange(first.year, month)[1])
        return first, datetime.date(first.year, 12, 31)

    def __str__(self) -> str:
        return self.value
