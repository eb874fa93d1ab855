import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import WrongState
from alliance.shared.pictures import Picture
from members.models.organisation import Organisation

if TYPE_CHECKING:
    from alliance.accounts.models import User

# In CSS pixels. A page says how large a logo is shown before it comes, so that nothing moves when it does.
WIDEST, HIGHEST = 256, 128


class LogoQuerySet(models.QuerySet["Logo"]):
    def of(self, organisation: Organisation) -> "Logo | None":
        """All that is said of its logo, without the bytes of the picture."""
        return self.defer("image").filter(organisation=organisation).first()

    def put(self, *, organisation: Organisation, by: "User", alt: str, picture: Picture | None = None) -> None:
        """The logo of the organisation from now on; without a picture, other words for the one that is there.

        Raises WrongState if there is none.
        """
        columns: dict[str, object] = {"alt": alt, "changed_by": by, "changed_at": timezone.now()}
        if picture:
            columns |= {
                "image": picture.webp,
                "width": picture.width,
                "height": picture.height,
                "digest": hashlib.sha256(picture.webp).hexdigest(),
            }
        with transaction.atomic():
            if picture:
                self.update_or_create(organisation=organisation, defaults=columns)
            elif not self.filter(organisation=organisation).update(**columns):
                raise WrongState(gettext("The logo was removed meanwhile. Choose a picture again."))


class Logo(models.Model):
    """A small picture by which an organisation is known, made anew from what was given, of which nothing is kept."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="logo")
    image = models.BinaryField(_("picture"))
    alt = models.CharField(_("what the picture shows"), max_length=200)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    digest = models.CharField(_("digest of the picture"), max_length=64)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = LogoQuerySet.as_manager()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        constraints = (models.CheckConstraint(name="logo_says_what_it_shows", condition=~models.Q(alt="")),)

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def shown_width(self) -> int:
        return max(1, round(self.width * self._shown))

    @property
    def shown_height(self) -> int:
        return max(1, round(self.height * self._shown))

    @property
    def _shown(self) -> float:
        return min(1, WIDEST / self.width, HIGHEST / self.height)
