"""Names as printed -> parties. "Facebook", "Facebook, Inc." and "Facebook's" are one organisation."""

import re
import unicodedata
from collections.abc import Iterator

from django.db import connection
from django.db.models import Q

from incidents.models import Incident, Party, PartyAlias, PartyRole

# Known across the base by name alone. Two people, or two groups of "attackers", may share a name.
_KNOWN_EVERYWHERE = ("organisation", "authority")
# fmt: off
_LEGAL_FORMS = frozenset({
    "ab", "ag", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg", "kgaa", "kk",
    "limited", "llc", "llp", "lp", "ltd", "nv", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "se", "spa", "srl",
})
# fmt: on
_POSSESSIVE = re.compile(r"(?<=[\w.])(?:['’]s|(?<=s)['’])(?!\w)")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b|\s|$)")  # "S.A." is "SA", "Inc." loses its point below
_NOT_A_WORD = re.compile(r"[^\w]+")
# Where a party of the incident can be named: the reverse names of every foreign key from facts to parties.
_NAMED_BY = ("claims", "roles", "remediations", "official_actions", "acted_against", "caused", "statements")


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
    alone. `kind` None (a claimant, an actor): whoever has the name in the incident, else a known organisation; a new
    one takes the kind that the incident's articles give this name.
    """
    folded = fold(name) if name else ""
    if not name or not folded:
        return None
    kind = None if kind == "unknown" else kind
    # Two curators accepting the same new name at once would create it twice: no row exists yet to be locked.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('party'), hashtext(%s))", [folded])
    found = _find(folded, kind, incident)
    if found is None:
        found = Party.objects.create(name=name, kind=kind or _kind_in_articles(folded, incident) or "organisation")
        PartyAlias.objects.create(party=found, name=name, folded=folded)
    return found


def _find(folded: str, kind: str | None, incident: Incident) -> Party | None:
    parties = Party.objects.filter(aliases__folded=folded).order_by("pk")
    candidates: Iterator[Party] = iter(())
    if kind is None or kind not in _KNOWN_EVERYWHERE:
        local = parties if kind is None else parties.filter(kind=kind)
        inside = Q()
        for reverse in _NAMED_BY:
            inside |= Q(**{f"{reverse}__incident": incident})
        candidates = local.filter(inside).distinct().iterator()
    if (found := next(candidates, None)) is None and (kind is None or kind in _KNOWN_EVERYWHERE):
        if kind is None and _kind_in_articles(folded, incident) not in (None, *_KNOWN_EVERYWHERE):
            return None
        found = parties.filter(kind__in=_KNOWN_EVERYWHERE).first()
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


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
