"""Response bodies: joined and decompressed with an upper limit on either side."""

import zlib
from collections.abc import Iterable

from incidents.outbound.refusals import RefusedEncoding, TooLarge

GZIP = {"gzip", "x-gzip"}
GZIP_WINDOW_BITS = 16 + zlib.MAX_WBITS  # 16 tells zlib to expect the gzip header and to check its sum


def read_body(pieces: Iterable[bytes], content_encoding: str, *, max_bytes: int, max_decoded_bytes: int) -> bytes:
    """Return the decoded body; raises TooLarge or RefusedEncoding.

    `content_encoding` is the header's value, "" for none. What would come out of compression beyond
    `max_decoded_bytes` is never produced.
    """
    codec = content_encoding.strip().lower()
    if codec in {"", "identity"}:
        return _joined(pieces, min(max_bytes, max_decoded_bytes))
    if codec not in GZIP:
        raise RefusedEncoding(f"the body is encoded as {codec[:60]!r}; allowed are gzip and identity")
    return _unzipped(pieces, max_bytes, max_decoded_bytes)


def _joined(pieces: Iterable[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > max_bytes:
            raise TooLarge(f"the body is larger than {max_bytes} bytes")
    return bytes(body)


def _unzipped(pieces: Iterable[bytes], max_bytes: int, max_decoded_bytes: int) -> bytes:
    body = bytearray()
    received = 0
    unzip = zlib.decompressobj(GZIP_WINDOW_BITS)
    for piece in pieces:
        received += len(piece)
        if received > max_bytes:
            raise TooLarge(f"the compressed body is larger than {max_bytes} bytes")
        try:
            # One byte beyond the limit is enough to know that it is exceeded.
            body += unzip.decompress(piece, max_decoded_bytes - len(body) + 1)
        except zlib.error as error:
            raise RefusedEncoding(f"the gzip body is damaged: {error}") from error
        if len(body) > max_decoded_bytes:
            raise TooLarge(f"the body decompresses to more than {max_decoded_bytes} bytes")
    if not unzip.eof or unzip.unused_data:
        raise RefusedEncoding("the gzip body breaks off or is followed by other bytes")
    return bytes(body)
