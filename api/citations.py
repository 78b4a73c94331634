"""How an incident is cited, from the one state that was read: for reference managers and for people."""

import calendar
import datetime
from dataclasses import dataclass
from typing import Any

from api import bibtex

AUTHOR = "Privacy Incident Knowledge Base"


@dataclass(frozen=True, kw_only=True)
class Cited:
    """What a citation names: the revision, when it was published, and as of when the base was read."""

    id: str
    title: str
    version: int
    published_on: datetime.date
    as_of: str  # as it stands in the address: a date or an instant
    read_on: datetime.date
    url: str
    licence: str

    @property
    def note(self) -> str:
        return f"As of {self.as_of}. Licence: {self.licence}"


def as_bibtex(cited: Cited) -> str:
    """An entry that any style prints: @misc, with the fields of biblatex beside those of BibTeX."""
    fields = {
        "author": f"{{{{{AUTHOR}}}}}",  # in two pairs of braces: one name, and no letter made small
        "title": f"{{{{{bibtex.escape(cited.title)}}}}}",
        "year": f"{{{cited.published_on.year}}}",
        "month": cited.published_on.strftime("%b").lower(),
        "number": f"{{{cited.id}}}",
        "version": f"{{{cited.version}}}",
        "url": f"{{{cited.url}}}",
        "urldate": f"{{{cited.read_on.isoformat()}}}",
        "note": f"{{{cited.note}}}",
    }
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@misc{{{cited.id},\n{lines}}}\n"


def as_csl(cited: Cited) -> list[dict[str, Any]]:
    """The one item of a CSL-JSON list."""
    return [
        {
            "id": cited.id,
            "type": "dataset",
            "title": cited.title,
            "author": [{"literal": AUTHOR}],
            "publisher": AUTHOR,
            "number": cited.id,
            "version": str(cited.version),
            "issued": _date_parts(cited.published_on),
            "accessed": _date_parts(cited.read_on),
            "URL": cited.url,
            "note": cited.note,
        }
    ]


def as_text(cited: Cited) -> str:
    """One line after the manner of APA."""
    day = cited.published_on
    published = f"{day.year}, {calendar.month_name[day.month]} {day.day}"
    title = " ".join(cited.title.split())
    return (
        f"{AUTHOR}. ({published}). {title} ({cited.id}, version {cited.version}, as of {cited.as_of}) [Data set]. "
        f"{cited.url} ({cited.licence})"
    )


def _date_parts(day: datetime.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}
