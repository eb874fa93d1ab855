from alliance.pages.admin.page import PageAdmin
from alliance.pages.admin.page_translation import PageTranslationAdmin

__all__ = ["PageAdmin", "PageTranslationAdmin"]
