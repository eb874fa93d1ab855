from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a clause is, in the order in which kinds stand in the text; the value is part of the canonical form.

    A belief statement's stance is in it: the conviction, or the list of what manhood is, or is not, defined by.
    """

    CONVICTION = "conviction", _("conviction")
    NOT_DEFINED_BY_LEAD_IN = "not_defined_by_lead_in", _("not defined by: lead-in")
    NOT_DEFINED_BY = "not_defined_by", _("not defined by")
    DEFINED_BY_LEAD_IN = "defined_by_lead_in", _("defined by: lead-in")
    DEFINED_BY = "defined_by", _("defined by")
    CORE_PRINCIPLE = "core_principle", _("core principle")
