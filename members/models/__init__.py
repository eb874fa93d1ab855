from members.models.decision import Decision, Note
from members.models.endorsement import Endorsement, SignedAlready, TextMovedOn
from members.models.invitation import CannotBeInvited, Invitation, NotInvited
from members.models.letter import Announcement, Letter
from members.models.logo import Logo
from members.models.organisation import Organisation
from members.models.paper_scan import PaperScan
from members.models.person import Person
from members.models.profile_change import ProfileChange
from members.models.representative import LastRepresentative, Representative
from members.models.sign_on import NotSigned, SignOn
from members.models.signatory import Signatory
from members.models.signature_request import SignatureRequest

__all__ = [
    "Announcement",
    "CannotBeInvited",
    "Decision",
    "Endorsement",
    "Invitation",
    "LastRepresentative",
    "Letter",
    "Logo",
    "NotInvited",
    "NotSigned",
    "Note",
    "Organisation",
    "PaperScan",
    "Person",
    "ProfileChange",
    "Representative",
    "SignOn",
    "Signatory",
    "SignatureRequest",
    "SignedAlready",
    "TextMovedOn",
]
