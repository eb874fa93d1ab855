from principles.models.clause import BeliefStatement, Clause, CorePrinciple
from principles.models.edition import Draft, Edition, EditionClause, NothingToPublish, PublishingRefused, TextMovedOn
from principles.models.translation import Translation
from principles.models.wording import Wording

__all__ = [
    "BeliefStatement",
    "Clause",
    "CorePrinciple",
    "Draft",
    "Edition",
    "EditionClause",
    "NothingToPublish",
    "PublishingRefused",
    "TextMovedOn",
    "Translation",
    "Wording",
]
