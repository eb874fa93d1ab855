import os
import subprocess
import sys
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import wrk
from bench.pages import Sample, Samples, as_file, spread
from bench.servers import Server, find_nginx, nginx_served, running
from tools.postgres import free_port

# Works for a fifth of a second in a child that is gone before anybody looks.
WORK = "import time\nwhile time.process_time() < 0.2: pass"
PARENT = (
    f"import subprocess, sys, time\nsubprocess.run([sys.executable, '-c', {WORK!r}])\nprint(flush=True)\ntime.sleep(60)"
)


def sampled(**works: list[float]) -> Samples:
    samples = Samples()
    for who, of_rounds in works.items():
        samples.of["home", who] = [Sample(work, rate=1 / work, bytes=1, p99=0) for work in of_rounds]
    return samples


def test_a_ratio_is_of_one_round() -> None:
    samples = sampled(site=[4, 30], nginx=[2, 10])

    assert samples.ratios("home", "site", "nginx") == [2, 3]
    assert samples.ratios("home", "site", "nginx", "rate") == [1 / 2, 1 / 3]


def test_a_spread_is_the_median_between_the_least_and_the_most() -> None:
    assert spread([3.04, 1.0, 2.0]) == "2.0 (1.0–3.0)"


def test_the_work_of_children_that_have_ended_counts() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    try:
        assert parent.stdout
        parent.stdout.readline()

        # In ticks of 10 ms, of which user and system each lose a part.
        assert Server("", (parent.pid,)).processor_time() > 0.15
    finally:
        parent.kill()
        parent.communicate()


def test_memory_is_that_of_all_processes() -> None:
    ours = Server("", (os.getpid(),)).memory()

    assert 1 < ours < 10_000
    assert Server("", (os.getpid(), os.getpid())).memory() > ours


def test_what_does_not_start_says_why() -> None:
    command = [sys.executable, "-c", "raise SystemExit('There is no such thing.')"]

    with (
        pytest.raises(RuntimeError, match=r"There is no such thing\."),
        running(command, f"http://127.0.0.1:{free_port()}/", environment=os.environ),
    ):
        pytest.fail("It has started.")


def test_what_was_started_is_gone_afterwards() -> None:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]

    with running(command, f"http://127.0.0.1:{port}/", environment=os.environ) as server:
        (root,) = server.roots
        assert Path(f"/proc/{root}").exists()

    assert not Path(f"/proc/{root}").exists()


@pytest.mark.skipif(not (find_nginx() and wrk.is_here()), reason="nginx or wrk is missing; install nginx-light and wrk")
@pytest.mark.server
def test_nginx_sends_a_page_with_the_headers_and_the_bytes_of_the_site(tmp_path: Path) -> None:
    headers = Message()
    for name, value in {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "script-src 'self' \"x\"",
        "Content-Encoding": "br",
        "ETag": '"ours"',
    }.items():
        headers[name] = value
    page = SimpleNamespace(content=b"coded", headers=headers, getheaders=headers.items)

    with nginx_served(find_nginx() or "", tmp_path, as_file(page, tmp_path / "0")) as server:
        answer = wrk.load(f"{server.address}/0", {"Accept-Encoding": "br"}, connections=1)
        sent = subprocess.run(
            [sys.executable, "-c", READ, f"{server.address}/0"], stdout=subprocess.PIPE, text=True, check=True
        ).stdout

    assert answer.requests > 0
    assert answer.failed == 0
    assert "Content-Security-Policy: script-src 'self' \"x\"" in sent
    assert "Content-Encoding: br" in sent
    assert "Content-Type: text/html; charset=utf-8" in sent
    assert '"ours"' not in sent
    assert sent.endswith("coded")


READ = (
    "import sys, urllib.request as u; r = u.urlopen(sys.argv[1]); print(r.headers, r.read().decode(), sep='', end='')"
)
