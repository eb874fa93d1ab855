"""The address at which a named signatory signs: only who got the message knows it."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.responses import NotHere
from members.models import SignatureRequest, SignOn

SALT = "members.signing"


Asked = SignOn | SignatureRequest


def signing_path(asked: Asked) -> str:
    key = signing.dumps([str(asked.pk), asked.signatory_id], salt=SALT)
    return reverse("members:signing", args=[key])


def asked_by_key(key: str) -> Asked:
    """What the key was made for, as long as the same person is to sign it; else a 404 that says what to do."""
    refusal = NotHere(
        _("This link does not hold any more. Ask the person who sent it to name you again."),
        address=reverse("home"),
        label=_("Home"),
    )
    try:
        row, signatory = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise refusal from error
    found = {"pk": row, "signatory": signatory, "signatory__erased_at": None}
    case = SignOn.objects.select_related("organisation", "signatory", "applicant").filter(**found).first()
    request = SignatureRequest.objects.select_related("organisation", "signatory", "asker")
    asked = case or request.filter(**found).first()
    if asked is None or signatory is None:
        raise refusal
    return asked
