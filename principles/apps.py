from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from alliance.shared.content_version.watched import Watched


class PrinciplesConfig(AppConfig):
    name = "principles"
    verbose_name = _("The text")
    # See alliance/shared/content_version. Drafts of clauses, and their tags, are not among it.
    public_content = {
        "text": (
            Watched("principles.Wording"),
            Watched("principles.EditionClause"),
            Watched("principles.Edition"),
            Watched("principles.Effect"),
            Watched("principles.EditionNotice"),
            Watched("principles.Translation"),
            # Who proposed and who published an edition. Whoever did can neither be new nor be deleted.
            Watched("accounts.User", columns=("name",), events=("update",)),
        )
    }
