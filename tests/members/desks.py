"""What people do at a desk: the addresses of an organisation, and what they type there."""

from typing import Any

from members.models import Organisation


def part(organisation: Organisation, name: str = "") -> str:
    """The address of a part of the organisation's desk."""
    return f"/organisation/{organisation.slug}/{name}"


def profile(**typed: Any) -> dict[str, Any]:
    """What the form holds when the organisation of the cast is opened, and what is typed over it."""
    return {
        "name": "Men for Care",
        "other_names": "",
        "country": "KE",
        "kind": "registered",
        "website": "",
        "year_founded": "",
        "registration_number": "",
        "register": "",
        "themes": "",
        "description": "",
        "language": "en",
        "statement": "",
        **typed,
    }
