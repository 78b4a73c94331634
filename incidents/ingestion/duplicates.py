"""Near-duplicates: a MinHash signature per text, bands to look candidates up by, and the likeness of two signatures.

128 permutations over shingles of four words, 32 bands of four rows: texts that share half of their shingles become
candidates in about nine of ten cases, nearly all of them from 0.6 upwards. Signatures of other versions of the
algorithm cannot be compared; `ALGORITHM` is stored beside them.
"""

import hashlib
import re
import struct

import rensa

PERMUTATIONS = 128
BANDS = 32
WORDS_IN_SHINGLE = 4
SAME_TEXT = 0.5  # similarity from which two articles carry the same text
RELATED = 0.3  # from here to SAME_TEXT a curator decides
ALGORITHM = f"rensa-rminhash-{rensa.RMinHash.ALGORITHM_VERSION}/128x4"

_SEED = 20180317  # any number; another one makes all stored signatures incomparable
_SIGNATURE = struct.Struct(f"<{PERMUTATIONS}I")
_BAND_BYTES = _SIGNATURE.size // BANDS
_WORD = re.compile(r"\w+")


class NothingToCompare(ValueError):
    """The text has no words, so it is like every other text without words."""


def signature(text: str) -> bytes:
    """Return the 512 bytes by which a text is compared; raises NothingToCompare."""
    words = _WORD.findall(text.casefold())
    if not words:
        raise NothingToCompare("a text without words has no signature")
    last_start = max(1, len(words) - WORDS_IN_SHINGLE + 1)
    shingles = {" ".join(words[start : start + WORDS_IN_SHINGLE]) for start in range(last_start)}
    minhash = rensa.RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    # Sorted, because a set of strings is ordered anew in every process.
    minhash.update(sorted(shingles))
    return _SIGNATURE.pack(*minhash.digest())


def band_hashes(text_signature: bytes) -> tuple[int, ...]:
    """Return 32 numbers in bigint's range; two texts are candidates when they share one.

    The number of the band goes into its hash: equal rows in different bands mean nothing.
    """
    return tuple(_band_hash(text_signature, band) for band in range(BANDS))


def similarity(one: bytes, other: bytes) -> float:
    """Return the estimated share of common shingles, 0 to 1, of the texts of two signatures."""
    pairs = zip(_SIGNATURE.unpack(one), _SIGNATURE.unpack(other), strict=True)
    return [left == right for left, right in pairs].count(True) / PERMUTATIONS


def _band_hash(text_signature: bytes, band: int) -> int:
    rows = text_signature[band * _BAND_BYTES : (band + 1) * _BAND_BYTES]
    digest = hashlib.blake2b(rows, digest_size=8, person=str(band).encode()).digest()
    return int.from_bytes(digest, "little", signed=True)
