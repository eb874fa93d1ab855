"""How much pages take, what goes for what, and what is the same in all of them."""

import pytest

from alliance.stored_pages import (
    MOST_SHARED,
    OF_A_CODING,
    OF_A_PAGE,
    SHARED,
    SHARES,
    Key,
    Stored,
    StoredPages,
    in_another_coding,
    page_of,
    shared,
)

HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept-Encoding"), ("Content-Length", "1")]
MOST = 100_000
# As many as fit in all of the memory; of the searches, so many fit in their share.
SIZE = 2_000
ALL = MOST // SIZE


def named(path: str, query: str = "") -> Key:
    return "http", "testserver", path, query


def kept(pages: StoredPages, path: str, *scopes: str, query: str = "", size: int = SIZE) -> Stored:
    """A page of just that size, put there."""
    page = page_of(named(path, query), scopes or ("text",), (1,), HEADERS, bytes(size - OF_A_PAGE - OF_A_CODING))
    # Zeros take nothing in a coding.
    page.size = size
    pages.put(page)
    return page


def paths(pages: StoredPages, shelf: str) -> list[str]:
    return [path for _, _, path, _ in pages.shelves[shelf].pages]


def test_all_of_the_memory_is_there_for_what_is_asked_for() -> None:
    pages = StoredPages(MOST)

    for number in range(ALL + 3):
        kept(pages, f"/{number}/", "members")

    assert paths(pages, "members") == [f"/{number}/" for number in range(3, ALL + 3)]
    assert pages.shelves["members"].size == MOST


def test_what_was_asked_for_lately_stays_once_longer() -> None:
    pages = StoredPages(MOST)
    for number in range(ALL):
        kept(pages, f"/{number}/").is_used = number == 0

    kept(pages, "/more/")
    assert paths(pages, "text")[:2] == ["/2/", "/3/"]
    assert "/0/" in paths(pages, "text")

    for number in range(ALL):
        kept(pages, f"/another/{number}/")
    assert "/0/" not in paths(pages, "text")


@pytest.mark.parametrize("name", SHARES)
def test_no_kind_loses_its_share_to_another(name: str) -> None:
    pages = StoredPages(MOST)
    scopes = {"text": ("text",), "members": ("members",), "asked": ("text", "members")}
    queries = {"text": "", "members": "", "asked": "q=word"}
    own = int(ALL * SHARES[name])
    for number in range(own):
        kept(pages, f"/own/{number}/", *scopes[name], query=queries[name])

    for number in range(3 * ALL):
        for other in SHARES.keys() - {name}:
            kept(pages, f"/{number}/", *scopes[other], query=queries[other])

    assert len(pages.shelves[name].pages) == own
    assert sum(shelf.size for shelf in pages.shelves.values()) <= MOST


def test_a_page_that_would_take_much_is_not_kept_nor_is_the_one_before() -> None:
    pages = StoredPages(MOST)
    kept(pages, "/")
    much = int(MOST * SHARES["text"] / 4) + 1

    kept(pages, "/", size=much)

    assert paths(pages, "text") == []
    assert pages.shelves["text"].size == 0


def test_a_coding_that_would_take_much_is_not_kept() -> None:
    pages = StoredPages(MOST)
    page = page_of(named("/"), ("text",), (1,), HEADERS, b"many words " * 1000)
    pages.put(page)

    coded = in_another_coding(page, "")
    pages.add_coding(coded)
    pages.add_way(("/", "", ""), coded, most=16)

    assert coded.body == [b"many words " * 1000]
    assert [it.coding for it in page.codings] == ["br"]
    assert not pages.ways


def test_what_is_no_longer_kept_is_not_added_to() -> None:
    pages = StoredPages(MOST)
    gone = kept(pages, "/")
    another = kept(pages, "/")

    pages.add_coding(in_another_coding(gone, "gzip"))
    pages.add_way(("/", "", "br"), gone.codings[0], most=16)

    assert pages.find(*(another.key, another.scopes)) is another
    assert not pages.ways
    assert pages.shelves["text"].size == another.size == SIZE


def test_a_coding_that_two_made_at_once_counts_once() -> None:
    pages = StoredPages(MOST)
    page = page_of(named("/"), ("text",), (1,), HEADERS, b"words " * 100)
    pages.put(page)

    for coded in [in_another_coding(page, "gzip"), in_another_coding(page, "gzip")]:
        pages.add_coding(coded)

    assert [it.coding for it in page.codings] == ["br", "gzip"]
    assert pages.shelves["text"].size == page.size == OF_A_PAGE + sum(it.size for it in page.codings)


def test_of_many_ways_the_oldest_is_forgotten_and_counts_no_more() -> None:
    pages = StoredPages(MOST)
    page = kept(pages, "/")
    pages.add_way(("/", "1"), page.codings[0], most=2)
    size = page.size

    for junk in "2345":
        pages.add_way(("/", junk), page.codings[0], most=2)

    assert list(pages.ways) == page.ways == [("/", "4"), ("/", "5")]
    assert page.size - SIZE == 2 * (size - SIZE)


def test_what_is_short_or_compressed_in_itself_is_in_no_coding() -> None:
    short = page_of(named("/"), ("text",), (1,), HEADERS, b"short")
    picture = page_of(named("/"), ("text",), (1,), [("Content-Type", "image/webp")], b"long" * 1000)

    assert [page.codings[0].coding for page in (short, picture)] == ["", ""]


def test_equal_headers_are_the_same_in_all_pages_and_bounded() -> None:
    one, other = (page_of(named(path), ("text",), (1,), list(HEADERS), b"words " * 100) for path in ("/1/", "/2/"))
    assert one.codings[0].headers[0] is other.codings[0].headers[0]
    assert dict(one.codings[0].headers)["Content-Length"] == str(len(one.codings[0].body[0]))

    for number in range(2 * MOST_SHARED):
        shared(("Content-Disposition", str(number)))

    assert len(SHARED) <= MOST_SHARED + 1
