"""Staff edit the drafts, see what differs, and publish."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from alliance.accounts.models import User
from principles.models import Clause, Draft, Edition

PUBLISH = "/admin/principles/edition/publish/"
SignIn = Callable[[User], Client]


@pytest.fixture
def desk(founding_edition: Edition, editor: User, signed_in: SignIn) -> Client:
    return signed_in(editor)


def change_address(clause: Clause) -> str:
    face = "coreprinciple" if clause.title else "beliefstatement"
    return f"/admin/principles/{face}/{clause.pk}/change/"


def edited(clause: Clause, **fields: object) -> dict[str, object]:
    draft = {"title": clause.title, "text": clause.text, "position": clause.position, "tags": "how we work", **fields}
    return {name: value for name, value in draft.items() if value is not None}


def edit(**fields: object) -> None:
    Clause.objects.filter(slug="participation").update(**fields)


def form(**fields: object) -> dict[str, object]:
    return {
        "shown": Draft.now().fingerprint,
        "change_class": "editorial",
        "reason": "A clearer word.",
        "has_read": "on",
        **fields,
    }


def test_editor_saves_a_draft_and_is_told_that_it_is_not_public(desk: Client, participation: Clause) -> None:
    response = desk.post(
        change_address(participation), edited(participation, text="Everybody takes part."), follow=True
    )

    participation.refresh_from_db()
    assert participation.text == "Everybody takes part."
    assert "it is not public yet" in response.content.decode()
    assert f'href="{PUBLISH}"' in response.content.decode()
    assert "Everybody takes part." not in Client().get("/principles/").content.decode()


def test_editor_adds_a_clause(desk: Client) -> None:
    draft = {"slug": "care", "title": "Care", "text": "We care.", "position": 5, "tags": "care, health"}

    desk.post("/admin/principles/coreprinciple/add/", draft)

    clause = Clause.objects.get(slug="care")
    assert clause.kind == "core_principle"
    assert sorted(clause.tags.names()) == ["care", "health"]


def test_editor_adds_a_belief_statement(desk: Client) -> None:
    draft = {"slug": "listening", "kind": "defined_by", "text": "by listening,", "position": 5}

    desk.post("/admin/principles/beliefstatement/add/", draft)

    assert Clause.objects.get(slug="listening").kind == "defined_by"


def test_belief_statement_cannot_become_a_core_principle(desk: Client) -> None:
    draft = {"slug": "listening", "kind": "core_principle", "text": "by listening,", "position": 5}

    response = desk.post("/admin/principles/beliefstatement/add/", draft)

    assert "Select a valid choice" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "This field is required."),
        ("text", "broken \ufffd text", "This is not valid text"),
        ("title", "", "A core principle needs a title."),
        ("slug", "participation", "already exists"),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_loses_nothing(
    desk: Client, field: str, value: str, sentence: str
) -> None:
    draft = {"slug": "care", "title": "Care", "text": "We care.", "position": 5, field: value}

    response = desk.post("/admin/principles/coreprinciple/add/", draft)

    assert sentence in str(response.context["adminform"].form.errors[field])
    assert response.context["adminform"].form[field].value() == value
    assert not Clause.objects.filter(slug="care").exists()


def test_bytes_that_are_no_text_are_refused(desk: Client) -> None:
    body = b"slug=care&title=Care&text=broken%ff&position=5"

    response = desk.post("/admin/principles/coreprinciple/add/", body, content_type="application/x-www-form-urlencoded")

    assert "This is not valid text" in response.content.decode()


def test_slug_and_kind_are_permanent(desk: Client) -> None:
    clause = Clause.objects.get(slug="using-violence")

    desk.post(change_address(clause), edited(clause, title=None, slug="other", kind="defined_by"))

    clause.refresh_from_db()
    assert (clause.slug, clause.kind) == ("using-violence", "not_defined_by")


def test_list_shows_order_tags_and_state(desk: Client) -> None:
    edit(text="Everybody takes part.")
    Clause.objects.filter(slug="collaboration").update(is_retired=True)
    Clause.objects.create(slug="care", kind="core_principle", title="Care", text="We care.")

    page = desk.get("/admin/principles/coreprinciple/").content.decode()

    for words in ("changed since 1.0", "to be retired", ">new<", ">published<", "how we work, rights"):
        assert words in page
    assert page.index("Gender as relational") < page.index("Transparency")


def positions(desk: Client) -> tuple[dict[str, object], list[Any]]:
    """The list as its page sends it back, and the forms of its rows."""
    forms = desk.get("/admin/principles/coreprinciple/").context["cl"].formset.forms
    fields = {f"{form.prefix}-id": form.instance.pk for form in forms}
    fields |= {f"{form.prefix}-position": form.instance.position for form in forms}
    return fields | {"form-TOTAL_FORMS": len(forms), "form-INITIAL_FORMS": len(forms), "_save": "Save"}, forms


def test_list_reorders(desk: Client) -> None:
    fields, forms = positions(desk)
    last = forms[-1]

    response = desk.post("/admin/principles/coreprinciple/", fields | {f"{last.prefix}-position": 1}, follow=True)

    assert response.content.decode().count("it is not public yet") == 1
    assert Draft.now().text.principles[0].wording.slug == last.instance.slug


def test_list_with_a_clause_that_somebody_has_deleted_meanwhile_changes_nothing(desk: Client) -> None:
    care = Clause.objects.create(slug="care", kind="core_principle", title="Care", text="We care.", position=1)
    fields, forms = positions(desk)
    care.delete()

    response = desk.post("/admin/principles/coreprinciple/", fields | {f"{forms[-1].prefix}-position": 2})

    assert response.status_code == 200
    assert response.context["cl"].formset.errors[0]
    assert Draft.now().text.principles[-1].wording.slug == forms[-1].instance.slug


def test_list_takes_the_same_queries_however_long_it_is(
    desk: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(40):
        Clause.objects.create(slug=f"more-{number}", kind="core_principle", title=f"More {number}", text="More.")

    with django_assert_max_num_queries(16):
        desk.get("/admin/principles/coreprinciple/")


def test_history_tells_old_and_new_value_who_and_when(desk: Client, participation: Clause, editor: User) -> None:
    desk.post(change_address(participation), edited(participation, text="Everybody takes part."))

    page = desk.get(change_address(participation).replace("change", "history")).content.decode()

    assert participation.text in page
    assert "Everybody takes part." in page
    assert editor.name in page


def test_saving_an_unchanged_draft_leaves_no_trace(desk: Client, participation: Clause) -> None:
    response = desk.post(change_address(participation), edited(participation), follow=True)

    assert participation.history.count() == 1
    assert "it is not public yet" not in response.content.decode()


def test_history_tells_of_changed_tags(desk: Client, participation: Clause) -> None:
    desk.post(change_address(participation), edited(participation, tags="community, how we work"))

    assert participation.history.latest().history_change_reason == "Tags: how we work → community, how we work"


def test_earlier_draft_is_brought_back_by_editors_alone(
    desk: Client, participation: Clause, outsider: User, signed_in: SignIn
) -> None:
    earlier = participation.history.get()
    address = change_address(participation).replace("change", f"history/{earlier.pk}")
    edit(text="Everybody takes part.")
    outsider.is_staff = True
    outsider.save()
    outsider.user_permissions.add(Permission.objects.get(codename="view_coreprinciple"))
    restored = edited(participation)

    assert signed_in(outsider).post(address, restored).status_code == 403
    participation.refresh_from_db()
    assert participation.text == "Everybody takes part."

    desk.post(address, restored)
    participation.refresh_from_db()
    assert participation.text == restored["text"]


@pytest.mark.parametrize("version", ["x", "0", "9999"])
def test_history_at_a_wrong_address_is_a_404(desk: Client, participation: Clause, version: str) -> None:
    assert desk.get(change_address(participation).replace("change", f"history/{version}")).status_code == 404


def test_published_clause_cannot_be_deleted(administrator: User, participation: Clause, signed_in: SignIn) -> None:
    address = change_address(participation).replace("change", "delete")

    assert signed_in(administrator).post(address, {"post": "yes"}).status_code == 403


def test_clause_that_was_never_published_can_be_deleted(administrator: User, db: None, signed_in: SignIn) -> None:
    clause = Clause.objects.create(slug="care", kind="core_principle", title="Care", text="We care.")

    signed_in(administrator).post(change_address(clause).replace("change", "delete"), {"post": "yes"})

    assert not Clause.objects.exists()


def test_publisher_publishes_one_changed_word(founding_edition: Edition, publisher: User, signed_in: SignIn) -> None:
    edit(text="Everybody takes part.")
    client = signed_in(publisher)
    assert "What differs: 1 clause changed." in client.get(PUBLISH).content.decode()

    response = client.post(PUBLISH, form(proposed_by=publisher.pk), follow=True)

    assert "Edition 1.1 is published." in response.content.decode()
    edition = Edition.objects.current()
    assert (edition.number, edition.published_by, edition.reason) == ("1.1", publisher, "A clearer word.")
    visitor = Client()
    assert "Proposed by" in visitor.get("/editions/1.1/").content.decode()
    for address in ("/principles/", "/principles/participation/", "/editions/1.1/text.json", "/editions/1.1/text.txt"):
        assert "Everybody takes part." in visitor.get(address).content.decode()
    assert "/editions/1.1/" in visitor.get("/sitemap-text-1.xml").content.decode()
    assert "Edition 1.1" in visitor.get("/feeds/editions.atom").content.decode()
    assert "<ins" in visitor.get("/editions/compare/1.0...1.1/").content.decode()
    assert "Everybody takes part." not in visitor.get("/editions/1.0/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("change_class", ""), ("change_class", "other"), ("reason", " "), ("reason", "\ufffd"), ("has_read", "")],
)
def test_incomplete_publishing_is_refused_and_loses_nothing(
    founding_edition: Edition, publisher: User, signed_in: SignIn, field: str, value: str
) -> None:
    edit(text="Everybody takes part.")

    response = signed_in(publisher).post(PUBLISH, form(proposed_by=publisher.pk, **{field: value}))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert response.context["form"][field].value() == (value if field != "has_read" else False)
    assert Edition.objects.count() == 1


def test_publishing_what_was_not_shown_is_refused_with_the_new_difference(
    founding_edition: Edition, publisher: User, signed_in: SignIn
) -> None:
    edit(text="What the publisher read.")
    posted = form(proposed_by=publisher.pk)
    edit(text="What somebody typed meanwhile.")

    response = signed_in(publisher).post(PUBLISH, posted)

    page = response.content.decode()
    assert response.status_code == 409
    assert "The text has changed since you opened this page." in page
    assert "meanwhile" in page
    assert "A clearer word." in page
    assert Draft.now().fingerprint in page
    assert "checked" not in page.split('name="has_read"')[1].split(">")[0]
    assert Edition.objects.count() == 1


def test_publishing_an_unchanged_text_is_refused(founding_edition: Edition, publisher: User, signed_in: SignIn) -> None:
    response = signed_in(publisher).post(PUBLISH, form(proposed_by=publisher.pk))

    assert response.status_code == 409
    assert "There is nothing to publish." in response.content.decode()


def test_editor_sees_the_difference_and_cannot_publish(desk: Client, publisher: User) -> None:
    edit(text="Everybody takes part.")

    page = desk.get(PUBLISH).content.decode()

    assert "What differs: 1 clause changed." in page
    assert 'name="has_read"' not in page
    assert desk.post(PUBLISH, form(proposed_by=publisher.pk)).status_code == 403
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("address", [PUBLISH, "/preview/home/", "/preview/clauses/participation/"])
def test_visitor_is_asked_to_sign_in(client: Client, founding_edition: Edition, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(("/accounts/login/?next=", "/admin/login/?next="))


@pytest.mark.parametrize("address", ["/preview/home/", "/preview/beliefs/", "/preview/clauses/participation/"])
def test_outsider_may_not_preview(founding_edition: Edition, outsider: User, signed_in: SignIn, address: str) -> None:
    assert signed_in(outsider).get(address).status_code == 403


@pytest.mark.parametrize("page", ["home", "beliefs", "principles"])
def test_preview_shows_the_drafts_to_staff_and_is_never_stored(desk: Client, page: str) -> None:
    Clause.objects.filter(slug="power-over-others").update(text="A draft.")
    edit(title="A draft.")

    response = desk.get(f"/preview/{page}/")

    assert "A draft." in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_preview_leads_to_the_preview_of_a_new_clause(desk: Client) -> None:
    Clause.objects.create(slug="care", kind="core_principle", title="Care", text="We care.")

    assert 'href="/preview/clauses/care/"' in desk.get("/preview/principles/").content.decode()
    assert "We care." in desk.get("/preview/clauses/care/").content.decode()
    assert desk.get("/preview/clauses/no-such-draft/").status_code == 404


@pytest.mark.parametrize("action", ["change", "delete"])
def test_nobody_changes_an_edition_in_the_admin(
    founding_edition: Edition, administrator: User, signed_in: SignIn, action: str
) -> None:
    address = f"/admin/principles/edition/{founding_edition.pk}/{action}/"

    assert signed_in(administrator).post(address, {"reason": "Another.", "post": "yes"}).status_code == 403
    assert signed_in(administrator).get("/admin/principles/edition/add/").status_code == 403


def test_groups_have_the_rights_that_their_names_promise(db: None) -> None:
    def rights(group: str) -> set[str]:
        permissions = Group.objects.get(name=group).permissions.filter(content_type__app_label="principles")
        return set(permissions.values_list("codename", flat=True))

    editing = {
        f"{action}_{face}" for action in ("add", "change", "view") for face in ("beliefstatement", "coreprinciple")
    }
    looking = {"view_edition", "view_translation"}
    assert rights("Editors") == editing | looking
    assert rights("Publishers") == editing | looking | {"publish_edition"}
    assert rights("Translators") == {"view_translation"}
