from principles.models.clause import BeliefStatement, Clause, CorePrinciple
from principles.models.edition import Draft, Edition, EditionClause
from principles.models.effect import Effect
from principles.models.notice import EditionNotice
from principles.models.refusals import ClassIsRight, EffectiveTooEarly, NothingToPublish, PublishingRefused, TextMovedOn
from principles.models.translation import Translation, TranslationMove, TranslationMovedOn, Translator
from principles.models.wording import Wording

__all__ = [
    "BeliefStatement",
    "ClassIsRight",
    "Clause",
    "CorePrinciple",
    "Draft",
    "Edition",
    "EditionClause",
    "EditionNotice",
    "Effect",
    "EffectiveTooEarly",
    "NothingToPublish",
    "PublishingRefused",
    "TextMovedOn",
    "Translation",
    "TranslationMove",
    "TranslationMovedOn",
    "Translator",
    "Wording",
]
