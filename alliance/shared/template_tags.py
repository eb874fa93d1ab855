import json
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from alliance.shared import fragments, languages, markdown, responses, sample

register = template.Library()
register.simple_tag(fragments.fragment)

# In a script element only these could end it or begin a comment.
SCRIPT_ESCAPES = {">": "\\u003E", "<": "\\u003C", "&": "\\u0026"}


@register.simple_tag
def json_ld(content: dict[str, Any]) -> SafeString:
    """The content as a JSON-LD data block; it is no script and no policy needs to allow it."""
    text = json.dumps(sample.marked_json_ld(content), cls=DjangoJSONEncoder, ensure_ascii=False)
    # Not str.translate, which goes from letter to letter and takes fifty times as long.
    for letter, escape in SCRIPT_ESCAPES.items():
        text = text.replace(letter, escape)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.inclusion_tag("_components/_sample.html")
def sample_notice(role: str = "") -> dict[str, Any]:
    """A line above every page of a site with sample data. It needs no context, which a page about an error lacks."""
    return {"sentences": sample.sentences(), "role": role}


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """The text as a QR code: an svg element that stands in the page itself, so that no policy need allow it."""
    # Few pages have one, and the library brings along one for pictures.
    import qrcode
    from qrcode.image.svg import SvgPathImage

    return mark_safe(qrcode.make(text, image_factory=SvgPathImage).to_string(encoding="unicode"))


@register.simple_tag
def in_source_language() -> SafeString:
    """Attributes of an element whose words stay in the source language whatever the page's: empty where both agree."""
    is_source = languages.page_language() == settings.LANGUAGE_CODE
    return mark_safe("" if is_source else f' lang="{settings.LANGUAGE_CODE}" dir="ltr"')


@register.filter
def language_tag(code: str) -> str:
    return languages.language_tag(code)


@register.filter
def absolute(path: str) -> str:
    return responses.absolute(path)


@register.filter(name="markdown")
def rendered_markdown(text: str, original: str = "") -> SafeString:
    """Its links stay in the language of the page; of a translation they can lead to the parts of the `original`."""
    return _rendered_markdown(text, original, languages.page_language())


@lru_cache(markdown.MOST_TEXTS)
def _rendered_markdown(text: str, original: str, _language: str) -> SafeString:
    return markdown.render(text, lead=languages.in_page_language, original=original)
