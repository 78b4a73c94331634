"""Rivals that read the same words differently: one is chosen, by what has been learnt or by the order of the rules."""

from incidents.extraction.candidates import Candidate
from incidents.extraction.choice import choose, shares
from incidents.extraction.confidence import Weights
from incidents.proposed import ProposedEstimate


def a_reading(claimant: str | None, *rivalry: str, start: int = 0) -> Candidate:
    fact = ProposedEstimate(
        start=start,
        end=start + 12,
        quote="90,000 users",
        confidence=0.5,
        bound="none_stated",
        measure="people",
        best=90_000,
        claimant=claimant,
    )
    return Candidate(fact, rivalry=frozenset(rivalry))


def weights_with(choice: dict[str, float]) -> Weights:
    return {"choice": choice}


def test_the_rival_with_the_largest_weights_goes_on_alone() -> None:
    rivals = [a_reading("Tessomar", "place:0"), a_reading(None, "claimant:nobody")]
    chosen = choose(rivals, lambda _: weights_with({"claimant:nobody": 2.0, "place:0": 1.0}))
    assert [one.fact.claimant for one in chosen if isinstance(one.fact, ProposedEstimate)] == [None]


def test_without_weights_the_first_is_chosen() -> None:
    rivals = [a_reading("Tessomar", "place:0"), a_reading(None, "claimant:nobody")]
    chosen = choose(rivals, lambda _: {})
    assert [one.fact.claimant for one in chosen if isinstance(one.fact, ProposedEstimate)] == ["Tessomar"]


def test_other_words_are_no_rivals() -> None:
    assert len(choose([a_reading("Tessomar", "place:0"), a_reading(None, "place:0", start=40)], lambda _: {})) == 2


def test_how_sure_the_choice_is_becomes_a_feature() -> None:
    chosen = choose([a_reading("Tessomar", "place:0"), a_reading(None, "place:1")], lambda _: {})
    assert "sure:4" in chosen[0].features


def test_shares_sum_to_one() -> None:
    assert sum(shares([["a"], ["b"], []], {"a": 1.0, "b": -3.0})) == 1.0
