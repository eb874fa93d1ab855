from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from alliance import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", views.sitemap_file, name="sitemap-file"),
    path(".well-known/security.txt", views.security, name="security"),
    # The same in every language, so under one address alone.
    path("data/datapackage.json", views.package, name="data-package"),
    path("data/<slug:name>.csv", views.data_file, name="data-file"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("data/", views.data, name="data"),
        path("", include("principles.urls")),
        path("", include("members.urls")),
        path("accounts/", include("alliance.accounts.urls")),
        path("admin/", admin.site.urls),
        # Last: its addresses are single words.
        path("", include("alliance.pages.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "alliance.views.unreadable"
handler404 = "alliance.views.not_found"
handler500 = "alliance.views.broken"
