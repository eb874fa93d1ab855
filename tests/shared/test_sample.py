"""A site with sample data keeps to its own machine and says what it is; any other says nothing of it."""

import json
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client

from alliance.accounts.models import User
from alliance.shared.sample import is_loopback, must_stay_here
from principles.models import Edition

NOTICE = "Sample data: nothing on this site is real."
SQLITE = {"ENGINE": "django.db.backends.sqlite3"}


@pytest.fixture
def sample_data(settings: Any) -> None:
    settings.SAMPLE_DATA = True


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_address_of_this_machine_alone_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "alliance.example", "localhost.alliance.example", "127.1.example", ""]
)
def test_address_that_others_reach_is_known(host: str) -> None:
    assert not is_loopback(host)


def test_site_of_this_machine_may_have_sample_data() -> None:
    must_stay_here(site_url="http://127.0.0.1:8000", host="127.0.0.1", database=SQLITE)


def test_site_that_others_reach_may_have_no_sample_data() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SITE_URL is 'https://alliance\.example'"):
        must_stay_here(site_url="https://alliance.example", host="alliance.example", database=SQLITE)


def test_sample_data_is_kept_in_a_file_and_in_no_server() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        must_stay_here(
            site_url="http://localhost", host="localhost", database={"ENGINE": "django.db.backends.postgresql"}
        )


# Who is answered


def test_site_with_sample_data_answers_its_own_machine(sample_data: None, founding_edition: Edition) -> None:
    response = Client(REMOTE_ADDR="::1").get("/")

    assert response.status_code == 200
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/admin/", "/robots.txt"])
def test_site_with_sample_data_refuses_whoever_comes_from_elsewhere(sample_data: None, address: str) -> None:
    response = Client(REMOTE_ADDR="192.0.2.1").get(address)

    assert response.status_code == 403
    assert "its own machine alone" in response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_site_without_sample_data_answers_everybody_and_may_be_indexed(founding_edition: Edition) -> None:
    response = Client(REMOTE_ADDR="192.0.2.1").get("/")

    assert response.status_code == 200
    assert "X-Robots-Tag" not in response.headers


# What is said


@pytest.mark.parametrize("address", ["/", "/beliefs/", "/members/", "/about/", "/accounts/login/", "/no/such/page/"])
def test_every_page_says_that_its_data_is_sample_data(
    client: Client, sample_data: None, founding_edition: Edition, address: str
) -> None:
    response = client.get(address)

    assert response.content.decode().count(NOTICE) == 1
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("address", ["/admin/", "/admin/auth/group/add/", "/admin/auth/group/add/?_popup=1"])
def test_administration_says_so_too(signed_in: Any, administrator: User, sample_data: None, address: str) -> None:
    assert signed_in(administrator).get(address).content.decode().count(NOTICE) == 1


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html"])
def test_page_about_an_error_says_so_without_any_context(sample_data: None, name: str) -> None:
    assert NOTICE in get_template(name).render()


def test_site_without_sample_data_does_not_speak_of_it(client: Client, founding_edition: Edition) -> None:
    for address in ("/", "/editions/1.0/text.json", "/editions/1.0/text.md", "/feeds/editions.atom", "/robots.txt"):
        assert "sample" not in client.get(address).content.decode().lower(), address


def test_robots_are_sent_away(client: Client, sample_data: None) -> None:
    assert client.get("/robots.txt").content.decode().split() == ["User-agent:", "*", "Disallow:", "/"]


def test_robots_of_a_site_without_sample_data_are_sent_to_the_sitemap(client: Client, db: None) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /admin/" in lines
    assert "Disallow: /" not in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_edition_as_data_is_marked_and_its_canonical_text_is_not(
    client: Client, founding_edition: Edition, settings: Any
) -> None:
    canonical = client.get("/editions/1.0/text.txt").content
    settings.SAMPLE_DATA = True

    assert json.loads(client.get("/editions/1.0/text.json").content)["sample"] is True
    assert NOTICE in client.get("/editions/1.0/text.md").content.decode()
    assert client.get("/editions/1.0/text.txt").content == canonical


def test_feed_and_each_of_its_entries_are_marked(client: Client, sample_data: None, founding_edition: Edition) -> None:
    feed = client.get("/feeds/editions.atom").content.decode()

    before, _, entry = feed.partition("<entry>")
    assert '<category term="sample"' in before
    assert '<category term="sample"' in entry


def test_structured_data_is_marked_with_a_term_that_its_context_explains(sample_data: None) -> None:
    content = {"@context": "https://schema.org", "@type": "Thing"}

    page = Template("{% json_ld content %}").render(Context({"content": content}))

    marked = json.loads(page.partition(">")[2].removesuffix("</script>"))
    assert marked["sample"] is True
    assert marked["@context"] == ["https://schema.org", {"sample": "http://testserver/#sample"}]
    assert content == {"@context": "https://schema.org", "@type": "Thing"}
