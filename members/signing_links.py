"""The address at which a named signatory signs: only who got the message knows it."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.shared.responses import NotHere
from members.models import SignOn

SALT = "members.signing"


def signing_path(case: SignOn) -> str:
    key = signing.dumps([str(case.pk), case.signatory_id], salt=SALT)
    return reverse("members:signing", args=[key])


def case_of(key: str) -> SignOn:
    """The case that the key was made for, as long as the same person is to sign it; else a 404 that says what to do."""
    refusal = NotHere(
        _("This link does not hold any more. Ask the person who sent it to name you again."),
        address=reverse("home"),
        label=_("Home"),
    )
    try:
        case_key, signatory = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError) as error:
        raise refusal from error
    case = SignOn.objects.select_related("organisation", "signatory", "applicant").filter(pk=case_key).first()
    if case is None or case.signatory is None or case.signatory_id != signatory or case.signatory.is_erased:
        raise refusal
    return case
