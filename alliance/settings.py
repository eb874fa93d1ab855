"""Every setting of the site, read from the environment; the README has the table of them.

A missing or malformed value stops the start with a sentence that names it.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

from alliance.shared.country_names import country_names
from alliance.shared.environment import (
    address,
    database,
    identifier,
    mail_sender,
    mail_server,
    shared_cache,
    switch,
    whole_number,
    whole_numbers,
)
from alliance.shared.languages import PSEUDO_LANGUAGE
from alliance.shared.sample import DEFAULT_PASSWORD, must_stay_here

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# FileAwareEnv also reads NAME_FILE, so that secrets can stay in files.
env = FileAwareEnv()

# The site itself

SITE_NAME = env.str("SITE_NAME", default="The Alliance")
# Where readers reach the site. Canonical links, feeds and mail use it, whichever host a request came in by.
SITE_URL = address(env, "SITE_URL")
# By which registers know the organisation behind the site; without one its accounts are not offered as IATI data.
ORGANISATION_IDENTIFIER = identifier(env, "ORGANISATION_IDENTIFIER")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="") or f"{SITE_URL}/contact/"

DEBUG = switch(env, "DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing or shorter than 32 characters."
        " Set SECRET_KEY, or SECRET_KEY_FILE to a file that holds it."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
# Only these addresses may say, by X-Forwarded-For and X-Forwarded-Proto, who a request came from.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

INSTALLED_APPS = [
    # Django's admin, open to trusted staff alone.
    "alliance.accounts.admin_app.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    # allauth's pages of keys say how long ago one was used.
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    # For the names of countries in the reader's language.
    "django_countries",
    "post_office",
    "simple_history",
    "alliance.shared.tags_app.TagsConfig",
    "alliance.shared.content_version",
    "alliance",
    "alliance.accounts",
    "alliance.outbox",
    "alliance.finances",
    "alliance.pages",
    "principles",
    "members",
]

MIDDLEWARE = [
    "alliance.shared.sample.SampleSite",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Below the security headers, so that static files carry them too.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliance.page_cache.WithoutDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "alliance.shared.languages.PathLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "alliance.urls"
WSGI_APPLICATION = "alliance.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alliance.shared.responses.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "alliance.shared.template_tags",
                "principles.template_tags",
                "members.template_tags",
            ],
        },
    }
]

# Data

DATABASES = {"default": database(env, "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'alliance.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits and the like, shared by all workers.
CACHES = {"default": shared_cache(env, "CACHE_URL", default="dbcache://shared_cache")}

# For stored public pages, in each worker; 0 stores none. Whoever works on templates wants none.
PAGE_CACHE_MEGABYTES = whole_number(env, "PAGE_CACHE_MEGABYTES", default=0 if DEBUG else 24, least=0, most=100_000)
# Whether readers rely for some milliseconds on what PostgreSQL said, in which nobody can change it. They must not where
# the clock of a machine stands still while it is paused or moved.
CONTENT_VERSION_LEASE = switch(env, "CONTENT_VERSION_LEASE", default=True)
# How long pages that name no organisation are read while the database cannot be reached.
READING_WITHOUT_DATABASE_HOURS = whole_number(env, "READING_WITHOUT_DATABASE_HOURS", default=24, least=0, most=720)

# A site to try, with nothing real in it; the password is that of its sign-ins.
SAMPLE_DATA = switch(env, "SAMPLE_DATA", default=False)
SAMPLE_PASSWORD = env.str("SAMPLE_PASSWORD", default="") or DEFAULT_PASSWORD
if SAMPLE_DATA:
    must_stay_here(site_url=SITE_URL, host=urlsplit(SITE_URL).hostname or "", database=DATABASES["default"])

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "alliance.shared.tags.read_tags"
TAGGIT_STRING_FROM_TAGS = "alliance.shared.tags.write_tags"

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:account-detail"
# Whether staff need a second factor; where they are led who have not used one.
STAFF_TWO_FACTOR = switch(env, "STAFF_TWO_FACTOR", default=True)
SECOND_FACTOR_URL = "accounts:second-factor"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "alliance.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# As long as a slow mail takes.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Mail scanners open every link: a link shows a page, and the button on it confirms.
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# Only in the browser that signed up, so that whoever finds an old link gains nothing.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# `invite` is our own: how many messages to strangers one person can cause, and how many of them go to one address.
ACCOUNT_RATE_LIMITS = {"confirm_email": "1/3m/key,20/m/ip", "invite": "30/d/user,3/d/key"}
ACCOUNT_FORMS = {
    "add_email": "alliance.accounts.forms.NewAddressForm",
    "change_password": "alliance.accounts.forms.ChangePasswordForm",
    "confirm_login_code": "alliance.accounts.forms.LoginCodeForm",
    "login": "alliance.accounts.forms.LoginForm",
    "reauthenticate": "alliance.accounts.forms.PasswordAgainForm",
    "request_login_code": "alliance.accounts.forms.RequestLoginCodeForm",
    "reset_password": "alliance.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "alliance.accounts.forms.NewPasswordForm",
    "set_password": "alliance.accounts.forms.SetPasswordForm",
    "signup": "alliance.accounts.forms.SignUpForm",
}

MFA_ADAPTER = "alliance.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs in with an unverified address; the only one that a person may have is the one that they change to.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = SITE_NAME
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "alliance.accounts.forms.ActivateAppForm",
    "add_webauthn": "alliance.accounts.forms.AddKeyForm",
    "authenticate": "alliance.accounts.forms.SecondFactorForm",
    "edit_webauthn": "alliance.accounts.forms.RenameKeyForm",
    "reauthenticate": "alliance.accounts.forms.SecondFactorAgainForm",
}

# Mail: every one is a row of the outbox first

EMAIL_BACKEND = "alliance.outbox.backends.OutboxBackend"
mail = mail_server(env, "EMAIL_URL")
EMAIL_DELIVERY_BACKEND = mail["backend"]
EMAIL_FILE_PATH = mail["folder"]
EMAIL_HOST, EMAIL_PORT = mail["host"], mail["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail["user"], mail["password"]
EMAIL_USE_TLS, EMAIL_USE_SSL = mail["starts_tls"], mail["is_tls"]
# Seconds for each answer of the server.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = mail_sender(
    env, "EMAIL_FROM", site_name=SITE_NAME, host=urlsplit(SITE_URL).hostname or ""
)
# A thread of this process sends after each commit; `tick` sends anyway.
OUTBOX_SENDS_AT_ONCE = True
OUTBOX_KEPT_DAYS = whole_number(env, "OUTBOX_KEPT_DAYS", default=30, least=1, most=3650)

# What organisations are written about a new edition

# Minutes in which the messages can still be stopped.
EDITION_MAIL_DELAY = whole_number(env, "EDITION_MAIL_DELAY", default=60, least=0, most=43_200)
# Days: how long organisations are reminded that they were asked to reaffirm, and when.
REAFFIRMATION_DAYS = whole_number(env, "REAFFIRMATION_DAYS", default=180, least=1, most=3650)
REAFFIRMATION_REMINDERS = whole_numbers(env, "REAFFIRMATION_REMINDERS", default="30,90,150", most=3650)

# Languages

LANGUAGE_CODE = "en"
# One line for each, and a PO file: docs/languages.md. The name is the language's own.
LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("pt", "Português"),
    ("ar", "العربية"),
    ("ru", "Русский"),
    ("zh-hans", "简体中文"),
]
if DEBUG:
    LANGUAGES.append(PSEUDO_LANGUAGE)
# What a site calls a country or a territory where the usual name is not its own.
COUNTRIES_OVERRIDE = country_names(env, "COUNTRY_NAMES", languages=dict(LANGUAGES))
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "alliance.shared.formats"
# In counts; what is no count, as a year, is put through `unlocalize`.
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "UTC"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "alliance.shared.static_files.BundledStaticFilesStorage"
    },
}

# Security headers, on every response

SECURE = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
# Whoever watches the machine asks by plain HTTP, on the loopback address.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
# On the server, where signing out ends it.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# In the session that the person has anyway, not in one more cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "alliance.views.form_expired"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
NOT_USED = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media fullscreen geolocation gyroscope"
    " idle-detection local-fonts magnetometer microphone midi payment screen-wake-lock serial usb xr-spatial-tracking"
)
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in NOT_USED.split()}

# Work

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "alliance.shared.logs.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_keys"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
