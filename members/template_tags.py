from django import template

from members.models import Organisation

register = template.Library()


@register.simple_tag
def organisations_count() -> int:
    """How many organisations stand behind the text, those that are counted only among them."""
    return Organisation.objects.counted().count()
