"""allauth's forms in the words of this site: no placeholders, a password typed once, help where it helps."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.accounts.names import NameField

EMAIL = _("E-mail address")
PASSWORD = _("Password")
GOOD_PASSWORD = _("At least 12 characters. A few words that nobody would guess do well.")
CODE = _("Code")
LOGIN_CODE = _("As it stands in the mail. Capitals and hyphens do not matter.")
APP_CODE = _("The six digits that your app shows now, or one of your recovery codes.")


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("name", "email")


class InOurWords:
    """Mixed into a form of allauth's: `words` has the label and the help of each field."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if name == "code":
                field.widget.attrs |= {"autocapitalize": "off", "spellcheck": "false"}


class LoginForm(InOurWords, account.LoginForm):
    words = {"login": (EMAIL, ""), "password": (PASSWORD, "")}


class SignUpForm(InOurWords, account.SignupForm):
    name = NameField()
    field_order = ("name", "email", "password1")
    words = {
        "email": (EMAIL, _("A link goes there. Once you have opened it, the address is yours here.")),
        "password1": (PASSWORD, GOOD_PASSWORD),
    }
    password_hash = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password = cleaned.get("password1")
        if password:
            person = User(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password1", error)
        if not self.errors:
            # Here, so that no lock is held meanwhile, and a known address takes as long as a new one.
            self.password_hash = make_password(password)
        return cleaned

    def try_again_as_known(self, request: HttpRequest) -> HttpResponse:
        """The answer when another request took the address since this form was checked."""
        self.account_already_exists = True
        return self.try_save(request)[1]


class NewAddressForm(InOurWords, account.AddEmailForm):
    words = {"email": (_("New e-mail address"), _("A link goes there. Until you open it, nothing changes."))}


class SendAgainForm(forms.Form):
    email = forms.EmailField(label=EMAIL, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    words = {"oldpassword": (_("Present password"), ""), "password1": (_("New password"), GOOD_PASSWORD)}


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    words = {"password1": (_("New password"), GOOD_PASSWORD)}


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), GOOD_PASSWORD)}


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    words = {"email": (EMAIL, "")}


class PasswordAgainForm(InOurWords, account.ReauthenticateForm):
    words = {"password": (PASSWORD, "")}


class RequestLoginCodeForm(InOurWords, account.RequestLoginCodeForm):
    words = {"email": (EMAIL, "")}


class LoginCodeForm(InOurWords, account.ConfirmLoginCodeForm):
    words = {"code": (CODE, LOGIN_CODE)}


class SecondFactorForm(InOurWords, second_factor.AuthenticateForm):
    words = {"code": (CODE, APP_CODE)}


class SecondFactorAgainForm(InOurWords, second_factor.ReauthenticateForm):
    words = {"code": (CODE, APP_CODE)}


class ActivateAppForm(InOurWords, ActivateTOTPForm):
    words = {"code": (CODE, _("The six digits that your app shows now."))}


class AddKeyForm(InOurWords, AddWebAuthnForm):
    words = {
        "name": (_("Name"), _("So that you know it from others: the phone, the computer, the key ring.")),
        "passwordless": (
            _("Sign in with it alone, without a password"),
            _("Your device then asks for its PIN, your finger or your face."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class RenameKeyForm(InOurWords, EditWebAuthnForm):
    words = {"name": (_("Name"), "")}
