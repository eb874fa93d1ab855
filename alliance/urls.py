from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from alliance import views
from alliance.api.views import api_page
from alliance.shared.later import included_later

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", views.sitemap_file, name="sitemap-file"),
    path(".well-known/security.txt", views.security, name="security"),
    # The same in every language, so under one address alone.
    path("data/datapackage.json", views.package, name="data-package"),
    path("data/<slug:name>.csv", views.data_file, name="data-file"),
    included_later("api/v1/", "alliance.api.urls", namespace="api"),
    path("transparency/", include("alliance.finances.file_urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("data/", views.data, name="data"),
        path("api/v1/", api_page, name="api-page"),
        path("", include("principles.urls")),
        path("", include("members.urls")),
        path("transparency/", include("alliance.finances.urls")),
        path("accounts/", include("alliance.accounts.urls")),
        included_later("admin/", "alliance.accounts.admin_urls", namespace="admin"),
        # Last: its addresses are single words.
        path("", include("alliance.pages.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "alliance.views.unreadable"
handler404 = "alliance.views.not_found"
handler500 = "alliance.views.broken"
