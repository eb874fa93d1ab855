"""What staff see of organisations and their sign-ons: to look at, and to decide on with verbs. No form saves a row."""

from members.admin.organisation import OrganisationAdmin
from members.admin.person import PersonAdmin
from members.admin.sign_on import SignOnAdmin

__all__ = ["OrganisationAdmin", "PersonAdmin", "SignOnAdmin"]
