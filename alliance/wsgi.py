import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")

application = get_wsgi_application()

if settings.PAGE_CACHE_MEGABYTES:
    # What it is made of needs Django.
    from alliance.page_cache import PageCache
    from alliance.shared.content_version.looking import looks_at
    from alliance.warming import Warming

    application = PageCache(
        application,
        looks_at("default"),
        most_bytes=settings.PAGE_CACHE_MEGABYTES * 1_000_000,
        most_silence=settings.READING_WITHOUT_DATABASE_HOURS * 3600,
    )
    Warming(application).start()

if settings.TRUSTED_PROXIES:
    # Nobody is trusted who is not named: without the wrapper, which trusts 127.0.0.1 unless told otherwise, nobody is.
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.TRUSTED_PROXIES)
