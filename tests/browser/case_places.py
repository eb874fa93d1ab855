"""Every page on which organisations sign on, are read about and decided on, in the states that `sign_ons` makes."""

from django.urls import reverse
from playwright.sync_api import Page

from alliance.outbox.models import Mail
from members.models import SignOn
from members.signing_links import signing_path
from tests.browser.places import Place, admin, change, press, send, send_form
from tests.browser.sign_ons import LONG_WORD, case_of, organisation_called

NEW = "/members/join/organisation/"
MEMBER = f"{LONG_WORD} Member"
OUT_OF_DATE = "it => { it.value = '1.0'; }"


def step_of(name: str, case: SignOn) -> str:
    return reverse(f"members:sign-on-{name}", args=[case.pk])


# What the public sees


def member_pages() -> list[Place]:
    return [
        Place("/members/"),
        Place("/members/?view=table&country=KE&q=member"),
        Place("/members/?q=nobody&kind=informal"),
        Place("/members/?q=!&country=XX", status=422),
        Place("/members/?page=99", status=404),
        Place("/members/map/"),
        Place("/ar/members/map/"),
        Place("/members/join/"),
        Place(organisation_called(MEMBER).get_absolute_url()),
        Place("/members/draft/", status=404),
        Place("/embed/text/"),
    ]


# What a signatory sees


def signing_pages() -> list[Place]:
    asked = signing_path(case_of("Asked"))
    return [
        Place(asked),
        Place(asked, step=send_form),
        Place(asked, step=sign_what_is_out_of_date),
        Place(signing_path(case_of("Retracted unsigned")), step=sign_what_is_current),
        Place("/members/signing/forged/", status=404),
        # Last: then it is signed.
        Place(asked, step=sign_what_is_current),
    ]


# What an applicant sees


def steps_of_the_form() -> list[Place]:
    draft = case_of("Draft")
    return [
        Place(NEW),
        Place(NEW, step=send_form),
        Place(NEW, step=name_a_member),
        Place(step_of("organisation", draft)),
        Place(step_of("organisation", draft), step=send_a_wrong_website),
        Place(step_of("text", draft)),
        Place(step_of("text", draft), step=send_form),
        Place(step_of("text", draft), step=name_nobody_else),
        Place(step_of("text", draft), step=sign_oneself_what_is_out_of_date),
        *(Place(step_of("check", case_of(name))) for name in ("Draft", "Asked", "Signed")),
        Place(step_of("organisation", case_of("Submitted")), status=409),
    ]


def cases() -> list[Place]:
    states = ("Draft", "Asked", "Signed", "Unsigned", "Submitted", "Opened", "Returned", "Declined", "Merged")
    names = (*states, "Retracted", "Suspended", "Counted", MEMBER)
    return [
        Place("/organisation/"),
        *(Place(case_of(name).get_absolute_url()) for name in names),
        Place(case_of("Draft").get_absolute_url(), step=unfold),
        Place(step_of("receipt", case_of("Signed"))),
    ]


def own_pages() -> list[Place]:
    """What the person sees of the own name and data, before and after the password was given again."""
    return [
        Place("/accounts/"),
        Place("/accounts/name/"),
        Place("/accounts/name/", step=send_no_name),
        Place("/accounts/data/"),
        Place("/accounts/data/erasure/"),
        Place("/accounts/data/erasure/", step=give_password_again),
    ]


def last_page() -> list[Place]:
    return [*own_pages()[-1:], Place("/accounts/data/erasure/", step=send_form)]


# What an officer sees


def queues() -> list[Place]:
    queue, organisations = admin("members_signon_changelist"), admin("members_organisation_changelist")
    return [
        Place("/admin/"),
        Place("/admin/members/"),
        Place(queue),
        Place(f"{queue}?state=all"),
        Place(f"{queue}?q=nothing+has+this"),
        Place(organisations),
        Place(f"{organisations}?q=member&standing__exact=member"),
        *imports(),
    ]


def imports() -> list[Place]:
    address = admin("members_organisation_import")
    return [Place(address), *(Place(address, step=step) for step in (send, preview_a_register, send_wrong_rows))]


def reviews() -> list[Place]:
    states = ("Draft", "Unsigned", "Submitted", "Opened", "Merged", MEMBER)
    return [
        *(Place(change(case_of(name))) for name in states),
        Place(change(counted_case())),
        Place(change(case_of("Submitted")), step=decline_without_a_reason),
        Place(change(case_of("Submitted")), step=send_an_empty_note),
        Place(change(case_of("Submitted")), step=return_what_was_called_back),
    ]


def counted_case() -> SignOn:
    return SignOn.objects.get(organisation__name="Submitted", organisation__visibility="counted")


def standings() -> list[Place]:
    member = organisation_called(MEMBER)
    some = [organisation_called(name) for name in (MEMBER, "Suspended", "Counted", "Draft")]
    return [
        *(Place(change(organisation)) for organisation in some),
        Place(change(member), step=send),
        Place(change(member, "history")),
        Place(admin("members_organisation_simple_history", member.pk, member.history.last().pk)),
    ]


def desk_work() -> list[Place]:
    # Of two with one name each is the other's likely duplicate.
    addresses = [
        change(case_of("Submitted"), "merge"),
        change(case_of("Unsigned"), "paper_signature"),
        change(organisation_called(MEMBER), "hand_over"),
        change(organisation_called(MEMBER), "correction"),
    ]
    signatory = organisation_called("Unsigned").sign_ons.get().signatory
    about = [organisation_called("Unsigned").pk, signatory.pk]
    forms = [admin(f"members_organisation_signatory_{name}", *about) for name in ("correction", "erasure")]
    return [
        *(Place(address) for address in forms),
        *(Place(address, step=send) for address in forms),
        *(Place(address) for address in addresses),
        *(Place(address, step=send) for address in addresses[:-1]),
        Place(addresses[-1], step=send_a_wrong_website_and_no_reason),
    ]


def outbox() -> list[Place]:
    """What an administrator sees of mails."""
    return [
        Place(admin("outbox_mail_changelist")),
        Place(admin("outbox_mail_changelist"), step=send_all_again),
        Place(change(Mail.objects.first())),
    ]


# What is done there


def sign_what_is_current(page: Page) -> None:
    for name in ("endorse", "may_sign", "privacy"):
        page.locator(f"#id_{name}").check()
    send_form(page)


def sign_what_is_out_of_date(page: Page) -> None:
    page.locator("[name=edition]").evaluate(OUT_OF_DATE)
    sign_what_is_current(page)


def sign_oneself_what_is_out_of_date(page: Page) -> None:
    page.locator("#id_job_title").fill("Coordinator")
    sign_what_is_out_of_date(page)


def name_nobody_else(page: Page) -> None:
    page.locator("[name=who][value=other]").check()
    send_form(page)


def name_a_member(page: Page) -> None:
    page.locator("#id_name").fill(MEMBER)
    page.locator("#id_country").select_option("KE")
    page.locator("[name=kind][value=informal]").check()
    page.locator("[name=visibility][value=public]").check()
    send_form(page)


def send_a_wrong_website(page: Page) -> None:
    page.locator("#id_website").fill("no address")
    send_form(page)


def send_no_name(page: Page) -> None:
    page.locator("#id_name").fill("")
    send_form(page)


def give_password_again(page: Page) -> None:
    page.locator("#id_password").fill("not a secret")
    send_form(page)


def unfold(page: Page) -> None:
    page.locator("main summary").click()


def decision(page: Page, verb: str) -> None:
    press(page.locator("form.case-decision", has=page.locator(f"[value={verb}]")).locator("[type=submit]"))


def decline_without_a_reason(page: Page) -> None:
    decision(page, "decline")


def return_what_was_called_back(page: Page) -> None:
    page.locator("#id_return_reason").fill("Who are you?")
    SignOn.objects.get(pk=case_of("Submitted").pk).call_back(by=case_of("Submitted").applicant)
    decision(page, "return")


def send_an_empty_note(page: Page) -> None:
    press(page.locator("form", has=page.locator("#id_note")).locator("[type=submit]"))


def send_a_wrong_website_and_no_reason(page: Page) -> None:
    page.locator("#id_website").fill("no address")
    send(page)


def send_all_again(page: Page) -> None:
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("send_again")
    press(page.get_by_role("button", name="Go"))


def preview_a_register(page: Page) -> None:
    """With a likely duplicate, one that is here already and a name that is not kept."""
    rows = (f"{MEMBER},AQ,1.0,", f"{MEMBER},KE,1.0,", "Carers,UG,,Sofía Signatory")
    send_rows(page, *rows)


def send_wrong_rows(page: Page) -> None:
    send_rows(page, ",XX,1.0,", "Carers,UG,9.9,")


def send_rows(page: Page, *rows: str) -> None:
    content = "\n".join(("name,country,edition,signatory_name", *rows)).encode()
    page.locator("#id_file").set_input_files({"name": "register.csv", "mimeType": "text/csv", "buffer": content})
    send(page)
