"""The text as other sites carry it: a document for a frame, and JSON."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from principles import canonical
from principles.models import Clause, Draft, Edition

Publish = Callable[..., Edition]
FRAME, DATA = "/embed/text/current.html", "/embed/text/current.json"


@pytest.fixture
def translated(founding_edition: Edition) -> Edition:
    call_command("load_founding_translations", stdout=StringIO())
    return founding_edition


def frame(client: Client, address: str = FRAME) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def data(client: Client, address: str = DATA) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    return dict(json.loads(response.content))


def change(publish: Publish) -> Edition:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    return publish("editorial")


def test_frame_holds_every_word_of_the_edition_with_its_digest_and_source(
    client: Client, founding_edition: Edition
) -> None:
    found = frame(client)

    for entry in founding_edition.text.principles:
        assert entry.wording.title in found
    assert founding_edition.digest in found
    assert 'href="http://testserver/editions/1.0/"' in found
    assert '<html lang="en" dir="ltr">' in found


def test_frame_needs_no_script_and_leads_out_of_itself(client: Client, founding_edition: Edition) -> None:
    found = frame(client)

    assert "<script" not in found
    assert " style=" not in found
    assert '<base target="_top">' in found


def test_current_follows_the_text_and_a_number_stays(
    client: Client, founding_edition: Edition, publish: Publish
) -> None:
    etag = client.get(FRAME).headers["ETag"]
    edition = change(publish)

    after = client.get(FRAME, headers={"If-None-Match": etag})

    assert after.status_code == 200
    assert "Everybody takes part." in after.content.decode()
    assert "Superseded" not in after.content.decode()
    older = frame(client, "/embed/text/1.0.html")
    assert "Everybody takes part." not in older
    assert "Superseded" in older
    assert f'href="http://testserver{edition.get_absolute_url()}"' in older
    assert data(client)["edition"] == "1.1"
    assert data(client, "/embed/text/1.0.json")["edition"] == "1.0"


def test_edition_to_come_says_so_and_is_not_the_current_one(client: Client, founding_edition: Edition) -> None:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    Edition.objects.publish(
        shown=Draft.now().fingerprint,
        change_class="editorial",
        reason="A better word.",
        by=None,
        effective_on=timezone.localdate() + timedelta(days=30),
    )

    assert "To come" in frame(client, "/embed/text/1.1.html")
    assert "Superseded" not in frame(client, "/embed/text/1.1.html")
    assert data(client)["edition"] == "1.0"
    assert data(client, "/embed/text/1.1.json")["in_effect"] is False


def test_frame_in_another_language_says_how_far_to_trust_it(client: Client, translated: Edition) -> None:
    found = frame(client, "/ar/embed/text/current.html")

    assert '<html lang="ar" dir="rtl">' in found
    assert found.count('class="trust') == 1
    assert translated.text.in_language("ar").principles[0].shown.title in found
    assert 'href="http://testserver/ar/editions/1.0/"' in found


def test_frame_marks_what_stands_in_english(client: Client, founding_edition: Edition) -> None:
    assert ' lang="en" dir="ltr"' in frame(client, "/fr/embed/text/current.html")


def test_digest_can_be_computed_from_the_data_alone(client: Client, translated: Edition) -> None:
    found = data(client, "/fr/embed/text/current.json")

    lines = (canonical.line(it["slug"], it["kind"], it["title"], it["text"]) for it in found["clauses"])
    assert canonical.digest(canonical.file(lines)) == found["digest"] == translated.digest

    kinds = {it["slug"]: it["kind"] for it in found["clauses"]}
    shown = found["translation"]
    lines = (canonical.line(it["slug"], kinds[it["slug"]], it["title"], it["text"]) for it in shown["clauses"])
    assert canonical.digest(canonical.file(lines)) == shown["digest"]


def test_data_tells_the_state_of_each_translation(client: Client, translated: Edition, publish: Publish) -> None:
    Clause.objects.create(slug="care", kind="core_principle", title="Care", text="We care.")
    change(publish)

    shown = data(client, "/zh-hans/embed/text/current.json")["translation"]

    clauses = {it["slug"]: it for it in shown["clauses"]}
    assert (shown["language"], shown["is_authoritative"]) == ("zh-Hans", False)
    assert (clauses["transparency"]["state"], clauses["transparency"]["language"]) == ("machine", "zh-Hans")
    assert (clauses["participation"]["state"], clauses["participation"]["is_reviewed"]) == ("older", False)
    assert (clauses["care"]["state"], clauses["care"]["language"], clauses["care"]["text"]) == (
        *("missing", "en"),
        "We care.",
    )


def test_data_in_the_source_language_has_no_translation(client: Client, founding_edition: Edition) -> None:
    assert data(client)["translation"] is None


def test_any_site_may_frame_the_text_and_it_runs_nothing(client: Client, founding_edition: Edition) -> None:
    response = client.get(FRAME)
    again = client.get(FRAME, headers={"If-None-Match": response.headers["ETag"]})

    assert again.status_code == 304
    for answer in (response, again):
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["frame-ancestors"] == "*"
        assert policy["default-src"] == policy["script-src"] == policy["form-action"] == "'none'"
        assert policy["style-src"] == "'self'"
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("address", [FRAME, DATA])
def test_any_site_may_read_the_text_and_no_cookie_comes_with_it(
    client: Client, founding_edition: Edition, address: str
) -> None:
    response = client.get(address)

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.cookies == {}
    assert "Cookie" not in response.headers["Vary"]
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [DATA, "/editions/1.0/", "/"])
def test_nothing_else_is_framed(client: Client, founding_edition: Edition, address: str) -> None:
    response = client.get(address)

    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/embed/text/9.9.html", "/embed/text/9.9.json", "/embed/text/newest.html"])
def test_edition_that_is_not_there_is_a_404(client: Client, founding_edition: Edition, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [FRAME, DATA])
def test_where_nothing_was_published_there_is_nothing_to_carry(client: Client, db: None, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert "No edition has been published yet." in response.content.decode()


@pytest.mark.parametrize("address", ["/fr/embed/text/current.html", "/fr/embed/text/1.0.json"])
def test_three_queries_however_many_editions_and_clauses_there_are(
    client: Client, translated: Edition, publish: Publish, django_assert_num_queries: Any, address: str
) -> None:
    change(publish)

    with django_assert_num_queries(3):
        client.get(address)


def test_frame_and_data_say_that_they_are_sample_data(client: Client, founding_edition: Edition, settings: Any) -> None:
    settings.SAMPLE_DATA = True

    assert frame(client).count("Sample data: nothing on this site is real.") == 1
    assert data(client)["sample"] is True
