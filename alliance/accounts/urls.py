"""Every address under /accounts/: allauth's, each by the name that allauth knows it by, and our own.

All are pages for visitors: with a session, and never stored.
"""

from django.urls import include, path

from alliance.accounts import views
from alliance.shared.later import viewed_later
from alliance.shared.permissions import visitor_page

OURS = [
    path("", views.account_detail, name="account-detail"),
    path("second-factor/", views.second_factor, name="second-factor"),
]

# Loaded when somebody signs in: with all their libraries, such as those for keys, they are large.
PAGES = [
    ("login/", "allauth.account.views.login", "account_login"),
    ("login/code/", "allauth.account.views.request_login_code", "account_request_login_code"),
    ("login/code/confirm/", "allauth.account.views.confirm_login_code", "account_confirm_login_code"),
    ("logout/", "allauth.account.views.logout", "account_logout"),
    ("signup/", "alliance.accounts.allauth_views.SignUpView", "account_signup"),
    ("inactive/", "allauth.account.views.account_inactive", "account_inactive"),
    ("reauthenticate/", "allauth.account.views.reauthenticate", "account_reauthenticate"),
    ("email/", "allauth.account.views.email", "account_email"),
    ("confirm-email/", "alliance.accounts.allauth_views.LinkSentView", "account_email_verification_sent"),
    ("confirm-email/<str:key>/", "alliance.accounts.allauth_views.ConfirmAddressView", "account_confirm_email"),
    ("password/change/", "allauth.account.views.password_change", "account_change_password"),
    ("password/set/", "allauth.account.views.password_set", "account_set_password"),
    ("password/reset/", "allauth.account.views.password_reset", "account_reset_password"),
    ("password/reset/done/", "allauth.account.views.password_reset_done", "account_reset_password_done"),
    (
        "password/reset/key/done/",
        "allauth.account.views.password_reset_from_key_done",
        "account_reset_password_from_key_done",
    ),
    (
        "password/reset/key/<slug:uidb36>/<str:key>/",
        "allauth.account.views.password_reset_from_key",
        "account_reset_password_from_key",
    ),
    ("2fa/", "allauth.mfa.base.views.index", "mfa_index"),
    ("2fa/authenticate/", "allauth.mfa.base.views.authenticate", "mfa_authenticate"),
    ("2fa/reauthenticate/", "allauth.mfa.base.views.reauthenticate", "mfa_reauthenticate"),
    ("2fa/totp/activate/", "alliance.accounts.allauth_views.ActivateAppView", "mfa_activate_totp"),
    ("2fa/totp/deactivate/", "allauth.mfa.totp.views.deactivate_totp", "mfa_deactivate_totp"),
    ("2fa/recovery-codes/", "allauth.mfa.recovery_codes.views.view_recovery_codes", "mfa_view_recovery_codes"),
    (
        "2fa/recovery-codes/generate/",
        "allauth.mfa.recovery_codes.views.generate_recovery_codes",
        "mfa_generate_recovery_codes",
    ),
    (
        "2fa/recovery-codes/download/",
        "allauth.mfa.recovery_codes.views.download_recovery_codes",
        "mfa_download_recovery_codes",
    ),
    ("2fa/webauthn/", "allauth.mfa.webauthn.views.list_webauthn", "mfa_list_webauthn"),
    ("2fa/webauthn/add/", "alliance.accounts.allauth_views.AddKeyView", "mfa_add_webauthn"),
    ("2fa/webauthn/login/", "allauth.mfa.webauthn.views.login_webauthn", "mfa_login_webauthn"),
    (
        "2fa/webauthn/reauthenticate/",
        "allauth.mfa.webauthn.views.reauthenticate_webauthn",
        "mfa_reauthenticate_webauthn",
    ),
    ("2fa/webauthn/keys/<int:pk>/edit/", "allauth.mfa.webauthn.views.edit_webauthn", "mfa_edit_webauthn"),
    ("2fa/webauthn/keys/<int:pk>/remove/", "allauth.mfa.webauthn.views.remove_webauthn", "mfa_remove_webauthn"),
]

urlpatterns = [
    path("", include((OURS, "accounts"))),
    *(
        path(route, visitor_page(views.refusing_wrong_input(viewed_later(view))), name=name)
        for route, view, name in PAGES
    ),
]
