import pytest

from tests.tools import nodes


@pytest.fixture(autouse=True)
def _without_nginx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(nodes.PROGRAMS, "nginx", None)


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_ALL", raising=False)

    with pytest.raises(pytest.skip.Exception, match="not found: nginx"):
        nodes.must_be_installed("nginx")


def test_a_missing_program_is_a_failure_where_nothing_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")

    with pytest.raises(pytest.fail.Exception, match="missing: nginx"):
        nodes.must_be_installed("nginx")
