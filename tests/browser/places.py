"""Every page of the site and of its administration, in one place. A new page is added here and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import Locator, Page
from taggit.models import Tag

from alliance.accounts.models import User
from alliance.management import sample_accounts
from alliance.pages.models import Page as PlainPage
from principles.models import BeliefStatement, CorePrinciple, Edition
from tests.conftest import member_of

TRANSLATIONS = "pages_pagetranslation"
LISTS = (
    *("principles_beliefstatement", "principles_coreprinciple", "principles_edition", "pages_page"),
    TRANSLATIONS,
    *("accounts_user", "auth_group", "taggit_tag"),
)


@dataclass(frozen=True)
class Place:
    """An address, the status that it answers with, and what is done there before it is looked at."""

    address: str
    status: int = 200
    step: Callable[[Page], None] | None = None

    def visit(self, page: Page) -> None:
        response = page.goto(self.address)
        assert response
        assert (self.address, response.status) == (self.address, self.status)
        # Led elsewhere, to sign in once more for example, it would be another page that is looked at.
        assert unquote(response.url).endswith(self.address)
        if self.step:
            self.step(page)

    def __str__(self) -> str:
        return f"{self.address} {self.step.__name__ if self.step else ''}".strip()


# What a reader sees


def text_pages() -> list[Place]:
    return [
        Place("/"),
        Place("/beliefs/"),
        Place("/beliefs/power-over-others/"),
        Place("/principles/"),
        Place("/principles/participation/"),
        Place("/principles/evidence-base/"),
        Place("/tags/"),
        Place("/tags/care/"),
        Place("/data/"),
        Place("/api/v1/"),
    ]


def edition_pages() -> list[Place]:
    return [
        Place("/editions/"),
        Place("/editions/1.0/"),
        Place("/editions/2.0/"),
        Place("/editions/compare/1.0...2.0/"),
        Place("/editions/compare/1.0...1.0/"),
        Place("/embed/text/1.0.html"),
        Place("/ar/embed/text/current.html"),
    ]


def plain_pages() -> list[Place]:
    in_english = [Place(page.get_absolute_url()) for page in PlainPage.objects.all()]
    # By a machine, from another English; and in English for want of a translation.
    return [*in_english, Place("/ar/about/"), Place("/es/about/")]


def public_accounts() -> list[Place]:
    """Of a year that has ended, of one with a budget alone, and of one whose budget is missing."""
    treasurer = User.objects.filter(email="treasurer@example.org").first() or member_of(
        "Finance publishers", email="treasurer@example.org", name="Tomas Treasurer"
    )
    sample_accounts.load(by=treasurer)
    return [
        Place("/transparency/"),
        Place("/ar/transparency/"),
        Place("/transparency/2023/"),
        Place("/ar/transparency/2024/"),
        Place("/transparency/2025/"),
        Place("/transparency/1999/", status=404),
    ]


def refusals() -> list[Place]:
    return [
        Place("/no/such/page/", status=404),
        Place("/editions/9.9/", status=404),
        Place("/broken/", status=500),
        Place("/cut-off/", status=503),
        Place("/unreadable/", status=400),
        Place("/for-nobody/", status=403),
        Place("/too-often/", status=429),
        Place("/accounts/login/", step=send_an_expired_form),
    ]


# What staff see


def admin(name: str, *arguments: object) -> str:
    return reverse(f"admin:{name}", args=arguments)


def change(thing: Model, view: str = "change") -> str:
    return admin(f"{thing._meta.app_label}_{thing._meta.model_name}_{view}", thing.pk)


def doors() -> list[Place]:
    """Where nobody is signed in."""
    return [
        Place("/accounts/login/"),
        Place("/accounts/login/", step=sign_in_with_a_wrong_password),
        Place("/accounts/signup/"),
        Place("/accounts/signup/", step=send_form),
        Place("/accounts/password/reset/"),
        Place("/accounts/login/code/"),
    ]


def desks() -> list[Place]:
    return [
        Place("/admin/"),
        Place("/admin/principles/"),
        Place("/preview/home/"),
        Place("/preview/beliefs/"),
        Place("/preview/principles/"),
        Place("/preview/clauses/participation/"),
    ]


def lists() -> list[Place]:
    return [
        *(Place(admin(f"{name}_changelist")) for name in LISTS),
        Place(admin("principles_coreprinciple_changelist"), step=send_an_empty_position),
        Place(admin("principles_coreprinciple_changelist") + "?is_retired__exact=0&q=nothing+has+this"),
        Place(admin("auth_group_changelist"), step=choose_to_delete),
    ]


def forms_to_add() -> list[Place]:
    adding = [Place(admin(f"{name}_add")) for name in LISTS if name not in {"principles_edition", TRANSLATIONS}]
    about = PlainPage.objects.get(slug="about")
    failing = [Place(admin(f"{name}_add"), step=send) for name in ("principles_coreprinciple", "pages_page")]
    return [
        *adding,
        *failing,
        Place(admin("accounts_user_add"), step=send),
        Place(admin(f"{TRANSLATIONS}_add") + f"?page={about.pk}&language=es"),
        Place(admin(f"{TRANSLATIONS}_add") + f"?page={about.pk}&language=es", step=send),
        Place(admin("taggit_tag_add") + "?_popup=1"),
    ]


def forms_to_change() -> list[Place]:
    participation = CorePrinciple.objects.get(slug="participation")
    conviction = BeliefStatement.objects.get(slug="conviction")
    about = PlainPage.objects.get(slug="about")
    editor = User.objects.get(email="editor@example.org")
    things = [participation, conviction, about, editor, Tag.objects.get(name="care"), Edition.objects.get(major=1)]
    return [
        *(Place(change(thing)) for thing in things),
        Place(change(participation), step=send_without_a_text),
        Place(change(about), step=send_without_a_text),
        Place(change(about), step=preview),
        Place(change(about.translations.get(language="ar"))),
        Place(change(about.translations.get(language="ar")), step=preview),
        Place(admin("auth_user_password_change", editor.pk), step=send_other_passwords),
    ]


def histories() -> list[Place]:
    participation = CorePrinciple.objects.get(slug="participation")
    about = PlainPage.objects.get(slug="about")
    things = [participation, about, User.objects.get(email="editor@example.org")]
    past = [participation.history.last(), about.history.last()]
    return [
        *(Place(change(thing, "history")) for thing in things),
        Place(admin("principles_coreprinciple_simple_history", participation.pk, past[0].pk)),
        Place(admin("pages_page_simple_history", about.pk, past[1].pk)),
        Place(change(about.translations.get(language="ar"), "history")),
    ]


def farewells() -> list[Place]:
    new = CorePrinciple.objects.get(slug="listening")
    needed = User.objects.get(email="publisher@example.org")
    return [
        Place(change(new, "delete")),
        Place(change(needed, "erasure")),
        # Last: it ends the session.
        Place("/admin/", step=sign_out),
    ]


def translations() -> list[Place]:
    stale = admin("principles_translation_clause", "es", "participation")
    from_right_to_left = admin("principles_translation_clause", "ar", "transparency")
    spanish = admin("principles_translation_language", "es")
    return [
        Place(admin("principles_translation_changelist")),
        Place("/ar" + admin("principles_translation_changelist")),
        Place(spanish),
        Place(spanish, step=import_nothing),
        Place(spanish, step=import_what_is_not_ours),
        Place(stale),
        Place("/ar" + stale),
        Place(stale, step=save_without_a_text),
        Place(stale, step=save_what_somebody_else_translated),
        Place(from_right_to_left),
        Place(admin("principles_translator_changelist")),
        Place(admin("principles_translator_add"), step=send),
    ]


def publishing() -> list[Place]:
    address = admin("principles_edition_publish")
    return [Place(address), Place(address, step=send)]


def public_pages() -> list[Place]:
    return [place for group in GROUPS_OF_PUBLIC_PAGES for place in group()]


# What is done there


def press(button: Locator) -> None:
    with button.page.expect_navigation():
        button.click()


def send(page: Page) -> None:
    press(page.locator("#content input[type=submit]").first)


def send_other_passwords(page: Page) -> None:
    for place, box in enumerate(page.locator("#content input[type=password]").all()):
        box.fill(f"not the password {place}")
    send(page)


def send_without_a_text(page: Page) -> None:
    page.get_by_role("textbox", name="Text").fill("")
    press(page.get_by_role("button", name="Save", exact=True))


def import_nothing(page: Page) -> None:
    press(page.get_by_role("button", name="Import"))


def import_what_is_not_ours(page: Page) -> None:
    content = b'msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "One"\nmsgstr "Uno"\n'
    page.locator("#id_file").set_input_files({"name": "es.po", "mimeType": "text/plain", "buffer": content})
    press(page.get_by_role("button", name="Import"))


def save_without_a_text(page: Page) -> None:
    page.get_by_role("textbox", name="Text").fill("")
    press(page.get_by_role("button", name="Save as draft"))


def save_what_somebody_else_translated(page: Page) -> None:
    page.locator("form:has(textarea) [name=revision]").evaluate("it => it.value = 7")
    press(page.get_by_role("button", name="Save as draft"))


def send_an_empty_position(page: Page) -> None:
    page.locator("#id_form-0-position").fill("")
    press(page.get_by_role("button", name="Save"))


def choose_to_delete(page: Page) -> None:
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("delete_selected")
    press(page.get_by_role("button", name="Go"))


def preview(page: Page) -> None:
    button = page.get_by_role("button", name="Preview")
    # In the same tab, where this page can be looked at.
    button.evaluate("it => it.removeAttribute('formtarget')")
    press(button)


def sign_in_with_a_wrong_password(page: Page) -> None:
    page.locator("#id_login").fill("editor@example.org")
    page.locator("#id_password").fill("not the password")
    send_form(page)


def send_form(page: Page) -> None:
    press(page.locator("main form .door[type=submit]").first)


def send_an_expired_form(page: Page) -> None:
    page.context.clear_cookies()
    sign_in_with_a_wrong_password(page)


def sign_out(page: Page) -> None:
    press(page.get_by_role("button", name="Log out"))


GROUPS_OF_PUBLIC_PAGES = (text_pages, edition_pages, plain_pages, public_accounts, refusals)
GROUPS_FOR_STAFF = (desks, lists, forms_to_add, forms_to_change, translations, histories, farewells)
