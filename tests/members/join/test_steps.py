"""From the first visit to the signature, without JavaScript: each step is saved, and nothing that was typed is lost."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.pages.models import Page as PlainPage
from members.models import Endorsement, Organisation, SignOn
from principles.models import Clause, Edition
from tests.members.joining import NEW, PROFILE, SIGNED_BY_ANOTHER, SIGNED_BY_ME, step


def test_newcomer_signs_on_step_by_step(desk: Client, applicant: User) -> None:
    assert desk.get("/members/join/").status_code == 200
    assert desk.post(NEW, PROFILE).status_code == 302
    case = SignOn.objects.get()
    assert desk.post(step("text", case), SIGNED_BY_ME).headers["Location"] == step("check", case)
    assert desk.post(step("check", case)).headers["Location"] == case.get_absolute_url()

    case.refresh_from_db()
    assert (case.state, case.applicant) == ("submitted", applicant)
    organisation = case.organisation
    assert (organisation.slug, organisation.standing) == ("fundación-padres", "applicant")
    assert sorted(organisation.themes.names()) == ["care", "health"]
    assert case.endorsement.signatory.name == "Amina Applicant"
    assert "waiting for review" in desk.get(case.get_absolute_url()).content.decode()


def test_applicant_is_not_public(desk: Client, case: SignOn) -> None:
    visitor = Client()

    assert "Fundación" not in visitor.get("/members/").content.decode()
    assert visitor.get("/members/fundación-padres/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "broken \ufffd"),
        ("country", "XX"),
        ("kind", ""),
        ("visibility", ""),
        ("website", "not an address"),
        ("website", "javascript:alert(1)"),
        ("year_founded", "3000"),
        ("year_founded", "long ago"),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_loses_nothing(desk: Client, field: str, value: str) -> None:
    response = desk.post(NEW, PROFILE | {field: value})

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert response.context["form"]["description"].value() == "Somos padres."
    assert not Organisation.objects.exists()


def test_clicking_twice_begins_one_case(desk: Client) -> None:
    desk.post(NEW, PROFILE)
    desk.post(NEW, PROFILE | {"description": "Somos padres y madres."})

    assert SignOn.objects.get().organisation.description == "Somos padres y madres."


def test_who_goes_back_to_the_first_form_finds_what_they_said_and_corrects_it(desk: Client, case: SignOn) -> None:
    form = desk.get(NEW).context["form"]
    assert {name: form[name].value() for name in PROFILE} == PROFILE

    response = desk.post(NEW, PROFILE | {"name": "Otros Padres"})

    assert response.headers["Location"] == step("text", case)
    assert SignOn.objects.get().organisation.name == "Otros Padres"


def test_another_form_is_begun_by_who_asks_for_it(desk: Client, case: SignOn) -> None:
    assert f"{NEW}?another=yes" in desk.get(NEW).content.decode()
    assert not desk.get(f"{NEW}?another=yes").context["form"]["name"].value()

    desk.post(f"{NEW}?another=yes", PROFILE | {"name": "Otros", "website": ""})

    assert sorted(it.name for it in Organisation.objects.all()) == ["Fundación Padres", "Otros"]


def test_form_that_has_been_sent_gives_way_to_a_new_one(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ME)
    desk.post(step("check", case))

    assert not desk.get(NEW).context["form"]["name"].value()


@pytest.mark.parametrize(
    "same",
    [
        {"name": "FUNDACION PADRES e.V.", "website": ""},
        {"name": "Another", "website": "http://www.padres.example/about/"},
    ],
)
def test_likely_duplicate_is_shown_at_once(desk: Client, member: Organisation, same: dict[str, str]) -> None:
    member.describe(name="Fundación Padres", website="https://padres.example/")

    response = desk.post(NEW, PROFILE | same)

    assert response.status_code == 422
    assert response.context["form"].duplicates == [member]
    assert desk.post(NEW, PROFILE | same | {"is_another": "on"}).status_code == 302


def test_counted_only_duplicate_is_not_shown(desk: Client, member: Organisation) -> None:
    member.describe(name="Fundación Padres", visibility="counted")

    assert desk.post(NEW, PROFILE).status_code == 302


def test_social_network_is_no_sign_of_a_duplicate(desk: Client, member: Organisation) -> None:
    member.describe(website="https://www.facebook.com/others/")

    assert desk.post(NEW, PROFILE | {"website": "https://facebook.com/padres/"}).status_code == 302


@pytest.mark.parametrize("consent", ["endorse", "may_sign", "privacy"])
def test_without_every_consent_nothing_is_signed(desk: Client, case: SignOn, consent: str) -> None:
    response = desk.post(step("text", case), {**SIGNED_BY_ME, consent: ""})

    assert response.status_code == 422
    assert consent in response.context["form"].errors
    assert response.context["form"]["job_title"].value() == "Coordinator"
    assert not Endorsement.objects.exists()


def test_no_consent_is_ticked_beforehand(desk: Client, case: SignOn) -> None:
    form = desk.get(step("text", case)).context["form"]

    assert not any(form[name].value() for name in ("endorse", "may_sign", "privacy"))


def test_new_edition_while_the_form_is_open_signs_nothing_and_asks_again(
    desk: Client, case: SignOn, publish: Callable[..., Edition]
) -> None:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    publish()

    response = desk.post(step("text", case), SIGNED_BY_ME)

    assert response.status_code == 409
    assert [it.slug for it in response.context["comparison"].changed] == ["participation"]
    assert not response.context["form"]["endorse"].value()
    assert response.context["form"]["edition"].value() == "1.1"
    assert not Endorsement.objects.exists()
    assert desk.post(step("text", case), SIGNED_BY_ME | {"edition": "1.1"}).status_code == 302


def test_another_signatory_signs_at_their_own_address(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ANOTHER)
    assert not Endorsement.objects.exists()
    link = re.search(r"http://testserver(/members/signing/\S+)", Mail.objects.get(to="sofia@example.org").message)[1]
    signatory = Client()
    page = signatory.get(link)
    assert "Fundación Padres" in page.content.decode()
    assert not Endorsement.objects.exists(), "a mail scanner that follows the link signs nothing"

    signatory.post(link, {"edition": "1.0", "endorse": "on", "may_sign": "on", "privacy": "on"})

    endorsement = Endorsement.objects.get()
    assert (endorsement.signatory.name, endorsement.signatory.email) == ("Sofía Signatory", "sofia@example.org")
    assert Mail.objects.filter(to="amina@example.org").count() == 1
    signatory.post(link, {"edition": "1.0", "endorse": "on", "may_sign": "on", "privacy": "on"})
    assert Endorsement.objects.count() == 1


def test_link_of_a_signatory_who_was_replaced_does_not_hold(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ANOTHER)
    link = re.search(r"http://testserver(/members/signing/\S+)", Mail.objects.get(to="sofia@example.org").message)[1]
    desk.post(step("text", case), SIGNED_BY_ANOTHER | {"name": "Somebody Else", "email": "else@example.org"})

    assert Client().get(link).status_code == 404
    assert Client().get("/members/signing/forged/").status_code == 404


def test_who_comes_back_to_the_text_finds_whom_they_named_and_no_consent(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ANOTHER | {"endorse": "on"})

    form = desk.get(step("text", case)).context["form"]

    assert {name: form[name].value() for name in SIGNED_BY_ANOTHER} == SIGNED_BY_ANOTHER
    assert not any(form[name].value() for name in ("endorse", "may_sign", "privacy"))


def test_signatory_is_asked_again_by_who_has_seen_that_they_are_named(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ANOTHER)
    named = str(desk.get(step("text", case)).context["form"]["named"].value())

    desk.post(step("text", case), SIGNED_BY_ANOTHER | {"named": named})

    links = [re.search(r"/members/signing/\S+", it.message)[0] for it in Mail.objects.filter(to="sofia@example.org")]
    assert [Client().get(link).status_code for link in links] == [200, 200]


def test_signatory_who_has_signed_is_not_asked_again(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ANOTHER)
    SignOn.objects.get().sign(number="1.0", language="en", privacy_notice="0" * 64)

    desk.post(step("text", case), SIGNED_BY_ANOTHER | {"named": str(SignOn.objects.get().signatory_id)})

    assert Mail.objects.filter(to="sofia@example.org").count() == 1


def test_signatory_who_signed_an_earlier_edition_is_asked_for_the_new_one(
    desk: Client, case: SignOn, publish: Callable[..., Edition]
) -> None:
    desk.post(step("text", case), SIGNED_BY_ANOTHER)
    SignOn.objects.get().sign(number="1.0", language="en", privacy_notice="0" * 64)
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    publish()
    desk.post(step("text", case), SIGNED_BY_ANOTHER | {"edition": "1.1"})
    newest = Mail.objects.filter(to="sofia@example.org").last()
    link = re.search(r"http://testserver(/members/signing/\S+)", newest.message)[1]

    Client().post(link, {"edition": "1.1", "endorse": "on", "may_sign": "on", "privacy": "on"})

    assert sorted(it.edition.number for it in Endorsement.objects.all()) == ["1.0", "1.1"]


def test_form_without_a_signatory_cannot_be_sent(desk: Client, case: SignOn) -> None:
    assert desk.post(step("check", case)).status_code == 422
    assert SignOn.objects.get().state == "draft"


def test_form_sent_twice_is_sent_once(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ME)
    desk.post(step("check", case))

    assert desk.post(step("check", case)).headers["Location"] == case.get_absolute_url()
    assert case.decisions.count() == 1


def test_form_is_called_back_and_edited(desk: Client, case: SignOn) -> None:
    desk.post(step("text", case), SIGNED_BY_ME)
    desk.post(step("check", case))
    assert desk.get(step("organisation", case)).status_code == 409

    desk.post(step("call-back", case))
    desk.post(step("organisation", case), PROFILE | {"name": "Padres"})

    assert Organisation.objects.get().name == "Padres"
    assert SignOn.objects.get().state == "draft"


def test_form_under_review_cannot_be_called_back(desk: Client, case: SignOn, officer: User) -> None:
    desk.post(step("text", case), SIGNED_BY_ME)
    desk.post(step("check", case))
    SignOn.objects.get().open_review(by=officer)

    assert desk.post(step("call-back", case)).status_code == 409


def test_applicant_retracts(desk: Client, case: SignOn) -> None:
    desk.post(step("retract", case))

    assert SignOn.objects.get().state == "retracted"
    assert desk.post(step("retract", case)).headers["Location"] == case.get_absolute_url()
    assert case.decisions.count() == 1


@pytest.mark.parametrize("page", ["check", "call-back", "retract"])
def test_declined_form_is_not_sent_called_back_or_retracted(
    desk: Client, case: SignOn, officer: User, page: str
) -> None:
    desk.post(step("text", case), SIGNED_BY_ME)
    desk.post(step("check", case))
    SignOn.objects.get().decline(by=officer, reason="No.")

    response = desk.post(step(page, case))

    assert response.status_code == 409
    assert case.get_absolute_url() in response.content.decode()


def test_receipt_holds_the_exact_text_and_both_digests(desk: Client, case: SignOn, founding_edition: Edition) -> None:
    assert desk.get(step("receipt", case)).status_code == 404
    desk.post(step("text", case), SIGNED_BY_ME)

    receipt = desk.get(step("receipt-json", case)).json()

    assert receipt["text"].encode() == founding_edition.text.canonical_file()
    assert receipt["edition_digest"] == founding_edition.digest
    assert receipt["consents"]["endorse"] is True
    assert len(receipt["consents"]["privacy_notice"]) == 64
    assert founding_edition.digest in desk.get(step("receipt", case)).content.decode()


@pytest.mark.parametrize("language", ["es", "fr"])
def test_signature_names_the_privacy_notice_in_the_language_in_which_it_was_read(
    desk: Client, case: SignOn, language: str
) -> None:
    notice = PlainPage.objects.get(slug="privacy")
    notice.translations.all().delete()
    spanish = notice.translations.create(language="es", title="Privacidad", text="Poco.", source_digest=notice.digest)
    with translation.override(language):
        address = step("text", case)
    read = desk.get(address).context["form"]["translation"].value()

    desk.post(address, SIGNED_BY_ME | {"translation": read})

    assert Endorsement.objects.get().language == language
    assert Endorsement.objects.get().privacy_notice == (spanish if language == "es" else notice).digest
