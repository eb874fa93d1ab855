from typing import Any

from django.conf import settings

from alliance.pages.models import Page, PageTranslation
from alliance.shared.responses import absolute


def page_as_web_page(page: Page | PageTranslation) -> dict[str, Any]:
    """A plain page, in the language in which it is shown, in the words of https://schema.org/WebPage."""
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": absolute(page.get_absolute_url()),
        "url": absolute(page.get_absolute_url()),
        "name": page.title,
        "inLanguage": page.language,
        "dateModified": page.updated_at,
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": absolute("/")},
    }
