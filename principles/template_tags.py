from django import template
from django.utils.html import format_html

from alliance.shared.languages import language_tag
from principles.reading import Shown

register = template.Library()


@register.simple_tag
def shown_language(shown: Shown) -> str:
    """Attributes of the element that holds the words, where they stand in another language than the page."""
    if not shown.is_foreign:
        return ""
    return format_html(' lang="{}" dir="{}"', language_tag(shown.language), shown.direction)
