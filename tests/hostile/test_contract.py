"""The OpenAPI document holds for whatever it lets a client send, and for what it does not: schemathesis, all checks on.

Each operation is asked with values that the document allows and with others, and every answer is held against it:
its status, headers, media type and shape, and that what is not allowed is refused.
"""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.openapi import document
from tests.hostile.conftest import EVERYWHERE

pytestmark = [EVERYWHERE, pytest.mark.usefixtures("base", "unlimited")]

EXAMPLES = 40  # of each operation and mode
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
    if method in ("get", "post", "delete")
}
ALLOWED, NOT_ALLOWED = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


def says_what_is_wrong(operation: dict[str, Any]) -> bool:
    """The document excludes some values; of a bare path it allows every text."""
    return "requestBody" in operation or any(one["in"] == "query" for one in operation.get("parameters", ()))


def has_rules_beyond_the_document(name: str, operation: dict[str, Any]) -> bool:
    """No schema can say that `seed` needs `sample`, that 30 February is no day, that a record must be public, or that
    a letter has more than blanks. Refusing such a value is right, so that one check is left out here and only here.
    """
    queried = any(one["in"] == "query" for one in operation.get("parameters", ()))
    return queried or name in ("POST /api/v1/submissions", "POST /api/v1/corrections", "POST /api/v1/keys")


@pytest.fixture(scope="module")
def contract() -> Any:
    return schemathesis.openapi.from_dict(document())


def ask(contract: Any, name: str, mode: GenerationMode) -> None:
    method, path = name.split(" ")
    application = get_wsgi_application()
    left_out = [positive_data_acceptance] if has_rules_beyond_the_document(name, OPERATIONS[name]) else []
    operation = contract[path][method]
    operation.app = application

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def answers_as_documented(case: Any) -> None:
        case.call_and_validate(app=application, excluded_checks=left_out)

    answers_as_documented()


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_the_document_allows(contract: Any, name: str) -> None:
    ask(contract, name, ALLOWED)


@pytest.mark.parametrize("name", [name for name, one in OPERATIONS.items() if says_what_is_wrong(one)])
def test_what_the_document_does_not_allow(contract: Any, name: str) -> None:
    ask(contract, name, NOT_ALLOWED)
