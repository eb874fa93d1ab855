"""What allauth does otherwise here: nobody half signed up, links that machines may open, a factor shown once."""

from typing import Any

from allauth.account import app_settings
from allauth.account import views as account
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic.edit import FormView

from alliance.accounts.forms import SendAgainForm
from alliance.accounts.models import User

DAY = 24 * 60 * 60


class SignUpView(account.SignupView):
    def form_valid(self, form: Any) -> HttpResponse:
        """Everything or nothing: a mail that fails leaves nobody behind who was never written to."""
        begun = unstash_login(self.request, peek=True)
        if begun and begun.user and begun.user.email == form.cleaned_data["email"].lower():
            # The second click of the one who has just signed up here: once the link is opened, they go on.
            return redirect("account_email_verification_sent")
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            return form.try_again_as_known(self.request)


class ConfirmAddressView(account.ConfirmEmailView):
    """A link that any machine may open, as often as it likes; only the button on its page confirms the address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = None
        self.address = address_of(kwargs["key"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.say(200 if self.address else 404)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.address:
            return self.say(404)
        try:
            with transaction.atomic():
                self.address = EmailAddress.objects.select_for_update().get(pk=self.address.pk)
                if self.address.verified:
                    return self.say(200)
                return super().post(request, *args, **kwargs)
        except (IntegrityError, EmailAddress.DoesNotExist):
            return self.say(409)

    def say(self, status: int) -> HttpResponse:
        context = {"address": self.address, "is_taken": status == 409 or self.is_taken()}
        return render(self.request, self.template_name, context, status=status)

    def respond(self, success: bool) -> HttpResponse:
        return super().respond(success) if success else self.say(409)

    def is_taken(self) -> bool:
        if not self.address or self.address.verified:
            return False
        others = User.objects.filter(email=self.address.email).exclude(pk=self.address.user_id)
        return others.exists() or not self.address.can_set_verified()


def address_of(key: str) -> EmailAddress | None:
    """The address that a link is for, verified or not; nothing if nobody sent the link, or long ago."""
    max_age = app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * DAY
    try:
        number = signing.loads(key, max_age=max_age, salt=app_settings.SALT)
    except signing.BadSignature:
        return None
    return EmailAddress.objects.select_related("user").filter(pk=number).first()


class LinkSentView(FormView):
    """Says that a link is on its way, and sends it again. It tells nobody whether an address has an account."""

    template_name = "account/verification_sent.html"
    form_class = SendAgainForm

    def get_initial(self) -> dict[str, Any]:
        login = unstash_login(self.request, peek=True)
        return {"email": (login.email or (login.user and login.user.email)) if login else ""}

    def form_valid(self, form: SendAgainForm) -> HttpResponse:
        with transaction.atomic():
            send_link_again(self.request, form.cleaned_data["email"])
        context = self.get_context_data(form=SendAgainForm(initial=form.cleaned_data), sent_again=True)
        return self.render_to_response(context)


def send_link_again(request: HttpRequest, email: str) -> None:
    addresses = EmailAddress.objects.filter(email=email, user__is_active=True).order_by("-verified", "pk")
    address = addresses.first()
    if address is None or address.verified:
        # One mail in every case: it says that there is an account, or none.
        send_verification_email_to_address(request, EmailAddress(email=email), signup=address is not None)
    else:
        send_verification_email_to_address(request, address, signup=True)


class FactorAdded:
    """Who has just shown that an app or a key is theirs need not show it again at once."""

    request: HttpRequest
    factor: str

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        newest = Authenticator.objects.filter(user=self.request.user, type=self.factor).latest("pk")
        post_authentication(self.request, newest, reauthenticated=True)
        return response


class ActivateAppView(FactorAdded, ActivateTOTPView):
    factor = Authenticator.Type.TOTP


class AddKeyView(FactorAdded, AddWebAuthnView):
    factor = Authenticator.Type.WEBAUTHN
