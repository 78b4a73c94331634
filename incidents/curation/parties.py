"""Names as printed -> parties. "Facebook", "Facebook, Inc." and "Facebook's" are one organisation."""

import re
import unicodedata

from django.db import connection
from django.db.models import Q

from incidents.models import (
    Cause,
    Fact,
    Incident,
    OfficialAction,
    Party,
    PartyAlias,
    PartyRole,
    RemediationStep,
    Statement,
)

# Known across the base by name alone. Two people, or two groups of "attackers", may share a name.
_KNOWN_EVERYWHERE = frozenset({"organisation", "authority"})
# fmt: off
_LEGAL_FORMS = frozenset({
    "ab", "ag", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg", "kgaa", "kk",
    "limited", "llc", "llp", "lp", "ltd", "nv", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "se", "spa", "srl",
})
# fmt: on
_POSSESSIVE = re.compile(r"(?<=[\w.])(?:['’]s|(?<=s)['’])(?!\w)")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b|\s|$)")  # "S.A." is "SA", "Inc." loses its point below
_NOT_A_WORD = re.compile(r"[^\w]+")
# Every column of a fact that names a party.
_NAMED_BY: tuple[tuple[type[Fact], str], ...] = (
    (Fact, "claimant"),
    (PartyRole, "party"),
    (RemediationStep, "actor"),
    (OfficialAction, "body"),
    (OfficialAction, "target"),
    (Cause, "actor"),
    (Statement, "speaker"),
)


def fold(name: str) -> str:
    """The name without case, accents, leading article, possessive and legal form: what aliases are found by.

    >>> fold("The Société Générale S.A.'s")
    'societe generale'
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(character for character in decomposed if not unicodedata.combining(character))
    text = _DOTTED.sub("", _POSSESSIVE.sub("", text.strip())).replace("&", " and ")
    words = _NOT_A_WORD.sub(" ", text).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words = words[:-1]
    return " ".join(words)[:300]


def resolve(name: str | None, kind: str | None, incident: Incident) -> Party | None:
    """The party that a name means in an incident, created when it is new; None for None.

    Organisations and authorities are known across the base by any alias; persons and groups inside the same incident
    alone. `kind` None (a claimant, an actor): what the incident's articles say that the name is, else whoever has it in
    the incident, else a known organisation; a name without a capital letter is a group.
    """
    folded = fold(name) if name else ""
    if not name or not folded:
        return None
    kind = _kind_in_articles(folded, incident) if kind in (None, "unknown") else kind
    if kind is None and name == name.lower():
        kind = "group"  # "attackers" describes somebody and names nobody
    # Two curators accepting the same new name at once would create it twice: no row exists yet to be locked.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('party'), hashtext(%s))", [folded])
    found = _find(folded, kind, incident)
    if found is None:
        found = Party.objects.create(name=name, kind=kind or "organisation")
        PartyAlias.objects.create(party=found, name=name, folded=folded)
    return found


def _find(folded: str, kind: str | None, incident: Incident) -> Party | None:
    named = list(Party.objects.filter(aliases__folded=folded).order_by("pk"))
    if kind is not None:
        named = [party for party in named if party.kind == kind or {party.kind, kind} <= _KNOWN_EVERYWHERE]
    inside = _in_incident(named, incident)
    found = next((party for party in named if party.pk in inside), None)
    if found is None:
        found = next((party for party in named if party.kind in _KNOWN_EVERYWHERE), None)
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def _in_incident(parties: list[Party], incident: Incident) -> set[int]:
    """Those of the parties that facts of the incident name."""
    if not parties:
        return set()
    rows = [
        model._default_manager.filter(incident=incident, **{f"{column}__in": parties}).order_by().values_list(column)
        for model, column in _NAMED_BY
    ]
    return {pk for (pk,) in rows[0].union(*rows[1:])}


def _kind_in_articles(folded: str, incident: Incident) -> str | None:
    """What the articles of the incident say that a name is, by their party facts, proposed or accepted."""
    linked = Q(article__incident_links__incident=incident, article__incident_links__state="accepted")
    named = PartyRole.objects.filter(linked | Q(incident=incident), name__isnull=False).exclude(
        review_state="curator_rejected"
    )
    for name, kind in named.order_by("pk").values_list("name", "party_kind"):
        if kind != "unknown" and name and fold(name) == folded:
            return kind
    return None
