import random

import pytest

from incidents.ingestion import duplicates


def a_text(seed: int, words: int = 500) -> list[str]:
    numbers = random.Random(seed)
    return [f"word{int(numbers.paretovariate(0.6)) % 5000}" for _ in range(words)]


def edited(words: list[str], share: float) -> str:
    numbers = random.Random(99)
    return " ".join("changed" if numbers.random() < share else word for word in words)


def share_a_band(one: bytes, other: bytes) -> bool:
    return bool(set(duplicates.band_hashes(one)) & set(duplicates.band_hashes(other)))


def test_a_signature_has_512_bytes_and_32_bands_in_bigints_range() -> None:
    signature = duplicates.signature(" ".join(a_text(1)))
    bands = duplicates.band_hashes(signature)
    assert len(signature) == 512
    assert len(set(bands)) == 32
    assert all(-(2**63) <= band < 2**63 for band in bands)


def test_signatures_are_the_same_in_every_process() -> None:
    """Stored signatures are compared with later ones; another value here needs another ALGORITHM and a recount."""
    signature = duplicates.signature("Up to twelve thousand customers were told on Monday.")
    assert signature[:8].hex() == "fc4894c49ff116c7"
    assert duplicates.band_hashes(signature)[0] == 3885652103437191518
    assert duplicates.ALGORITHM == "rensa-rminhash-2/128x4"


def test_case_and_punctuation_do_not_matter() -> None:
    one = duplicates.signature("Up to 12,000 customers, “told” on Monday.")
    assert duplicates.similarity(one, duplicates.signature("up to 12 000 CUSTOMERS told; on monday")) == 1.0


@pytest.mark.parametrize("share", [0.02, 0.05])
def test_an_edited_copy_is_the_same_text(share: float) -> None:
    words = a_text(1)
    original, copy = duplicates.signature(" ".join(words)), duplicates.signature(edited(words, share))
    assert share_a_band(original, copy)
    assert duplicates.similarity(original, copy) >= duplicates.SAME_TEXT


def test_unrelated_texts_are_no_candidates() -> None:
    signatures = [duplicates.signature(" ".join(a_text(seed))) for seed in range(10)]
    pairs = [(one, other) for one in signatures for other in signatures if one is not other]
    assert not any(share_a_band(one, other) for one, other in pairs)
    assert max(duplicates.similarity(one, other) for one, other in pairs) < duplicates.RELATED


def test_the_same_rows_in_another_band_mean_nothing() -> None:
    assert len(set(duplicates.band_hashes(bytes(512)))) == 32


def test_a_short_text_is_one_shingle() -> None:
    assert duplicates.similarity(duplicates.signature("One"), duplicates.signature("one!")) == 1.0


def test_a_text_without_words_has_nothing_to_compare() -> None:
    with pytest.raises(duplicates.NothingToCompare):
        duplicates.signature(" – … ")
