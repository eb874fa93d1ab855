"""Every address under /accounts/: allauth's, each by the name that allauth knows it by, and our own.

All are pages for visitors: with a session, and never stored.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import include, path

from alliance.accounts import views
from alliance.shared.permissions import visitor_page

OURS = [
    path("", views.account_detail, name="account-detail"),
    path("second-factor/", views.second_factor, name="second-factor"),
]

PAGES = [
    ("login/", account.login, "account_login"),
    ("login/code/", account.request_login_code, "account_request_login_code"),
    ("login/code/confirm/", account.confirm_login_code, "account_confirm_login_code"),
    ("logout/", account.logout, "account_logout"),
    ("signup/", views.SignUpView.as_view(), "account_signup"),
    ("inactive/", account.account_inactive, "account_inactive"),
    ("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    ("email/", account.email, "account_email"),
    ("confirm-email/", views.LinkSentView.as_view(), "account_email_verification_sent"),
    ("confirm-email/<str:key>/", views.ConfirmAddressView.as_view(), "account_confirm_email"),
    ("password/change/", account.password_change, "account_change_password"),
    ("password/set/", account.password_set, "account_set_password"),
    ("password/reset/", account.password_reset, "account_reset_password"),
    ("password/reset/done/", account.password_reset_done, "account_reset_password_done"),
    ("password/reset/key/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    ("password/reset/key/<slug:uidb36>/<str:key>/", account.password_reset_from_key, "account_reset_password_from_key"),
    ("2fa/", second_factor.index, "mfa_index"),
    ("2fa/authenticate/", second_factor.authenticate, "mfa_authenticate"),
    ("2fa/reauthenticate/", second_factor.reauthenticate, "mfa_reauthenticate"),
    ("2fa/totp/activate/", views.ActivateAppView.as_view(), "mfa_activate_totp"),
    ("2fa/totp/deactivate/", app.deactivate_totp, "mfa_deactivate_totp"),
    ("2fa/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    ("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    ("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    ("2fa/webauthn/", keys.list_webauthn, "mfa_list_webauthn"),
    ("2fa/webauthn/add/", views.AddKeyView.as_view(), "mfa_add_webauthn"),
    ("2fa/webauthn/login/", keys.login_webauthn, "mfa_login_webauthn"),
    ("2fa/webauthn/reauthenticate/", keys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    ("2fa/webauthn/keys/<int:pk>/edit/", keys.edit_webauthn, "mfa_edit_webauthn"),
    ("2fa/webauthn/keys/<int:pk>/remove/", keys.remove_webauthn, "mfa_remove_webauthn"),
]

urlpatterns = [
    path("", include((OURS, "accounts"))),
    *(path(route, visitor_page(views.refusing_wrong_input(view)), name=name) for route, view, name in PAGES),
]
