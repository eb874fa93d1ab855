"""The API asked whatever its description allows, and much that it does not: every answer is one that is described."""

from collections.abc import Callable

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from alliance.api.operations import OPERATIONS

Ask = Callable[[str, GenerationMode], set[int]]

load_all_checks()
HELD_TO = CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)
ENOUGH = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    # The rows of the fixture are read and never written.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture
def ask(site: object, connection_stays_open: None) -> Ask:
    """Asks an operation by its name, and says with which statuses it answered."""

    def ask(name: str, mode: GenerationMode) -> set[int]:
        described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
        operation = described.find_operation_by_id(name)
        statuses = set()

        @ENOUGH
        @given(case=operation.as_strategy(generation_mode=mode))
        def every_answer_is_one_that_is_described(case: Case) -> None:
            response = case.call(headers={"Accept-Encoding": "identity"})
            case.validate_response(response, checks=HELD_TO)
            statuses.add(response.status_code)

        every_answer_is_one_that_is_described()
        return statuses

    return ask


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_to_what_is_allowed_is_described(ask: Ask, name: str) -> None:
    statuses = ask(name, GenerationMode.POSITIVE)

    assert statuses <= {200, 404, 422}
    assert not statuses.isdisjoint({200, 404})


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_to_what_is_not_allowed_is_described(ask: Ask, name: str) -> None:
    statuses = ask(name, GenerationMode.NEGATIVE)

    assert statuses <= {200, 404, 405, 422}
    assert not statuses.isdisjoint({404, 405, 422})
