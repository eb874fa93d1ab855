"""What a visitor reads: the current edition, every earlier one, and what changed between them."""

import hashlib
import json
from collections.abc import Callable
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from principles.models import Clause, Edition

PUBLIC = [
    "/",
    "/beliefs/",
    "/beliefs/using-violence/",
    "/principles/",
    "/principles/participation/",
    "/tags/",
    "/tags/violence/",
    "/editions/",
    "/editions/1.0/",
    "/editions/1.0/text.txt",
    "/editions/1.0/text.md",
    "/editions/1.0/text.json",
    "/editions/compare/1.0...1.0/",
    "/feeds/editions.atom",
    "/sitemap.xml",
    "/sitemap-text-1.xml",
    "/robots.txt",
]


def visible(response: HttpResponse) -> str:
    """The page's words as a reader meets them."""
    return " ".join(unescape(strip_tags(response.content.decode().split("<body", 1)[1])).split())


@pytest.fixture
def second_edition(publish: Callable[..., Edition]) -> Edition:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    Clause.objects.filter(slug="evidence-base").update(is_retired=True)
    return publish("substantive", reason="Shorter, and one less.")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_the_same_for_everyone_and_says_how_long_it_holds(
    client: Client, founding_edition: Edition, address: str
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [*PUBLIC, "/healthz", "/no/such/page/", "/accounts/login/"])
def test_every_response_has_the_security_headers(client: Client, founding_edition: Edition, address: str) -> None:
    headers = client.get(address).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_takes_at_most_three_queries_whatever_the_number_of_clauses(
    client: Client,
    publish: Callable[..., Edition],
    address: str,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(60):
        Clause.objects.create(slug=f"more-{number}", kind="core_principle", title=f"More {number}", text="More.")
    publish("editorial")

    with django_assert_max_num_queries(3):
        assert client.get(address).status_code == 200


def test_every_sentence_of_the_founding_text_is_on_its_page_in_order(client: Client, founding_edition: Edition) -> None:
    beliefs, principles = visible(client.get("/beliefs/")), visible(client.get("/principles/"))

    for page, entries in ((beliefs, founding_edition.text.beliefs), (principles, founding_edition.text.principles)):
        place = 0
        for entry in entries:
            for words in (entry.wording.title, entry.wording.text):
                place = page.find(words, place)
                assert place >= 0, words


def test_digest_is_the_sha256_of_the_canonical_text(client: Client, founding_edition: Edition) -> None:
    downloaded = client.get("/editions/1.0/text.txt").content
    sha256 = hashlib.sha256(downloaded).hexdigest()

    assert sha256 in client.get("/editions/1.0/").content.decode()
    assert founding_edition.digest in client.get("/editions/1.0/").content.decode()
    assert client.get("/editions/1.0/text.json").json()["sha256"] == sha256


def test_canonical_text_can_be_made_from_the_json_alone(client: Client, founding_edition: Edition) -> None:
    clauses = client.get("/editions/1.0/text.json").json()["clauses"]

    lines = ["\t".join(clause[name] for name in ("slug", "kind", "title", "text")) + "\n" for clause in clauses]

    assert "".join(lines).encode() == client.get("/editions/1.0/text.txt").content


def test_markdown_has_every_clause(client: Client, founding_edition: Edition) -> None:
    markdown = client.get("/editions/1.0/text.md").content.decode()

    assert markdown.startswith("# What we believe\n")
    assert all(entry.wording.text in markdown for entry in founding_edition.text.entries)
    assert founding_edition.digest in markdown


def test_superseded_edition_says_so_and_links_to_the_current_one(client: Client, second_edition: Edition) -> None:
    page = client.get("/editions/1.0/").content.decode()

    assert "/editions/2.0/" in page
    assert "Everybody takes part." not in page


def test_comparison_shows_and_tells_what_changed(client: Client, second_edition: Edition) -> None:
    page = client.get("/editions/compare/1.0...2.0/").content.decode()

    assert "<ins>" in page or "<ins " in page
    assert "<del>" in page or "<del " in page
    assert "What differs: 1 clause changed, 1 clause retired." in page


def test_clause_page_tells_since_when_it_is_worded_so(client: Client, second_edition: Edition) -> None:
    assert "Worded so since edition 2.0" in visible(client.get("/principles/participation/"))
    assert "Worded so since edition 1.0" in visible(client.get("/principles/transparency/"))


def test_retired_clause_keeps_its_page(client: Client, second_edition: Edition) -> None:
    response = client.get("/principles/evidence-base/")

    assert response.status_code == 200
    assert "The current edition, 2.0, no longer holds this clause." in visible(response)
    assert "evidence-base" not in client.get("/principles/").content.decode()


def test_clause_page_says_how_to_cite_it(client: Client, founding_edition: Edition) -> None:
    page = client.get("/principles/participation/").content.decode()

    assert "The Alliance, “Participation”, edition 1.0" in page
    assert "http://testserver/principles/participation/" in page


def test_tag_page_lists_the_clauses_of_the_current_edition(client: Client, founding_edition: Edition) -> None:
    page = client.get("/tags/care/").content.decode()

    assert "Engaging men as caregivers" in page
    assert "/principles/participation/" not in page


def test_feed_lists_editions_newest_first(client: Client, second_edition: Edition) -> None:
    feed = client.get("/feeds/editions.atom").content.decode()

    assert feed.index("Edition 2.0") < feed.index("Edition 1.0")
    assert "Shorter, and one less." in feed
    assert "http://testserver/editions/2.0/" in feed


def test_structured_data_names_the_edition_its_parts_and_what_it_is_based_on(
    client: Client, second_edition: Edition
) -> None:
    page = client.get("/editions/2.0/").content.decode()
    work = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])

    assert work["@type"] == "CreativeWork"
    assert work["version"] == "2.0"
    assert work["isBasedOn"] == "http://testserver/editions/1.0/"
    assert work["inLanguage"] == "en"
    assert len(work["hasPart"]) == 26


def test_text_cannot_break_out_of_the_structured_data(client: Client, publish: Callable[..., Edition]) -> None:
    Clause.objects.filter(slug="participation").update(text="</script><script>alert(1)</script>")
    publish()

    assert b"<script>alert" not in client.get("/principles/").content


def test_sitemap_has_every_page_of_the_text_at_the_sites_own_address(
    client: Client, second_edition: Edition, settings: object
) -> None:
    sitemap = client.get("/sitemap-text-1.xml", headers={"Host": "localhost"}).content.decode()

    for path in ("/", "/beliefs/power-over-others/", "/principles/participation/", "/editions/1.0/", "/editions/2.0/"):
        assert f"<loc>http://testserver{path}</loc>" in sitemap
    assert "evidence-base" not in sitemap
    assert 'hreflang="x-default"' in sitemap


@pytest.mark.parametrize(
    ("address", "sentence", "way_back"),
    [
        ("/editions/9.9/", "There is no edition 9.9.", "/editions/"),
        ("/editions/9.9/text.json", "There is no edition 9.9.", "/editions/"),
        ("/editions/compare/1.0...9.9/", "There is no edition 9.9.", "/editions/"),
        ("/principles/no-such-clause/", "No core principle has this address.", "/principles/"),
        ("/principles/using-violence/", "No core principle has this address.", "/principles/"),
        ("/beliefs/no-such-clause/", "No belief statement has this address.", "/beliefs/"),
        ("/tags/no-such-tag/", "No clause of the current edition carries this tag.", "/tags/"),
        ("/xx/principles/", "There is no page at this address.", "/principles/"),
        ("/editions/banana/", "There is no page at this address.", "/editions/"),
    ],
)
def test_unknown_address_is_a_404_that_offers_the_way_back(
    client: Client, founding_edition: Edition, address: str, sentence: str, way_back: str
) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert sentence in response.content.decode()
    assert f'href="{way_back}"' in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/beliefs/", "/principles/", "/tags/", "/principles/participation/"])
def test_before_the_first_edition_the_site_says_so(client: Client, db: None, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert "No edition has been published yet." in response.content.decode()


def test_every_draft_can_change_and_every_public_byte_stays(client: Client, founding_edition: Edition) -> None:
    addresses = [*PUBLIC, *(entry.get_absolute_url() for entry in founding_edition.text.entries)]
    before = {address: client.get(address).content for address in addresses}

    for place, clause in enumerate(Clause.objects.all()):
        clause.title = clause.title and f"Another title {place}"
        clause.text = f"Another text {place}."
        clause.position = 1000 - place
        clause.is_retired = place % 2 == 0
        clause.save()
        clause.tags.set([f"another tag {place}"])
    Clause.objects.create(slug="new", kind="core_principle", title="New", text="New.")

    assert {address: client.get(address).content for address in addresses} == before
