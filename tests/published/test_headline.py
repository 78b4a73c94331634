import random

import pytest

from incidents import vocabularies
from incidents.published.headline import choose
from tests.published.claims import FACEBOOK, a_claim, eighty_seven, fifty, thirty


def reasons(headline):
    return {left["estimate"]: left["reason"] for left in headline["left_out"]}


def test_cambridge_analytica_has_the_controllers_upper_bound_and_names_the_others():
    assert choose([fifty(), eighty_seven(), thirty()]) == {
        "measure": "people",
        "low": None,
        "best": None,
        "high": 87_000_000,
        "bound": "at_most",
        "claimant": {"id": "par_facebook", "name": "Facebook"},
        "claimed_on": "2018-04-04",
        "estimate": "est_87",
        "text": "at most 87 million people (Facebook, 2018-04-04)",
        "reason": "most recent live claim by the controller",
        "range": {"low": 30_000_000, "high": 87_000_000},
        "left_out": [
            {"estimate": "est_50", "reason": "other_claimant"},
            {"estimate": "est_30", "reason": "other_claimant"},
        ],
    }


def test_a_claim_that_revises_an_earlier_one_lives():
    revised = a_claim("est_new", best=3_000_000_000, measure="accounts", status="revised", claimed_on="2017-10-03")
    old = a_claim("est_old", bound="more_than", low=1_000_000_000, measure="accounts", superseded_by="est_new")
    unknown = a_claim("est_unknown", bound="unknown_stated")

    headline = choose([old, unknown, revised])

    assert (headline["best"], headline["measure"]) == (3_000_000_000, "accounts")
    assert reasons(headline) == {"est_old": "superseded", "est_unknown": "no_value"}


def test_of_parts_alone_the_largest_part_speaks_by_its_own_latest_claim():
    by_equifax = {"claimant": {"id": "par_e", "name": "Equifax"}, "claimant_kind": "controller"}
    first = a_claim("est_143", bound="about", best=143, scope="US", claimed_on="2017-09-07", **by_equifax)
    later = a_claim("est_145", best=145, scope="US", claimed_on="2017-10-02", status="revised", **by_equifax)
    newest = a_claim("est_2", bound="about", best=2, scope="licences", claimed_on="2018-03-01", **by_equifax)

    headline = choose([first, later, newest])

    assert headline["estimate"] == "est_145"
    assert reasons(headline) == {"est_143": "earlier_claim", "est_2": "smaller_part"}
    assert headline["range"] == {"low": 143, "high": 145}


def test_no_claim_no_headline():
    assert choose([]) is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"status": "retracted"}, "retracted"),
        ({"status": "superseded"}, "superseded"),
        ({"superseded_by": "est_2"}, "superseded"),
        ({"rank": "deprecated", "rank_reason": "wrong"}, "deprecated"),
        ({"bound": "placeholder"}, "no_value"),
        ({"bound": "unknown_stated"}, "no_value"),
        ({"measure": "money", "currency": "EUR", "best": 7}, "not_a_count"),
        ({"measure": "data_volume_bytes", "best": 7}, "not_a_count"),
        ({"exposure": "none"}, "not_exposed"),
    ],
)
def test_a_claim_that_cannot_stand_is_left_out_with_its_reason(given, reason):
    unfit = a_claim("est_unfit", **given)
    assert choose([unfit]) is None
    assert reasons(choose([unfit, fifty()])) == {"est_unfit": reason}


@pytest.mark.parametrize(
    ("winner", "loser", "reason"),
    [
        (fifty(rank="preferred", rank_reason="counted"), eighty_seven(), "not_preferred"),
        (fifty(), eighty_seven(measure="accounts"), "other_measure"),
        (fifty(), eighty_seven(scope="United States"), "narrower_scope"),
        (fifty(), eighty_seven(exposure="notified"), "other_exposure"),
        (fifty(), eighty_seven(exposure="installed"), "other_exposure"),
        (eighty_seven(), fifty(claimed_on="2019"), "other_claimant"),
        (fifty(claimant_kind="regulator"), thirty(), "other_claimant"),
        (thirty(claimant_kind="other"), fifty(claimant_kind=None, claimed_on="2020"), "other_claimant"),
        (fifty(claimant_kind=None), thirty(claimant_kind="actor"), "other_claimant"),
        (eighty_seven(), thirty(claimant_kind="controller", claimed_on="2018-04-03"), "earlier_claim"),
        (eighty_seven(), thirty(claimant_kind="processor"), "smaller_value"),
        (eighty_seven("est_a"), eighty_seven("est_b"), "same_value"),
    ],
)
def test_the_first_rule_that_differs_decides(winner, loser, reason):
    for claims in ([winner, loser], [loser, winner]):
        headline = choose(claims)
        assert headline["estimate"] == winner["id"]
        assert reasons(headline) == {loser["id"]: reason}


def test_worldwide_is_the_whole_as_nothing_stated_is():
    headline = choose([eighty_seven(scope="Worldwide"), fifty(scope=None)])
    assert headline["range"] == {"low": 50_000_000, "high": 87_000_000}


def test_the_range_leaves_out_other_measures_parts_and_dead_claims():
    others = [
        fifty("est_us", best=7, scope="United States"),
        fifty("est_accounts", best=8, measure="accounts"),
        fifty("est_old", best=9, status="superseded"),
        fifty("est_letters", best=10, exposure="notified"),
    ]
    assert choose([eighty_seven(), *others])["range"] == {"low": 87_000_000, "high": 87_000_000}


def test_a_part_is_the_headline_where_nobody_counted_the_whole():
    headline = choose([fifty(scope="Norway"), thirty(scope="Sweden", claimant_kind="journalist", claimed_on="2017")])
    assert headline["estimate"] == "est_50"
    assert headline["range"] == {"low": 50_000_000, "high": 50_000_000}


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ([eighty_seven()], "only live claim"),
        ([eighty_seven(), fifty(status="superseded")], "only live claim"),
        ([eighty_seven(), fifty()], "most recent live claim by the controller"),
        ([fifty(claimant_kind="regulator"), thirty()], "most recent live claim by a regulator"),
        ([fifty(claimant_kind=None), thirty(claimant_kind=None)], "most recent live claim"),
        ([eighty_seven(), eighty_seven("est_2", high=5)], "largest of the most recent live claims by the controller"),
        ([fifty(rank="preferred", rank_reason="audited"), eighty_seven()], "preferred by the curators: audited"),
    ],
)
def test_the_reason_says_what_decided(claims, reason):
    assert choose(claims)["reason"] == reason


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"claimant": FACEBOOK, "claimed_on": None}, "50 million people (Facebook)"),
        ({"claimant": None, "claimed_on": "2018-04"}, "50 million people (2018-04)"),
        ({"claimant": None, "claimed_on": None}, "50 million people"),
    ],
)
def test_the_text_names_claimant_and_date_as_far_as_known(given, text):
    assert choose([fifty(**given)])["text"] == text


def test_a_claim_without_date_is_as_old_as_its_earliest_article():
    dated = fifty("est_dated", claimed_on="2018-03-17")
    undated = fifty("est_undated", claimed_on=None, best=1)  # its article is of 2018-04-05
    assert choose([dated, undated])["estimate"] == "est_undated"


def test_the_order_of_claims_does_not_matter():
    claims = [fifty(), thirty(), eighty_seven(), a_claim("est_1", measure="records"), a_claim("est_2", scope="UK")]
    expected = choose(claims)["estimate"]
    for seed in range(20):
        random.Random(seed).shuffle(claims)
        assert choose(claims)["estimate"] == expected == "est_87"


@pytest.mark.parametrize("kind", sorted(vocabularies.load("claimant_kind").codes))
def test_every_claimant_kind_has_its_place(kind):
    assert choose([fifty(claimant_kind=kind)])["estimate"] == "est_50"


@pytest.mark.parametrize("measure", sorted(vocabularies.load("measure").codes - {"money", "data_volume_bytes"}))
def test_every_count_may_be_a_headline(measure):
    assert choose([fifty(measure=measure)])["measure"] == measure
