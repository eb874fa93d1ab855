from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alliance.shared.languages import language_tag
from principles.reading import Shown

register = template.Library()


@register.simple_tag
def shown_language(shown: Shown) -> SafeString:
    """Attributes of the element that holds the words, where they stand in another language than the page."""
    if not shown.is_foreign:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', language_tag(shown.language), shown.direction)
