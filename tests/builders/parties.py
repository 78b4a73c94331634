"""Parties and the names they go by."""

from collections.abc import Iterable
from typing import Any

from incidents.models import Party, PartyAlias


def a_party(
    name: str = "Facebook", *, kind: str = "organisation", aliases: Iterable[str] = (), **columns: Any
) -> Party:
    """A party with its own name and the given ones as aliases."""
    party = Party.objects.create(name=name, kind=kind, **columns)
    for alias in {name, *aliases}:
        PartyAlias.objects.create(party=party, name=alias, folded=alias.casefold())
    return party
