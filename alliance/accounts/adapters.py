"""What allauth asks this site: how a person is saved, where links lead, what a mail may say."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmationHMAC
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.shared.responses import absolute

# In the context of a mail: that it tells what was done, and that nobody gets in by it.
IS_NOTICE = "is_notice"
WAYS = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code of your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("With a passkey or a security key"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "cannot_remove_primary_email": _("This is your only address. Add another before you remove it."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("The e-mail address and the password do not belong together."),
        "email_taken": _("There is an account with this address already."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This is not the code. Look at the newest one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has been used, or is too old."),
        "rate_limited": _("That was often. Wait a few minutes and try again."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes and try again."),
        "unverified_primary_email": _("Confirm your address first."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        user.email = form.cleaned_data["email"]
        user.password = form.password_hash
        user.language = get_language() or ""
        user.save()
        return user

    def format_email_subject(self, subject: str) -> str:
        # As every other subject: in Arabic the name is isolated, so that the direction comes from the words after it.
        return gettext("%(site)s: %(subject)s") % {"site": settings.SITE_NAME, "subject": subject}

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path on this site is: no other host, however much of it is ours."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor proves it again; else a stolen session and a password would be enough to add one."""
        methods = super().get_reauthentication_methods(user)
        offered = [method for method in methods if method["id"] != "reauthenticate"] or methods
        return [method | {"description": WAYS[method["id"]]} for method in offered]

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, {**(context or {}), IS_NOTICE: True}, email)

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        """The mail, which says to the outbox whether it carries a key."""
        message = super().render_mail(template_prefix, email, context, headers)
        message.carries_key = IS_NOTICE not in context
        return message

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC) -> str:
        return absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        person, _, token = key.partition("-")
        return absolute(reverse("account_reset_password_from_key", args=[person, token]))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Remove your second factor before you change your address."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "incorrect_code": _("This is not the code. Wait for the next one and try again."),
        "unverified_email": _("Confirm your e-mail address before you set up a second factor."),
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("Key %(number)s") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def _get_site_name(self) -> str:
        return settings.SITE_NAME
