from members.models.decision import Decision, Note
from members.models.endorsement import Endorsement
from members.models.logo import Logo
from members.models.organisation import Organisation
from members.models.profile_change import ProfileChange
from members.models.representative import LastRepresentative, Representative
from members.models.sign_on import NotSigned, SignOn, TextMovedOn
from members.models.signatory import Signatory

__all__ = [
    "Decision",
    "Endorsement",
    "LastRepresentative",
    "Logo",
    "NotSigned",
    "Note",
    "Organisation",
    "ProfileChange",
    "Representative",
    "SignOn",
    "Signatory",
    "TextMovedOn",
]
