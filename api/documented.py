"""What a view tells the OpenAPI document about itself."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Documented:
    """The shape of the answer, the parameters, what it is, and whether its record may be merged or withdrawn."""

    shape: Any
    says: str
    parameters: list[Any] = field(default_factory=list)
    may_go: bool = False
