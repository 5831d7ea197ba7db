"""Settings: one file, every value from the environment, safe defaults.

Names carry the prefix PORTAL_, except DATABASE_URL, REDIS_URL and CACHE_URL, which hosting
platforms set under these names. `.env.example` explains each.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from portal.monitoring.logs import logging_config
from portal.text.addresses import searchable

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What the environment says -------------------------------------------------------------

env = Env(eager=False)
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHE_URL = env.str("CACHE_URL", "")
with env.prefixed("PORTAL_"):
    DEBUG = env.bool("DEBUG", False)
    SECRET_KEY = env.str("SECRET_KEY", "")
    SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    # Fernet keys: the first encrypts, all decrypt, so that keys can be rotated.
    ENCRYPTION_KEYS: list[str] = env.list("ENCRYPTION_KEYS", [])
    # Keys of the MAC behind mailed links: the first makes, all are accepted.
    LINK_KEYS: list[str] = env.list("LINK_KEYS", [])
    # Encrypts backups: 32 bytes in Base64, none of the keys above.
    BACKUP_KEY = env.str("BACKUP_KEY", "")
    BASE_URL = env.str("BASE_URL", "http://localhost:8000")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
    VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")) or "var")
    CLOCK_FILE = env.str("CLOCK_FILE", "")
    DB_POOL = env.bool("DB_POOL", False)
    TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
    REQUIRE_MFA = env.bool("REQUIRE_MFA", True)
    # A session ends so long after its owner was seen last, or after it started.
    SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 480)
    SESSION_DAYS = env.int("SESSION_DAYS", 14)
    # So long after a person showed who they are, secrets, roles, factors and exports are open.
    STEP_UP_MINUTES = env.int("STEP_UP_MINUTES", 15)
    # Have I Been Pwned's list, ordered by SHA-1; empty: the bundled list alone.
    BREACHED_PASSWORDS_FILE = env.str("BREACHED_PASSWORDS_FILE", "")
    # Where errors are reported; empty: nowhere.
    SENTRY_DSN = env.str("SENTRY_DSN", "")
    # Who may read /metrics besides this very machine; empty: nobody.
    METRICS_TOKEN = env.str("METRICS_TOKEN", "")
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
    COMPANY_NAME = env.str("COMPANY_NAME", "Our company")
    COMPANY_LOGO_URL = env.str("COMPANY_LOGO_URL", "")
    ACCENT_COLOR = env.str("ACCENT_COLOR", "#3b5bdb")
    SUPPORT_NAME = env.str("SUPPORT_NAME", "Customer support")
    SUPPORT_EMAIL = searchable(env.str("SUPPORT_EMAIL", "support@example.com"))
    FROM_EMAIL = searchable(env.str("FROM_EMAIL", "onboarding@example.com"))
    EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
    EMAIL_PORT = env.int("EMAIL_PORT", 25)
    EMAIL_HOST_USER = env.str("EMAIL_USER", "")
    EMAIL_HOST_PASSWORD = env.str("EMAIL_PASSWORD", "")
    EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
    ANYMAIL: Any = env.json("ANYMAIL", {})
    OIDC_NAME = env.str("OIDC_NAME", "Company sign-in")
    OIDC_ISSUER = env.str("OIDC_ISSUER", "")
    OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
    OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
    OIDC_TRUST_EMAIL = env.bool("OIDC_TRUST_EMAIL", False)
    # How many days what tells of people is kept; 0: for ever.
    KEEP_MAIL_TEXT_DAYS = env.int("KEEP_MAIL_TEXT_DAYS", 0)
    KEEP_OPENING_DAYS = env.int("KEEP_OPENING_DAYS", 0)
    KEEP_AUDIT_DAYS = env.int("KEEP_AUDIT_DAYS", 0)
    KEEP_UPLOAD_DAYS = env.int("KEEP_UPLOAD_DAYS", 30)
    # Read only, for companies that use Keycard as well; off without a key.
    KEYCARD_URL = env.str("KEYCARD_URL", "https://api.keycard.ai")
    KEYCARD_API_KEY = env.str("KEYCARD_API_KEY", "")
    # Requests a minute that one API key may make.
    API_RATE = env.int("API_RATE", 600)
    # Webhooks and chats may be in the company's own network, and reached by http.
    WEBHOOKS_PRIVATE = env.bool("WEBHOOKS_PRIVATE", False)
    # Resolvers for domain verification, "host" or "host:port"; empty: the system's.
    DNS_SERVERS: list[str] = env.list("DNS_SERVERS", [])
    # Ask each domain's own name servers before the resolvers.
    DNS_AUTHORITATIVE = env.bool("DNS_AUTHORITATIVE", True)
    # By which names Domain Connect's providers know our template; off without the first.
    DOMAIN_CONNECT_PROVIDER = env.str("DOMAIN_CONNECT_PROVIDER", "")
    DOMAIN_CONNECT_SERVICE = env.str("DOMAIN_CONNECT_SERVICE", "single-sign-on")
    # Signs links to them (RSA, Base64 of PKCS #8), and where its public half is in DNS.
    DOMAIN_CONNECT_KEY = env.str("DOMAIN_CONNECT_KEY", "")
    DOMAIN_CONNECT_KEY_NAME = env.str("DOMAIN_CONNECT_KEY_NAME", "_dcpubkeyv1")
env.seal()

HTTPS = urlsplit(BASE_URL).scheme == "https"
if not DEBUG:
    for name, value in (
        ("SECRET_KEY", SECRET_KEY),
        ("ENCRYPTION_KEYS", ENCRYPTION_KEYS),
        ("LINK_KEYS", LINK_KEYS),
    ):
        if not value:
            raise ImproperlyConfigured(
                f"PORTAL_{name} isn't set. See .env.example for how to create one."
            )
SECRET_KEY = SECRET_KEY or "only-for-debug-" + "x" * 50
ENCRYPTION_KEYS = ENCRYPTION_KEYS or ["b25seS1mb3ItZGVidWctb25seS1mb3ItZGVidWctMDA="]
LINK_KEYS = LINK_KEYS or ["only-for-debug-" + "l" * 50]

# --- Django --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "organizations.apps.OrganizationsConfig",
    "tickets.apps.TicketsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "anymail",
]

MIDDLEWARE = [
    "portal.web.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.web.middleware.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.web.kept_forms.KeepingLoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.web.middleware.NoStoreMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organizations.staff_sign_in.activity.SessionActivityMiddleware",
    "portal.web.middleware.RequireMFAMiddleware",
    "portal.web.step_up.StepUpMiddleware",
    "portal.web.middleware.TimeZoneMiddleware",
    "organizations.staff_sign_in.refusals.RefusalMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.web.forms.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.web.context.company",
            ],
        },
    }
]

VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES: dict[str, Any]
if DATABASE_URL:
    DATABASES = {
        "default": dict(
            dj_database_url.parse(
                DATABASE_URL,
                # A pool keeps the connections itself; Django refuses to combine both.
                conn_max_age=0 if DB_POOL else 60,
                conn_health_checks=True,
            )
        )
    }
    # Seconds: a database that does not answer must not hold every request and the health check.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
    if DB_POOL:
        DATABASES["default"]["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": 8,
            "timeout": 5,
        }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "portal.sqlite3",
            # WAL with IMMEDIATE transactions: several processes write without
            # "database is locked" errors.
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                    "PRAGMA cache_size=-20000;PRAGMA journal_size_limit=27103364;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and broker on separate databases: evicting a cache entry must never drop a task.
CACHE_URL = CACHE_URL or urlunsplit(urlsplit(REDIS_URL)._replace(path="/1"))
_CACHE = {
    "LOCATION": CACHE_URL,
    "KEY_PREFIX": "portal",
    "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 2},
}
CACHES = {
    "default": {"BACKEND": "portal.cache.OptionalRedisCache", **_CACHE},
    # For who has to know that the cache is away: portal.web.throttle.
    "strict": {"BACKEND": "portal.cache.CountingRedisCache", **_CACHE},
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ja", "日本語"),
]
# Seconds: who picks another language reads the next mail's page in it, too.
LANGUAGE_COOKIE_AGE = 31_536_000
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]

LOGGING = logging_config(LOG_LEVEL)
LOGGING_CONFIG = "logging.config.dictConfig"

# --- Security ------------------------------------------------------------------------------

CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
CSRF_FAILURE_VIEW = "portal.web.views.csrf_failure"
SECURE_SSL_REDIRECT = False  # the proxy's business
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Of `check --deploy`: the proxy redirects to https (W008); whether the domain's other hosts are
# ready for HSTS (W005) and its preload lists (W021) is not ours to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# Browsers take a cookie of this name from this very host only, over https: no sister domain can set
# one for it.
_COOKIE = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE}sessionid"
CSRF_COOKIE_NAME = f"{_COOKIE}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "organizations.staff_sign_in.session_store"
SESSION_COOKIE_AGE = SESSION_DAYS * 86_400
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "https:"] if COMPANY_LOGO_URL else [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Up to 10,000 rows of a bulk job in one request of the API.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    *(
        {"NAME": f"django.contrib.auth.password_validation.{validator}"}
        for validator in (
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
    {"NAME": "organizations.staff_sign_in.passwords.WordsOfOursValidator"},
    {"NAME": "portal.passwords.breached.BreachedPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "organizations.staff_sign_in.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "organizations.staff_sign_in.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "login": "organizations.forms.account.sign_in.LoginForm",
    "reset_password": "organizations.forms.account.sign_in.ResetPasswordForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # else anybody could have us mail anybody
ACCOUNT_EMAIL_VERIFICATION = "none"  # operators invite by e-mail: the invitation proves it
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "organizations.staff_sign_in.adapters.MFAAdapter"
_SECOND_FACTORS = "organizations.forms.account.second_factors"
MFA_FORMS = {
    "add_webauthn": f"{_SECOND_FACTORS}.PasskeyForm",
    "edit_webauthn": f"{_SECOND_FACTORS}.RenamePasskeyForm",
    "authenticate_webauthn": f"{_SECOND_FACTORS}.AuthenticatePasskeyForm",
    "login_webauthn": f"{_SECOND_FACTORS}.LoginPasskeyForm",
    "reauthenticate_webauthn": f"{_SECOND_FACTORS}.ReauthenticatePasskeyForm",
    "authenticate": f"{_SECOND_FACTORS}.AuthenticateForm",
    "reauthenticate": f"{_SECOND_FACTORS}.ReauthenticateForm",
    "activate_totp": f"{_SECOND_FACTORS}.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_TOLERANCE = 1
# By a link, not a form: the CSP's form-action would stop a form on its way to the provider.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "company",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {
                    "server_url": OIDC_ISSUER,
                    "verified_email": OIDC_TRUST_EMAIL,
                    "oauth_pkce_enabled": True,
                },
            }
        ]
        if OIDC_ISSUER
        else []
    }
}

# --- Mail ----------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = f"{COMPANY_NAME} <{FROM_EMAIL}>"
SERVER_EMAIL = FROM_EMAIL
EMAIL_TIMEOUT = 10

# --- Celery --------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # outcomes live in the rows they concern
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Both far below the visibility timeout, or the broker hands a running task out again.
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away, workers and beat wait for it.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Let a POST that is under way finish and be saved.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # Without it publishing blocks for ever on a half-open connection.
    "socket_timeout": 15,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
