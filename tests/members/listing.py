"""The list of signatories as its page shows it."""

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from members.models import Organisation

Make = Callable[..., Organisation]
ADDRESS = "/members/"


def found(client: Client, **query: object) -> list[str]:
    """The names in the order of the page."""
    response = client.get(ADDRESS, query)
    assert response.status_code == 200, response.content.decode()
    listed = response.content.decode().partition('id="found"')[2].partition('class="neighbours"')[0]
    return [unescape(name) for name in re.findall(r'<a href="/members/[^"]+"><bdi>(.*?)</bdi></a>', listed)]


def choices(client: Client, name: str, **query: object) -> dict[str, str]:
    """What a filter offers, by value, with the words that say how many."""
    page = client.get(ADDRESS, query).content.decode()
    select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    assert select
    options = re.findall(r'<option value="([^"]+)"[^>]*>(.*?)</option>', select[0], re.DOTALL)
    return {value: " ".join(unescape(label).split()) for value, label in options}
