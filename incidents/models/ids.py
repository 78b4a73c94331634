"""Public ids: permanent, opaque, prefixed by what they name, never reused."""

import base64
import secrets

PREFIX_OF_KIND = {
    "estimate": "est",
    "party": "rol",
    "remediation": "rem",
    "action": "act",
    "cause": "cau",
    "data_category": "dat",
    "event": "evt",
    "statement": "sta",
}


def new_public_id(prefix: str) -> str:
    """A fresh id such as ``est_4k7q2mzx5bns3ydw``: 80 random bits in lower-case base 32."""
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(10)).decode().lower()}"


def new_article_id() -> str:
    return new_public_id("art")


def new_party_id() -> str:
    return new_public_id("par")
