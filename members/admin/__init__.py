"""What staff see of organisations, sign-ons and changes: to look at, and to decide on. No form saves a row."""

from members.admin.announcement import AnnouncementAdmin
from members.admin.organisation import OrganisationAdmin
from members.admin.person import PersonAdmin
from members.admin.profile_change import ProfileChangeAdmin
from members.admin.sign_on import SignOnAdmin

__all__ = ["AnnouncementAdmin", "OrganisationAdmin", "PersonAdmin", "ProfileChangeAdmin", "SignOnAdmin"]
