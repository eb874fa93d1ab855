from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliance.shared.content_version.watched import Owner, Watched


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Organisations")
    # See alliance/shared/erasing.py.
    names_people = ("members.Decision.reason", "members.Note.text")
    may_name_people = (
        *("members.Organisation.description", "members.Organisation.statement", "members.Logo.alt"),
        # More than in the present row, which staff can correct: what is history nobody can.
        *(f"members.HistoricalOrganisation.{name}" for name in ("description", "statement", "other_names", "register")),
    )
    # See alliance/shared/content_version. What applicants write is not among it: no public page is made anew for it.
    public_content = {
        "members": (
            # An endorsement is a change of its organisation's row: see `members/search_index.py`.
            Watched("members.Organisation", when="{row}.standing = 'member'"),
            Watched("members.Logo"),
            # What the feed of changes tells of.
            Watched("members.ProfileChange", when="{row}.state = 'accepted'"),
            Watched("members.Representative", when="{row}.is_public"),
            # Who is named as a representative. Whoever is can neither be new nor be deleted.
            Watched("accounts.User", columns=("name", "is_active"), events=("update",)),
            # How long a decision takes, and what is said against the class of a change.
            Watched("members.Decision", when="{row}.verb IN ('accept', 'decline', 'object')"),
            Watched("taggit.Tag", columns=("name", "slug"), events=("update", "delete")),
            Watched(
                "taggit.TaggedItem", owner=Owner("members.Organisation", column="object_id", when="standing = 'member'")
            ),
        )
    }
