from alliance.pages.models.page import RESERVED, Page
from alliance.pages.models.page_translation import PageTranslation

__all__ = ["RESERVED", "Page", "PageTranslation"]
