"""What a view tells the OpenAPI document about itself."""

from dataclasses import dataclass, field
from typing import Any

from api.request_bodies import Member


@dataclass(frozen=True, kw_only=True)
class Documented:
    """The shape of the answer, the parameters, what it is, and whether its record may be merged or withdrawn.

    Where a body is taken, `takes` are its members, and `status` is what a successful request is answered with.
    """

    shape: Any
    says: str
    parameters: list[Any] = field(default_factory=list)
    may_go: bool = False
    takes: tuple[Member, ...] = ()  # of the body
    status: int = 200
