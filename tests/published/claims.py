"""Facts as bodies hold them, for rules that need no database."""

from typing import Any

FACEBOOK = {"id": "par_facebook", "name": "Facebook"}
NEWSPAPER = {"id": "par_newspaper", "name": "The Daily Example"}


def words(published_on: str | None = "2018-04-05", article: str = "art_1") -> dict[str, Any]:
    """Evidence as a body prints it."""
    return {"article": article, "version": 1, "start": 0, "end": 4, "quote": "said", "published_on": published_on}


def a_claim(claim_id: str = "est_1", **given: Any) -> dict[str, Any]:
    """An estimate of a body: a bare 50 million people by nobody in particular."""
    values = {"low": None, "best": None, "high": None}
    if not values.keys() & given.keys() and "bound" not in given:
        values["best"] = 50_000_000
    return (
        {"id": claim_id, "measure": "people", "bound": "none_stated", "currency": None, "scope": None}
        | values
        | {"exposure": "acquired", "claimant": None, "claimant_kind": None, "claimed_on": None, "status": "asserted"}
        | {"rank": "normal", "rank_reason": None, "superseded_by": None, "evidence": [words()]}
        | given
    )


def eighty_seven(claim_id: str = "est_87", **given: Any) -> dict[str, Any]:
    """The controller's upper bound of 4 April 2018."""
    columns = {"bound": "at_most", "high": 87_000_000, "claimant": FACEBOOK, "claimant_kind": "controller"}
    return a_claim(claim_id, **columns | {"claimed_on": "2018-04-04"} | given)


def fifty(claim_id: str = "est_50", **given: Any) -> dict[str, Any]:
    """The newspaper's figure of 17 March 2018."""
    columns = {"best": 50_000_000, "claimant": NEWSPAPER, "claimant_kind": "journalist", "claimed_on": "2018-03-17"}
    return a_claim(claim_id, **columns | given)


def thirty(claim_id: str = "est_30", **given: Any) -> dict[str, Any]:
    """The recipient's upper bound of 4 April 2018."""
    columns = {"bound": "at_most", "high": 30_000_000, "claimant": {"id": "par_ca", "name": "Cambridge Analytica"}}
    return a_claim(claim_id, **columns | {"claimant_kind": "other", "claimed_on": "2018-04-04"} | given)
