"""Texts of a query string, read strictly: what is not understood is refused with what is allowed."""

import csv
import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from api.problems import Problem
from incidents import vocabularies
from incidents.canonical_urls import InvalidURL, canonical_url
from incidents.partial_dates import InvalidPartialDate, PartialDate

MOST_PARAMETERS = 100
MOST_VALUES = 100
LONGEST_VALUE = 2100  # a URL has at most 2,048 characters
LARGEST_COUNT = 10**18

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})")
_PARTY_ID = re.compile(r"par_[a-z0-9]{1,20}")
_ANY_ID = re.compile(r"(?i:PIKB-\d{4}-\d{5,10}|[a-z]{3}_[a-z0-9]{1,20})")
_INCIDENT_ID = re.compile(r"PIKB-\d{4}-\d{5,10}")


class InvalidValue(ValueError):
    """A value that cannot be read; says what is allowed and what was probably meant."""

    def __init__(self, detail: str, *, allowed: Iterable[str] = (), did_you_mean: Iterable[str] = ()) -> None:
        super().__init__(detail)
        self.allowed = tuple(allowed)
        self.did_you_mean = tuple(did_you_mean)


def read_pairs(query_string: str) -> list[tuple[str, str]]:
    """Name and value of every parameter in order; raises Problem for what is not UTF-8, has NUL, or is far too much.

    Read from the raw string, because Django's QueryDict replaces broken bytes and a replaced filter is another filter.
    """
    try:
        text = query_string.encode("latin-1").decode("utf-8")  # WSGI hands over bytes as latin-1
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeError as error:
        raise Problem("invalid_request", "The query string is not UTF-8.") from error
    except ValueError as error:
        raise Problem("invalid_request", f"More than {MOST_PARAMETERS} parameters.") from error
    if any("\0" in part for pair in pairs for part in pair):
        raise Problem("invalid_request", "The query string has a NUL character, which no value may have.")
    return pairs


def shown(text: str) -> str:
    """A value as an error message repeats it."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


class Reader(ABC):
    """Reads one value and describes itself for the documentation."""

    shape: ClassVar[str]

    @abstractmethod
    def read(self, text: str) -> Any:
        """The value; raises InvalidValue."""

    def schema(self) -> Mapping[str, Any]:
        return {"type": "string"}

    def read_list(self, text: str) -> list[Any]:
        """The values between commas; a value with a comma stands in double quotes, as in CSV."""
        try:
            parts = next(csv.reader([text], skipinitialspace=True, strict=True), []) or [""]
        except csv.Error as error:
            raise InvalidValue(f"{shown(text)} is not a list: {error}; quote a value that has a comma") from error
        if len(parts) > MOST_VALUES:
            raise InvalidValue(f"{len(parts)} values; at most {MOST_VALUES} are allowed")
        return [self.read(part.strip()) for part in parts]


@dataclass(frozen=True)
class Code(Reader):
    """A code of one of our lists, whatever its case."""

    vocabulary: str
    shape: ClassVar[str] = "code"

    def read(self, text: str) -> str:
        codes = sorted(vocabularies.load(self.vocabulary).codes)
        by_folded = {code.casefold(): code for code in codes}
        if text.casefold() in by_folded:
            return by_folded[text.casefold()]
        raise InvalidValue(
            f"{shown(text)} is not a code of the list {self.vocabulary}; see /api/v1/vocabularies/{self.vocabulary}",
            allowed=codes,
            did_you_mean=vocabularies.nearest(text[:80], codes),
        )

    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "x-vocabulary": self.vocabulary}


@dataclass(frozen=True)
class OneOf(Reader):
    """A word of a few lower-case ones, whatever its case."""

    words: tuple[str, ...]
    shape: ClassVar[str] = "word"

    def read(self, text: str) -> str:
        if text.casefold() in self.words:
            return text.casefold()
        raise InvalidValue(
            f"{shown(text)} is not one of {', '.join(self.words)}",
            allowed=self.words,
            did_you_mean=vocabularies.nearest(text[:80], self.words),
        )

    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True)
class Text(Reader):
    """Words as they are, without leading and trailing blanks."""

    longest: int = 300
    shape: ClassVar[str] = "text"

    def read(self, text: str) -> str:
        if not text or len(text) > self.longest:
            raise InvalidValue(f"{shown(text)} has {len(text)} characters; 1 to {self.longest} are allowed")
        return text

    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


@dataclass(frozen=True)
class PartyReference:
    """A party as a reader names it: by public id, or by a name or alias that may fit several."""

    text: str
    is_id: bool


class Party(Reader):
    """A party's id (par_…), or its exact name or alias, whatever the case."""

    shape = "party"

    def read(self, text: str) -> PartyReference:
        text = Text().read(text)
        folded = text.casefold()
        if folded.startswith("par_") and not _PARTY_ID.fullmatch(folded):
            raise InvalidValue(f"{shown(text)} is not a party's id: par_ and up to 20 letters and digits")
        return PartyReference(text=folded, is_id=folded.startswith("par_"))


class IncidentId(Reader):
    """An incident's public id, whatever the case."""

    shape = "incident id"

    def read(self, text: str) -> str:
        if not _INCIDENT_ID.fullmatch(text.upper()):
            raise InvalidValue(f"{shown(text)} is not an incident's id such as PIKB-2018-00001")
        return text.upper()


class Url(Reader):
    """A web address; its spelling is made canonical, so http://A.example/?utm_source=x finds http://a.example/."""

    shape = "URL"

    def read(self, text: str) -> str:
        try:
            return canonical_url(text)
        except InvalidURL as error:
            raise InvalidValue(str(error)) from error

    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "format": "uri"}


class Count(Reader):
    """A whole number without separators, 0 to 10^18."""

    shape = "count"

    def read(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= LARGEST_COUNT):
            raise InvalidValue(f"{shown(text)} is not a whole number from 0 to 10^18 without separators")
        return int(text)

    def schema(self) -> Mapping[str, Any]:
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_COUNT}


@dataclass(frozen=True)
class Whole(Reader):
    """A whole number between two others."""

    lowest: int
    highest: int
    shape: ClassVar[str] = "number"

    def read(self, text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 19 and self.lowest <= int(text) <= self.highest:
            return int(text)
        raise InvalidValue(f"{shown(text)} is not a whole number from {self.lowest} to {self.highest}")

    def schema(self) -> Mapping[str, Any]:
        return {"type": "integer", "minimum": self.lowest, "maximum": self.highest}


class Flag(Reader):
    """true or false."""

    shape = "true or false"

    def read(self, text: str) -> bool:
        if text.casefold() in ("true", "false"):
            return text.casefold() == "true"
        raise InvalidValue(f"{shown(text)} is neither true nor false", allowed=("true", "false"))

    def schema(self) -> Mapping[str, Any]:
        return {"type": "boolean"}


class Ids(Reader):
    """Public ids between commas, each at most once; whatever their case."""

    shape = "ids"

    def read(self, text: str) -> list[str]:
        ids = [part.strip() for part in text.split(",")]
        if len(ids) > MOST_VALUES:
            raise InvalidValue(f"{len(ids)} ids; at most {MOST_VALUES} are allowed")
        if wrong := [one for one in ids if not _ANY_ID.fullmatch(one)]:
            raise InvalidValue(f"{shown(wrong[0])} is not a public id such as PIKB-2018-00001 or est_1a2b3c")
        return list(dict.fromkeys(one.upper() if one[:4].upper() == "PIKB" else one.lower() for one in ids))


class Day(Reader):
    """A date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD, meaning all its days."""

    shape = "date"

    def read(self, text: str) -> PartialDate:
        try:
            return PartialDate.parse(text)
        except InvalidPartialDate as error:
            raise InvalidValue(str(error)) from error

    def schema(self) -> Mapping[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}


@dataclass(frozen=True)
class Span:
    """From the first to the last instant that a text means; for an instant both are the same."""

    text: str
    first: datetime.datetime = field(compare=False)
    last: datetime.datetime = field(compare=False)


class Moment(Reader):
    """A date (all its days, UTC) or an instant in RFC 3339 with Z or an offset."""

    shape = "date or instant"

    def read(self, text: str) -> Span:
        text = text.replace(" ", "+")  # an unescaped + in a query string arrives as a blank
        if "T" not in text:
            day = Day().read(text)
            midnight = datetime.time(tzinfo=datetime.UTC)
            return Span(
                text=day.value,
                first=datetime.datetime.combine(day.earliest, midnight),
                last=datetime.datetime.combine(day.latest, datetime.time.max.replace(tzinfo=datetime.UTC)),
            )
        try:
            if not _INSTANT.fullmatch(text):
                raise ValueError("the shape is wrong")
            instant = datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
        except (ValueError, OverflowError) as error:
            raise InvalidValue(
                f"{shown(text)} is not an instant such as 2018-03-20T12:00:00Z: {error}; a + is written %2B"
            ) from error
        return Span(text=instant.isoformat().replace("+00:00", "Z"), first=instant, last=instant)
