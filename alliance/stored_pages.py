"""Pages as they are kept in memory: each in the coding that takes least, and in others once somebody asks for them.

docs/adr/0016-readers-ask-for-the-version.md says which pages these are, and how long each is one.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

import brotli

from alliance.shared.caching import etag_of, is_worth_coding
from alliance.shared.compression import compress
from alliance.shared.content_version.looking import Scopes, Version

Header = tuple[str, str]
Headers = list[Header]
# The scheme, the host, the path as it came, and the declared parameters.
Key = tuple[str, str, str, str]
# What of a request tells which page is asked for, and how; the path comes first.
Way = tuple[str | None, ...]

# Of the memory, what pages have for certain: those without parameters that name no organisation, such pages that do,
# and answers to parameters, of which there is no end. What one kind leaves is there for the others.
SHARES = {"text": 0.2, "members": 0.6, "asked": 0.2}
# What Python takes for a page beside its bodies, for each of its codings, and for each way to ask for it. Measured.
OF_A_PAGE = 500
OF_A_CODING = 800
OF_A_WAY = 250
MOST_SHARED = 1000
# Told of each coding by itself; and what is left out where the body is.
OF_A_CODING_ALONE = {"content-length", "content-encoding", "etag"}
OF_A_BODY = {"content-length", "content-encoding", "content-type", "content-language", "content-disposition"}


@dataclass(slots=True, eq=False)
class Stored:
    """A page, and the version that it shows. Its first coding is the one that it is kept in."""

    key: Key
    scopes: Scopes
    version: Version
    shelf: str
    size: int = OF_A_PAGE
    codings: "tuple[Coded, ...]" = ()
    ways: list[Way] = field(default_factory=list)
    # How often it was asked for lately; and whether it was since the shelf was looked through.
    hits: int = 0
    is_used: bool = False

    def coded(self, coding: str) -> "Coded | None":
        return next((it for it in self.codings if it.coding == coding), None)


@dataclass(slots=True, eq=False)
class Coded:
    """A page in one coding, as a server takes it: nothing of it is made while a request waits."""

    page: Stored
    coding: str
    etag: str
    headers: Headers
    body: list[bytes]
    # For whoever has it already; made for the first of them.
    headers_unchanged: Headers | None = None

    @property
    def size(self) -> int:
        return OF_A_CODING + len(self.body[0])

    @property
    def content(self) -> bytes:
        return brotli.decompress(self.body[0]) if self.coding == "br" else self.body[0]

    def unchanged(self) -> Headers:
        self.headers_unchanged = [it for it in self.headers if it[0].lower() not in OF_A_BODY]
        return self.headers_unchanged


def page_of(key: Key, scopes: Scopes, version: Version, headers: Headers, content: bytes) -> Stored:
    scheme, host, path, query = key
    page = Stored((sys.intern(scheme), sys.intern(host), path, query), scopes, version, shelf_of(key, scopes))
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    first = coded(page, headers, content, "br" if is_worth_coding(content, content_type) else "")
    page.codings = (first,)
    page.size += first.size
    return page


def in_another_coding(page: Stored, coding: str) -> Coded:
    kept = page.codings[0]
    return coded(page, kept.headers, kept.content, coding)


def coded(page: Stored, headers: Headers, content: bytes, coding: str) -> Coded:
    body = compress(content, coding) if coding else content
    etag = etag_of(content, coding)
    kept = [shared(it) for it in headers if it[0].lower() not in OF_A_CODING_ALONE]
    of_the_body = [shared(("Content-Encoding", coding))] if coding else []
    told = [*kept, ("ETag", etag), *of_the_body, ("Content-Length", str(len(body)))]
    return Coded(page, coding, etag, told, [body])


SHARED: dict[Header, Header] = {}


def shared(header: Header) -> Header:
    """An equal one, the same for all pages: they differ in few."""
    if len(SHARED) > MOST_SHARED:
        SHARED.clear()
    return SHARED.setdefault(header, header)


def shelf_of(key: Key, scopes: Scopes) -> str:
    if key[3]:
        return "asked"
    return "members" if "members" in scopes else "text"


class Shelf:
    """Pages of one kind, those first that were put there first."""

    def __init__(self, share: float) -> None:
        self.share = share
        self.size = 0
        self.pages: dict[Key, Stored] = {}

    def put(self, page: Stored) -> None:
        self.pages[page.key] = page
        self.size += page.size

    def take(self, key: Key) -> Stored:
        page = self.pages.pop(key)
        self.size -= page.size
        return page

    def let_go(self) -> Stored:
        """The oldest that was not asked for since it was last looked at."""
        while (oldest := self.take(next(iter(self.pages)))).is_used:
            oldest.is_used = False
            self.put(oldest)
        return oldest


class StoredPages:
    """All of them, and every way that leads to one, in a number of bytes. Whoever changes anything holds a lock."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.shelves = {name: Shelf(share) for name, share in SHARES.items()}
        self.ways: dict[Way, Coded] = {}

    def find(self, key: Key, scopes: Scopes) -> Stored | None:
        return self.shelves[shelf_of(key, scopes)].pages.get(key)

    def put(self, page: Stored) -> None:
        """In place of an earlier one at its address. One that takes very much is not kept."""
        shelf = self.shelves[page.shelf]
        if page.key in shelf.pages:
            before = shelf.take(page.key)
            page.hits = before.hits
            self.forget(before.ways)
        if self.is_small(page, 0):
            shelf.put(page)
            self.make_room()

    def add_coding(self, coded: Coded) -> None:
        page = coded.page
        if not page.coded(coded.coding) and self.grow(page, coded.size):
            page.codings += (coded,)
            self.make_room()

    def add_way(self, way: Way, coded: Coded, *, most: int) -> None:
        page = coded.page
        if way in page.ways or coded not in page.codings or not self.grow(page, size_of(way)):
            return
        # Few differ from page to page in anything but the path and the query.
        kept = (page.key[2], way[1], *(part and sys.intern(part) for part in way[2:]))
        page.ways.append(kept)
        self.ways[kept] = coded
        if len(page.ways) > most:
            oldest = page.ways.pop(0)
            self.grow(page, -size_of(oldest))
            self.forget([oldest])
        self.make_room()

    def grow(self, page: Stored, by: int) -> bool:
        """Whether there is room for so much more of the page, which counts from now on."""
        shelf = self.shelves[page.shelf]
        if shelf.pages.get(page.key) is not page or not self.is_small(page, by):
            return False
        page.size += by
        shelf.size += by
        return True

    def is_small(self, page: Stored, by: int) -> bool:
        return page.size + by <= self.most * SHARES[page.shelf] / 4

    def make_room(self) -> None:
        """What has more than its share gives way; nothing else does."""
        while sum(shelf.size for shelf in self.shelves.values()) > self.most:
            fullest = max(self.shelves.values(), key=lambda shelf: shelf.size / shelf.share)
            self.forget(fullest.let_go().ways)

    def forget(self, ways: Iterable[Way]) -> None:
        for way in ways:
            self.ways.pop(way, None)


def size_of(way: Way) -> int:
    return OF_A_WAY + sum(len(part or "") for part in way)
