from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliance.shared.content_version.watched import Watched


class PagesConfig(AppConfig):
    name = "alliance.pages"
    verbose_name = _("Plain pages")
    # See alliance/shared/erasing.py.
    may_name_people = (
        *("pages.Page.title", "pages.Page.text"),
        *("pages.HistoricalPage.title", "pages.HistoricalPage.text"),
        *("pages.PageTranslation.title", "pages.PageTranslation.text"),
        *("pages.HistoricalPageTranslation.title", "pages.HistoricalPageTranslation.text"),
    )
    # See alliance/shared/content_version.
    public_content = {"pages": (Watched("pages.Page"), Watched("pages.PageTranslation"))}
