"""Public pages beside nginx, which serves the same bytes as files: what a request costs, and how soon it is answered.

A round asks every server for every page once; figures are medians of the rounds, with their least and their most.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench import wrk
from bench.changes import Changer, changing
from bench.figures import Table
from bench.servers import Server, find_nginx, nginx_served, site_served
from bench.sites import Site

CODING = {"Accept-Encoding": "br"}
# Requests of a page that is made anew each time, in a round.
MADE_ANEW = 60
STATES = ("cache off", "cold", "warm", "a change a second")


@dataclass(frozen=True)
class Page:
    """`scope`: of what it shows the part that changes while it is measured."""

    name: str
    path: str
    scope: str
    is_known: bool = False


PAGES = (
    Page("home", "/", "members"),
    Page("principle", "/principles/participation/", "text"),
    Page("principles", "/principles/", "text"),
    Page("comparison", "/editions/compare/1.0...2.0/", "text"),
    Page("directory", "/members/", "members"),
    Page("search", "/members/?q=fathers", "members"),
    Page("profile", "/members/organisation-1/", "members"),
    Page("JSON", "/editions/2.0/text.json", "text"),
    Page("304 of the home page", "/", "members", is_known=True),
)


@dataclass(frozen=True)
class Sample:
    """One run: seconds of work for each request, and requests for each second."""

    work: float
    rate: float
    bytes: float
    p99: float
    failed: int = 0


@dataclass
class Samples:
    """By page and by who was asked, one for each round."""

    of: dict[tuple[str, str], list[Sample]] = field(default_factory=lambda: defaultdict(list))

    def ratios(self, page: str, who: str, to: str, figure: str = "work") -> list[float]:
        """Of each round by itself, since what else the machine does is another thing in each."""
        pairs = zip(self.of[page, who], self.of[page, to], strict=True)
        return [getattr(ours, figure) / getattr(theirs, figure) for ours, theirs in pairs]

    def median(self, page: str, who: str, figure: str = "work") -> float:
        return median(getattr(sample, figure) for sample in self.of[page, who])

    @property
    def failed(self) -> int:
        return sum(sample.failed for samples in self.of.values() for sample in samples)


Asked = Callable[[Page], Sample]


def tables(sites: list[Site], folder: Path, rounds: int) -> Iterator[Table]:
    program = find_nginx()
    with ExitStack() as stack:
        asked: dict[str, Asked] = {}
        for site in sites:
            asked |= stack.enter_context(states(site))
        some_site = next(iter(asked.values())).server  # type: ignore[attr-defined]
        if program:
            files = stack.enter_context(nginx_served(program, folder, as_files(some_site.address, folder)))
            asked["nginx"] = Static(files)
        samples = measured(asked, rounds)
    yield from (table_of(site.database, samples, has_nginx=bool(program)) for site in sites)


def measured(asked: dict[str, Asked], rounds: int) -> Samples:
    samples = Samples()
    for _ in range(rounds):
        for page in PAGES:
            for who, ask in asked.items():
                samples.of[page.name, who].append(ask(page))
    return samples


@contextmanager
def states(site: Site) -> Iterator[dict[str, Asked]]:
    """How to ask the site for a page in each of the states, by the names of database and state."""
    with (
        site_served(site, PAGE_CACHE_MEGABYTES="0") as uncached,
        site_served(site) as cached,
        changing(site) as changer,
    ):
        yield {
            f"{site.database}, {state}": ask
            for state, ask in zip(
                STATES, (Warm(uncached), Cold(cached, changer), Warm(cached), Changed(cached, changer)), strict=True
            )
        }


@dataclass(frozen=True)
class Warm:
    """Asked by sixteen at a time for a page that was asked for before."""

    server: Server

    def __call__(self, page: Page) -> Sample:
        address = self.address(page)
        headers = CODING | self.condition(address, page)
        before = self.server.processor_time()
        load = wrk.load(address, headers)
        work = (self.server.processor_time() - before) / load.requests
        return Sample(work, load.rate, load.bytes / load.requests, load.p99, load.failed)

    def address(self, page: Page) -> str:
        return self.server.address + page.path

    def condition(self, address: str, page: Page) -> dict[str, str]:
        for _ in range(8):  # for every worker
            etag = taken(address).headers["ETag"]
        return {"If-None-Match": etag} if page.is_known else {}


class Static(Warm):
    """Of nginx, which has the page as a file."""

    def address(self, page: Page) -> str:
        return f"{self.server.address}/{PAGES.index(page)}"


@dataclass(frozen=True)
class Changed(Warm):
    changer: Changer

    def __call__(self, page: Page) -> Sample:
        with self.changer.once_a_second(page.scope):
            return super().__call__(page)


@dataclass(frozen=True)
class Cold(Warm):
    """Asked once after each change: the page is made anew each time."""

    changer: Changer

    def __call__(self, page: Page) -> Sample:
        address = self.address(page)
        headers = CODING | self.condition(address, page)
        connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        before = self.server.processor_time()
        for _ in range(MADE_ANEW):
            self.changer.change(page.scope)
            connection.request("GET", path_of(address), headers=headers)
            connection.getresponse().read()
        connection.close()
        work = (self.server.processor_time() - before) / MADE_ANEW
        return Sample(work, rate=0, bytes=0, p99=0)


def taken(address: str, headers: dict[str, str] = CODING) -> HTTPResponse:
    """The response, its content beside it as `content`."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", path_of(address), headers=headers)
    response = connection.getresponse()
    response.content = response.read()  # type: ignore[attr-defined]
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{address} answers {response.status}.")
    return response


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + ("?" + parts.query if parts.query else "")


# What nginx says by itself of a file.
BY_NGINX = {"content-length", "content-type", "date", "server", "etag", "connection"}


def as_files(address: str, folder: Path) -> str:
    """Writes each page as the site answers it, and says how nginx sends it, with the same headers."""
    return "".join(as_file(taken(address + page.path), folder / str(number)) for number, page in enumerate(PAGES))


def as_file(response: HTTPResponse, path: Path) -> str:
    path.write_bytes(response.content)  # type: ignore[attr-defined]
    told = "".join(
        f'add_header {name} "{value.replace(chr(34), chr(92) + chr(34))}";\n'
        for name, value in response.getheaders()
        if name.lower() not in BY_NGINX
    )
    content_type = response.headers["Content-Type"]
    return f'location = /{path.name} {{\nalias {path};\ntypes {{}}\ndefault_type "{content_type}";\n{told}}}\n'


def table_of(database: str, samples: Samples, *, has_nginx: bool) -> Table:
    """Of what is made anew the work itself; of what is stored how often nginx could have done it."""
    stored = ("warm", "a change a second", "requests/s, warm") if has_nginx else ("warm µs", "a change a second µs")
    columns = ("page", "bytes on the wire", "cache off ms", "cold ms", "nginx µs", *stored)
    failed = f"; requests that failed: {samples.failed}"
    table = Table(f"Work for a request of a public page: {database}; what is stored, against nginx{failed}", columns)
    for page in PAGES:
        off, cold, warm, changed = (f"{database}, {state}" for state in STATES)
        made = [f"{samples.median(page.name, who) * 1e3:.2f}" for who in (off, cold)]
        if has_nginx:
            figures = [f"{samples.median(page.name, 'nginx') * 1e6:.1f}"]
            figures += [spread(samples.ratios(page.name, who, "nginx")) for who in (warm, changed)]
            figures += [spread(samples.ratios(page.name, warm, "nginx", "rate"), digits=2)]
        else:
            figures = ["", *(f"{samples.median(page.name, who) * 1e6:.1f}" for who in (warm, changed))]
        table.add(page.name, f"{samples.median(page.name, warm, 'bytes'):,.0f}", *made, *figures)
    return table


def spread(ratios: list[float], digits: int = 1) -> str:
    """The median, and between which of them all are."""
    one, least, most = (f"{it:.{digits}f}" for it in (median(ratios), min(ratios), max(ratios)))
    return f"{one} ({least}–{most})"
