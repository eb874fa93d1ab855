from pathlib import Path

import psycopg
import pytest

from tools import postgres

PROGRAMS = postgres.find_programs()
pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(PROGRAMS is None, reason=f"no PostgreSQL was found; install {postgres.PACKAGE}"),
]


@pytest.fixture
def programs() -> Path:
    assert PROGRAMS
    return PROGRAMS


def folders() -> set[Path]:
    return set(Path("/tmp").glob("postgres-*"))


def ask(address: str, question: str) -> str:
    with psycopg.connect(address, connect_timeout=5) as connection:
        answer = connection.execute(f"SELECT {question}").fetchone()
    assert answer
    return str(answer[0])


def test_throwaway_server_answers_and_leaves_nothing_behind(programs: Path) -> None:
    with postgres.throwaway_server(programs) as address:
        folder = Path(ask(address, "current_setting('data_directory')"))
        assert ask(address, "upper('é')") == "É", "text beyond ASCII has upper case, as in production"

    assert not folder.exists()
    assert not folder.parent.exists()
    with pytest.raises(psycopg.OperationalError):
        ask(address, "1")


def test_throwaway_server_is_removed_when_its_use_is_interrupted(programs: Path) -> None:
    used = []

    def interrupted_use() -> None:
        with postgres.throwaway_server(programs) as address:
            used.append(Path(ask(address, "current_setting('data_directory')")))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted_use()

    assert [path.exists() for path in used] == [False]


def test_server_that_cannot_start_says_why_and_is_removed(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OPTIONS", ["no_such_option=1"])
    before = folders()

    with pytest.raises(RuntimeError, match="no_such_option"), postgres.throwaway_server(programs):
        pytest.fail("it started")

    assert folders() <= before


def test_a_cluster_keeps_its_rows_and_its_address_when_it_is_started_again(programs: Path) -> None:
    with postgres.throwaway_cluster(programs) as cluster:
        cluster.start()
        with psycopg.connect(cluster.address, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        cluster.stop()
        with pytest.raises(psycopg.OperationalError):
            ask(cluster.address, "1")

        cluster.start()

        assert ask(cluster.address, "number FROM kept") == "7"

    assert not cluster.folder.exists()
