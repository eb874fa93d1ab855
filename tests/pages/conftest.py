from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission

from alliance.accounts.models import User
from alliance.pages.models import Page, PageTranslation

PUBLISHED = datetime(2026, 1, 2, tzinfo=UTC)
TRANSLATED = datetime(2026, 2, 3, tzinfo=UTC)


@pytest.fixture
def yearbook(db: None) -> Page:
    return Page.objects.create(
        slug="yearbook", title="Yearbook", text="It is out.\n\n## Sums\n\nAll of them.", updated_at=PUBLISHED
    )


@pytest.fixture
def anuario(yearbook: Page) -> PageTranslation:
    """The page in Spanish, as a member of staff translated it."""
    return PageTranslation.objects.create(
        page=yearbook,
        language="es",
        title="Anuario",
        text="Ya salió.\n\n## Cuentas\n\nTodas. [Escríbenos](/contact/).",
        source_digest=yearbook.digest,
        updated_at=TRANSLATED,
    )


@pytest.fixture
def translation_viewer(db: None) -> User:
    """Staff who may look at translations of pages, and no more."""
    user = User.objects.create_user(email="viewer@example.org", name="Vera Viewer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_pagetranslation"))
    return user


@pytest.fixture
def machine_made(anuario: PageTranslation) -> PageTranslation:
    PageTranslation.objects.filter(pk=anuario.pk).update(is_machine_made=True)
    anuario.refresh_from_db()
    return anuario
