import csv

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.accounts.models import User
from principles import canonical
from principles.models import Edition, Translation, Wording


def rows_of(client: Client, name: str) -> list[dict[str, str]]:
    response = client.get(f"/data/{name}.csv")
    return list(csv.DictReader(response.getvalue().decode().splitlines(keepends=True)))


def test_every_edition_is_in_the_file_with_where_its_words_are(client: Client, second_edition: Edition) -> None:
    first, second = rows_of(client, "editions")

    assert first["id"] == "http://testserver/editions/1.0/"
    assert (first["previous"], first["class"]) == ("", "")
    assert second["number"] == "1.1"
    assert second["previous"] == first["id"]
    assert (second["class"], second["corrected_class"]) == ("editorial", "")
    assert second["reason"] == "A better word."
    assert second["in_effect"] == "true"
    assert second["effective_on"] == second_edition.effective_on.isoformat()
    assert (second["digest"], second["sha256"]) == (second_edition.digest, second_edition.sha256)
    words = client.get(second["text"].removeprefix("http://testserver")).json()
    assert words["digest"] == second["digest"]


def test_correction_of_a_class_is_in_the_file(client: Client, second_edition: Edition, publisher: User) -> None:
    second_edition.correct_class(change_class="substantive", reason="It asks for more.", by=publisher)

    second = rows_of(client, "editions")[1]

    assert (second["class"], second["corrected_class"]) == ("editorial", "substantive")


def test_every_revision_of_a_translation_is_in_the_file_and_proves_its_digest(
    client: Client, draft: Translation
) -> None:
    rows = [row for row in rows_of(client, "translations") if row["language"] == "es"]
    machine, drafted = (row for row in rows if row["clause"] == "participation")

    assert (machine["revision"], machine["state"]) == ("1", "machine")
    assert drafted == {
        "language": "es",
        "clause": "participation",
        "wording": draft.wording.digest,
        "since": "http://testserver/editions/1.0/",
        "revision": "2",
        "state": "draft",
        "title": "Participar",
        "text": "Participamos.",
        "digest": draft.digest,
    }
    line = canonical.line("participation", draft.wording.kind, drafted["title"], drafted["text"])
    assert canonical.digest(line.encode()) == drafted["digest"]


def test_wording_of_a_later_edition_says_which_one_brought_it(
    client: Client, second_edition: Edition, translator: User
) -> None:
    wording = Wording.objects.get(text="Everybody takes part.")
    Translation.objects.revise(wording, language="es", title="Participar", text="Todos participan.", by=translator)

    [row] = [row for row in rows_of(client, "translations") if row["wording"] == wording.digest]

    assert row["since"] == "http://testserver/editions/1.1/"


def test_file_of_translations_names_nobody(client: Client, draft: Translation, translator: User) -> None:
    assert translator.name not in client.get("/data/translations.csv").getvalue().decode()


@pytest.mark.parametrize("name", ["editions", "translations"])
def test_files_of_the_text_take_one_query(client: Client, second_edition: Edition, name: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows = rows_of(client, name)

    assert len(rows) == (2 if name == "editions" else len(second_edition.text.entries) * (len(settings.LANGUAGES) - 1))
    assert len(queries) == 1


def test_files_of_a_site_without_a_text_have_a_head(client: Client, db: None) -> None:
    assert client.get("/data/editions.csv").getvalue().startswith(b"id,")
    assert client.get("/data/translations.csv").getvalue().startswith(b"language,")
