from members.models.decision import Decision, Note
from members.models.endorsement import Endorsement
from members.models.organisation import Organisation
from members.models.person import Person
from members.models.representative import LastRepresentative, Representative
from members.models.sign_on import NotSigned, SignOn, TextMovedOn
from members.models.signatory import Signatory

__all__ = [
    "Decision",
    "Endorsement",
    "LastRepresentative",
    "NotSigned",
    "Note",
    "Organisation",
    "Person",
    "Representative",
    "SignOn",
    "Signatory",
    "TextMovedOn",
]
