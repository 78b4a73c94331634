"""Columns that recur: codes of a vocabulary and dates with their precision, each with the CHECK that holds them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from incidents import vocabularies
from incidents.partial_dates import InvalidPartialDate, PartialDate

_PARTIAL_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def _is_partial_date(value: str) -> None:
    try:
        PartialDate.parse(value)
    except InvalidPartialDate as error:
        raise ValidationError(str(error)) from error


class PartialDateField(models.CharField):
    """YYYY, YYYY-MM or YYYY-MM-DD as text; with null=True, NULL where no date is stated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        super().__init__(*args, **kwargs)
        self.validators.append(_is_partial_date)


def code_choices(vocabulary: str) -> list[tuple[str, str]]:
    """The choices that a form shows for a vocabulary."""
    return [(term.code, term.label) for term in vocabularies.load(vocabulary).terms]


def code_check(name: str, *, field: str, vocabulary: str) -> models.CheckConstraint:
    """A CHECK that the column holds a code of the (closed, short) vocabulary."""
    codes = sorted(vocabularies.load(vocabulary).codes)
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": codes}) | Q(**{f"{field}__isnull": True}))


def one_of_check(name: str, *, field: str, allowed: Iterable[str]) -> models.CheckConstraint:
    """A CHECK that the column holds one of the words."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": sorted(allowed)}))


def partial_date_check(name: str, *fields: str) -> models.CheckConstraint:
    """A CHECK that the columns hold a year, a month or a day, or nothing."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__regex": _PARTIAL_DATE}) | Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(name=name, condition=condition)
