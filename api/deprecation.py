"""What will go: said beside the operation or parameter, told in headers (RFC 9745, RFC 8594), documents and pages."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.http import http_date

PAGE = "/api/v1/docs#deprecated"


class ImpossibleDeprecation(ValueError):
    """A declaration contradicts itself; the message says how. Raised at import."""


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """Deprecated since a day and, if `sunset` is stated, gone on that day (both begin at 00:00 UTC).

    `says` is what to do instead; `successor` the address that stands in its place.
    """

    since: datetime.date
    says: str
    sunset: datetime.date | None = None
    successor: str | None = None

    def __post_init__(self) -> None:
        if self.sunset is not None and self.sunset < self.since:
            raise ImpossibleDeprecation(f"the sunset {self.sunset} comes before the deprecation of {self.since}")
        if self.successor is not None and not self.successor.startswith("/"):
            raise ImpossibleDeprecation(f"the successor {self.successor!r} is no address of ours")

    @property
    def told(self) -> str:
        """In a sentence."""
        gone = f", gone on {self.sunset}" if self.sunset else ""
        return f"Deprecated since {self.since}{gone}. {self.says}"

    def is_over(self, now: datetime.datetime) -> bool:
        """The sunset has come."""
        return self.sunset is not None and now >= _midnight(self.sunset)


class Parameter(Protocol):
    """What is declared of a parameter or filter: here its spellings and whether it will go."""

    @property
    def parameters(self) -> Sequence[str]: ...

    @property
    def deprecated(self) -> Deprecation | None: ...


VERSION: Deprecation | None = None  # of version 1 as a whole; it stays for 24 months after a version 2


def of_parameters(declared: Iterable[Parameter]) -> dict[str, Deprecation]:
    """The deprecated ones among the parameters, by every spelling."""
    return {name: one.deprecated for one in declared if one.deprecated for name in one.parameters}


def headers(found: Sequence[Deprecation]) -> Mapping[str, str]:
    """The header fields of an answer to which these apply; where several do, the earliest dates hold."""
    if not found:
        return {}
    told = {"Deprecation": f"@{int(_midnight(min(one.since for one in found)).timestamp())}"}
    if sunsets := [one.sunset for one in found if one.sunset]:
        told["Sunset"] = http_date(_midnight(min(sunsets)).timestamp())
    return told


def links(found: Sequence[Deprecation]) -> list[str]:
    """The links of such an answer: to the page that explains, and to what stands in the place."""
    successors = dict.fromkeys(one.successor for one in found if one.successor)
    pages = [f'<{PAGE}>; rel="deprecation"; type="text/html"'] if found else []
    return [*pages, *(f'<{successor}>; rel="successor-version"' for successor in successors)]


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
