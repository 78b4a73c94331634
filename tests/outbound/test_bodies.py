import gzip
import tracemalloc

import pytest

from incidents.outbound import bodies
from incidents.outbound.refusals import TooLarge


def test_what_a_bomb_would_unfold_to_is_never_produced() -> None:
    bomb = gzip.compress(bytes(100 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="decompresses to more than 1048576 bytes"):
            bodies.read_body([bomb], "gzip", max_bytes=5 << 20, max_decoded_bytes=1 << 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def test_a_body_may_be_exactly_as_large_as_allowed() -> None:
    assert bodies.read_body([b"1234", b"5"], "", max_bytes=5, max_decoded_bytes=5) == b"12345"
    assert bodies.read_body([gzip.compress(b"12345")], "gzip", max_bytes=50, max_decoded_bytes=5) == b"12345"


@pytest.mark.parametrize(
    ("encoding", "body"), [("", b"123456"), ("identity", b"123456"), ("gzip", gzip.compress(b"123456"))]
)
def test_one_byte_more_is_too_large(encoding: str, body: bytes) -> None:
    with pytest.raises(TooLarge):
        bodies.read_body([body], encoding, max_bytes=50, max_decoded_bytes=5)


def test_the_compressed_size_has_its_own_limit() -> None:
    with pytest.raises(TooLarge, match="compressed body is larger than 10 bytes"):
        bodies.read_body([gzip.compress(b"12345")], "gzip", max_bytes=10, max_decoded_bytes=1000)
