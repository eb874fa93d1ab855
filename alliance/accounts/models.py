from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.erasing import end_sessions

# No mail goes there, ever: RFC 2606.
NOWHERE = "invalid.invalid"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """For whoever runs the server; nobody else could confirm the address if no mail goes out yet."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.vouch_for_address()
        return user

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """In small letters throughout, so that people find their account however they type the address."""
        return super().normalize_email(email).lower()

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who may sign in, known by an e-mail address and by one name, written as that person writes it."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(
        _("name"), max_length=200, help_text=_("As it should be shown. One field for every kind of name.")
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May sign in to this administration."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting a person."))
    language = models.CharField(
        _("language"), max_length=15, blank=True, help_text=_("Of the page on which the person signed up, if known.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "email")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_person_per_email_address"),
            models.CheckConstraint(
                name="person_has_an_address_in_small_letters", condition=models.Q(email=Lower("email"))
            ),
        )

    def __str__(self) -> str:
        return gettext("name erased") if self.is_erased else self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        return self.email.endswith(f"@{NOWHERE}")

    @property
    def mail_language(self) -> str:
        """The language to write to the person in, as long as the site has it."""
        return self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def has_confirmed(self, email: str) -> bool:
        """Whether the address is this person's, as a link that went there has shown."""
        return self.emailaddress_set.filter(email__iexact=email, verified=True).exists()

    def vouch_for_address(self) -> None:
        """Takes the address for this person's without asking by mail, and forgets every other."""
        self.forget_other_addresses()
        self.emailaddress_set.update_or_create(email=self.email, defaults={"verified": True, "primary": True})

    def forget_other_addresses(self) -> None:
        """Leaves no other address than the person's own to sign in with."""
        self.emailaddress_set.exclude(email=self.email).delete()

    def correct_name(self, name: str) -> None:
        """Of this row; `members.models.Person` reaches every other place in which the former name stands."""
        self.name = name
        self.save(update_fields=["name"])

    def erase(self) -> None:
        """Leaves a row that says nothing of the person, for the rows that point to it, and nobody can sign in with.

        Call it in a transaction; `members.models.Person` reaches every other place that holds the person's data.
        """
        end_sessions(of=self)
        for theirs in (self.emailaddress_set, self.authenticator_set):
            theirs.all().delete()
        self.groups.clear()
        self.user_permissions.clear()
        self.name, self.email, self.language, self.last_login = "", f"erased-{self.pk}@{NOWHERE}", "", None
        self.is_active = self.is_staff = self.is_superuser = False
        self.set_unusable_password()
        self.save()
