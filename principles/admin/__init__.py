"""What staff see of the text: the drafts, the editions and the way to publish one, the translations."""

from principles.admin.clause import BeliefStatementAdmin, ClauseAdmin, CorePrincipleAdmin, TagAdmin
from principles.admin.edition import EditionAdmin
from principles.admin.translation import TranslationAdmin
from principles.admin.translator import TranslatorAdmin

__all__ = [
    "BeliefStatementAdmin",
    "ClauseAdmin",
    "CorePrincipleAdmin",
    "EditionAdmin",
    "TagAdmin",
    "TranslationAdmin",
    "TranslatorAdmin",
]
