"""What applicants type on their way, and where."""

from django.urls import reverse

from members.models import SignOn

NEW = "/members/join/organisation/"
PROFILE = {
    "name": "Fundación Padres",
    "country": "MX",
    "kind": "informal",
    "website": "https://padres.example/",
    "themes": "care, health",
    "description": "Somos padres.",
    "language": "en",
    "visibility": "public",
}
SIGNED_BY_ME = {
    "edition": "1.0",
    "who": "me",
    "name": "Amina Applicant",
    "job_title": "Coordinator",
    "endorse": "on",
    "may_sign": "on",
    "privacy": "on",
}
SIGNED_BY_ANOTHER = {
    "edition": "1.0",
    "who": "other",
    "name": "Sofía Signatory",
    "job_title": "Director",
    "email": "sofia@example.org",
}


def step(name: str, case: SignOn) -> str:
    return reverse(f"members:sign-on-{name}", args=[case.pk])
