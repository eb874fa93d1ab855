from members.models.decision import Decision, Note
from members.models.endorsement import Endorsement
from members.models.invitation import CannotBeInvited, Invitation, NotInvited
from members.models.organisation import Organisation
from members.models.representative import LastRepresentative, Representative
from members.models.sign_on import NotSigned, SignOn, TextMovedOn
from members.models.signatory import Signatory

__all__ = [
    "CannotBeInvited",
    "Decision",
    "Endorsement",
    "Invitation",
    "LastRepresentative",
    "NotInvited",
    "NotSigned",
    "Note",
    "Organisation",
    "Representative",
    "SignOn",
    "Signatory",
    "TextMovedOn",
]
