"""Where plain pages are translated, and what is written there."""

from collections.abc import Callable
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from alliance.accounts.models import User
from alliance.pages.models import Page, PageTranslation

SignIn = Callable[[User], Client]
LIST = "/admin/pages/pagetranslation/"
WRITTEN = {"title": "Libro del año", "text": "Ya salió.\n\n## Cuentas\n\nPocas."}


def change(translation: PageTranslation) -> str:
    return f"{LIST}{translation.pk}/change/"


def add(page: Page, language: str) -> str:
    return f"{LIST}add/?page={page.pk}&language={language}"


def page_form(page: Page) -> str:
    return f"/admin/pages/page/{page.pk}/change/"


def history(translation: PageTranslation) -> str:
    return f"{LIST}{translation.pk}/history/"


def words(response: HttpResponse) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def saved(language: str = "es") -> PageTranslation:
    return PageTranslation.objects.get(page__slug="yearbook", language=language)
