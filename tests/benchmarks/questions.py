"""What is asked of bases of every size, and how much longer the largest may take."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.making import COMMON_WORD, RARE_WORD, USUAL_WORD, Maker

FLAT, GROWING = 1.5, 5.0
DEEP = "page 1,000 by cursor"
MOST_MS = 1_000.0


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request. `bar`: how many times as long as at the least size the largest may take; None: only told."""

    name: str
    path: str
    bar: float | None = FLAT


def growing_questions(maker: Maker) -> list[Question]:
    """The questions of a base; their values fill a page at every size, for a shorter page would be sooner done."""
    biggest, usual = maker.organisations[0].public_id, maker.organisations[4].public_id
    authority = maker.authorities[0].public_id
    page = "incidents?per_page=50"
    lists = {
        "list of 50": page,
        DEEP: page,
        "party (best known)": f"{page}&party={biggest}",
        "party (well known)": f"{page}&party={usual}",
        "party and year": f"{page}&party={biggest}&first_public=2026",
        "role": f"{page}&role=regulator",
        "cause": f"{page}&cause=Phishing",
        "data": f"{page}&data=contact",
        "remediation": f"{page}&remediation=patch",
        "action": f"{page}&action=warning",
        "action_body": f"{page}&action_body={authority}",
        "as_of": f"{page}&as_of=2025-06-01",
        "as_of and cause": f"{page}&as_of=2025-06-01&cause=Phishing",
        "estimates with a range": "estimates?per_page=50&affected__gte=1000&affected__lt=100000",
        "estimates by bound and year": "estimates?per_page=50&bound=at_most&claimed_on=2018",
        "rare word": f"{page}&q={RARE_WORD}",
    }
    told = {
        "status": f"{page}&status=IncidentOngoing",
        "oldest first": f"{page}&sort=first_public",
        "claims, oldest first": "estimates?per_page=50&sort=claimed_on",
        "any claim of a million": f"{page}&affected__gte=1000000&affected_mode=any",
        "known_by and party": f"{page}&known_by=2020-06-01&party={biggest}",
        "as_of, claims": "estimates?per_page=50&as_of=2025-06-01",
        "autocomplete": "suggest?q=do",
    }
    growing = {
        "common word": f"{page}&q={COMMON_WORD}",
        "usual word": f"{page}&q={USUAL_WORD}",
        "groups of everything": "incidents?group_by=cause",
        "groups of a year": "incidents?group_by=cause&first_public=2018",
        "groups of a party": f"incidents?group_by=cause&party={biggest}",
        "groups of a word": f"incidents?group_by=cause&q={COMMON_WORD}",
        "groups by two keys": "incidents?group_by=cause,data",
    }
    return [
        *(Question(name=name, path=path) for name, path in lists.items()),
        *(Question(name=name, path=path, bar=None) for name, path in told.items()),
        *(Question(name=name, path=path, bar=GROWING) for name, path in growing.items()),
    ]


def shaped_questions() -> Mapping[str, str]:
    """The list as it is and as readers may shape it; the first is what the others are compared with."""
    page = "incidents?per_page=50"
    return {
        "plain": page,
        "known_by": f"{page}&known_by=2025-01-01",
        "select": f"{page}&select=id,title,headline",
        "expand": f"{page}&expand=remediations.actor",
    }
