"""Every address under /accounts/: allauth's, each by the name that allauth knows it by, and our own.

All are pages for visitors: with a session, and never stored.
"""

from django.urls import include, path

from alliance.accounts import views
from alliance.shared.later import viewed_later
from alliance.shared.permissions import View, visitor_page

OURS = [
    path("", views.account_detail, name="account-detail"),
    path("second-factor/", views.second_factor, name="second-factor"),
]

ACCOUNT, FACTORS = "allauth.account.views", "allauth.mfa.base.views"
APP, CODES, KEYS = "allauth.mfa.totp.views", "allauth.mfa.recovery_codes.views", "allauth.mfa.webauthn.views"
OTHERWISE = "alliance.accounts.allauth_views"

# Loaded when somebody signs in: with all their libraries, such as those for keys, they are large.
PAGES = [
    ("login/", ACCOUNT, "login", "account_login"),
    ("login/code/", ACCOUNT, "request_login_code", "account_request_login_code"),
    ("login/code/confirm/", ACCOUNT, "confirm_login_code", "account_confirm_login_code"),
    ("logout/", ACCOUNT, "logout", "account_logout"),
    ("signup/", OTHERWISE, "SignUpView", "account_signup"),
    ("inactive/", ACCOUNT, "account_inactive", "account_inactive"),
    ("reauthenticate/", ACCOUNT, "reauthenticate", "account_reauthenticate"),
    ("email/", ACCOUNT, "email", "account_email"),
    ("confirm-email/", OTHERWISE, "LinkSentView", "account_email_verification_sent"),
    ("confirm-email/<str:key>/", OTHERWISE, "ConfirmAddressView", "account_confirm_email"),
    ("password/change/", ACCOUNT, "password_change", "account_change_password"),
    ("password/set/", ACCOUNT, "password_set", "account_set_password"),
    ("password/reset/", ACCOUNT, "password_reset", "account_reset_password"),
    ("password/reset/done/", ACCOUNT, "password_reset_done", "account_reset_password_done"),
    ("password/reset/key/done/", ACCOUNT, "password_reset_from_key_done", "account_reset_password_from_key_done"),
    (
        "password/reset/key/<slug:uidb36>/<str:key>/",
        ACCOUNT,
        "password_reset_from_key",
        "account_reset_password_from_key",
    ),
    ("2fa/", FACTORS, "index", "mfa_index"),
    ("2fa/authenticate/", FACTORS, "authenticate", "mfa_authenticate"),
    ("2fa/reauthenticate/", FACTORS, "reauthenticate", "mfa_reauthenticate"),
    ("2fa/totp/activate/", OTHERWISE, "ActivateAppView", "mfa_activate_totp"),
    ("2fa/totp/deactivate/", APP, "deactivate_totp", "mfa_deactivate_totp"),
    ("2fa/recovery-codes/", CODES, "view_recovery_codes", "mfa_view_recovery_codes"),
    ("2fa/recovery-codes/generate/", CODES, "generate_recovery_codes", "mfa_generate_recovery_codes"),
    ("2fa/recovery-codes/download/", CODES, "download_recovery_codes", "mfa_download_recovery_codes"),
    ("2fa/webauthn/", KEYS, "list_webauthn", "mfa_list_webauthn"),
    ("2fa/webauthn/add/", OTHERWISE, "AddKeyView", "mfa_add_webauthn"),
    ("2fa/webauthn/login/", KEYS, "login_webauthn", "mfa_login_webauthn"),
    ("2fa/webauthn/reauthenticate/", KEYS, "reauthenticate_webauthn", "mfa_reauthenticate_webauthn"),
    ("2fa/webauthn/keys/<int:pk>/edit/", KEYS, "edit_webauthn", "mfa_edit_webauthn"),
    ("2fa/webauthn/keys/<int:pk>/remove/", KEYS, "remove_webauthn", "mfa_remove_webauthn"),
]


def page(view: str) -> View:
    return visitor_page(views.refusing_wrong_input(viewed_later(view)))


urlpatterns = [
    path("", include((OURS, "accounts"))),
    *(path(route, page(f"{module}.{view}"), name=name) for route, module, view, name in PAGES),
]
