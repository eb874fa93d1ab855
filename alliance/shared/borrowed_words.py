"""Words of libraries that lack them in some of the site's languages: collected with ours, and translated with them.

Nobody imports this: it is read by `make messages`, and Django finds the site's own translation before the library's.
"""

from django.utils.translation import gettext_noop as _

OF_HISTORIES = (_("Created"), _("Changed"), _("Deleted"))
OF_THE_ADMIN = (_("Model name"), _("Add link"), _("Change or view list link"), _("Reset password"))
OF_SECOND_FACTORS = (_("MFA"), _("Authenticators"), _("Authenticator"), _("authenticators"), _("authenticator"))
OF_MAILS = (_("Last updated"), _("Email From"), _("Expires"), _("Email won't be sent after this timestamp"))
OF_TAGS = (_("Merge selected tags"),)
