from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def mail_reaches_somebody(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.EMAIL_DELIVERY_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return []
    sentence = "EMAIL_URL writes mail to files, so that nobody receives it."
    return [Warning(sentence, hint="Name a mail server, such as smtp+tls://...", id="outbox.W001")]
