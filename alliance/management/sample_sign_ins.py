"""As whom a site with sample data can be tried."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.urls import reverse

from alliance.accounts.models import User
from alliance.shared.responses import absolute
from alliance.shared.sample import DEFAULT_PASSWORD

# All sign-ins are in this group, by which a database with sample data is known.
GROUP = "Sample sign-ins"


@dataclass(frozen=True)
class SignIn:
    """Somebody in the part of somebody else; `group` is that of staff who are no administrators."""

    email: str
    name: str
    does: str
    group: str = ""


ADMINISTRATOR = SignIn("admin@example.org", "Sample administrator", "may do everything")
SIGN_INS = (
    SignIn("editor@example.org", "Sample editor", "edits the drafts", "Editors"),
    SignIn("publisher@example.org", "Sample publisher", "publishes editions", "Publishers"),
    SignIn("treasurer@example.org", "Sample treasurer", "keeps and publishes the accounts", "Finance publishers"),
    SignIn("officer@example.org", "Sample officer", "decides on sign-ons", "Officers"),
    ADMINISTRATOR,
    SignIn("partner-a@example.org", "Sample partner A", "acts for two organisations"),
    SignIn("partner-b@example.org", "Sample partner B", "acts for one, and applies for another"),
)


def are_there() -> bool:
    return Group.objects.filter(name=GROUP).exists()


def make_all() -> dict[str, User]:
    """The people by their addresses."""
    mark = Group.objects.create(name=GROUP)
    people = {sign_in.email: make(sign_in) for sign_in in SIGN_INS}
    mark.user_set.add(*people.values())
    agree_on_password()
    return people


def make(sign_in: SignIn) -> User:
    if sign_in is ADMINISTRATOR:
        return User.objects.create_superuser(sign_in.email, name=sign_in.name)
    person = User.objects.create_user(sign_in.email, name=sign_in.name, is_staff=bool(sign_in.group))
    person.vouch_for_address()
    if sign_in.group:
        person.groups.add(Group.objects.get(name=sign_in.group))
    return person


def agree_on_password() -> None:
    """Has all of them sign in with SAMPLE_PASSWORD; CommandError says why it is no good password."""
    people = list(User.objects.filter(groups__name=GROUP).order_by("pk"))
    # One look is enough, and a start stays quick: they all get their password together.
    if people[0].check_password(settings.SAMPLE_PASSWORD):
        return
    for person in people:
        try:
            validate_password(settings.SAMPLE_PASSWORD, person)
        except ValidationError as error:
            raise CommandError(f"SAMPLE_PASSWORD is refused: {' '.join(error.messages)}") from error
        person.set_password(settings.SAMPLE_PASSWORD)
        person.save(update_fields=["password"])


def how_to_sign_in() -> str:
    """What is printed at each start; a password of somebody's own is not."""
    is_known = settings.SAMPLE_PASSWORD == DEFAULT_PASSWORD
    password = f"{DEFAULT_PASSWORD} (SAMPLE_PASSWORD sets another)" if is_known else "that of SAMPLE_PASSWORD"
    return "\n".join(
        [
            "",
            "This site shows sample data: nothing on it is real. Its sign-ins:",
            "",
            *(f"    {sign_in.email:<21}  {sign_in.does}" for sign_in in SIGN_INS),
            "",
            f"    address   {absolute(reverse('account_login'))}",
            f"    password  {password}",
            "",
            "To start without it, on the founding text alone: SAMPLE_DATA=0 make run",
            f"To remove it: delete {settings.DATABASES['default']['NAME']}",
            "",
        ]
    )
