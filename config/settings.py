"""All settings, from the environment. docs/ops/settings.md lists the variables."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from parta.core.sqlite import journal_pragmas

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


# Data folder: database, secret key, collected static files. Never inside the web root.
HOME = Path(os.environ.get("PARTA_HOME", BASE_DIR / ".parta")).expanduser().resolve()
HOME.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("PARTA_DEBUG")
DEMO = env_bool("PARTA_DEMO")
TESTING = "pytest" in sys.modules


def secret_key() -> str:
    """The key from the environment, else one made once and kept in the data folder, readable by its owner only."""
    if given := os.environ.get("PARTA_SECRET_KEY"):
        return given
    # The demo has its own: its sessions and codes open nothing elsewhere, as its passwords don't.
    path = HOME / ("demo-secret-key" if DEMO else "secret-key")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env_list("PARTA_HOSTS", "localhost,127.0.0.1,[::1]")
# TLS in front of the product: secure cookies, HSTS. Off in the demo, which serves plain HTTP on loopback.
TLS = env_bool("PARTA_TLS")

INSTALLED_APPS = [
    "parta.core",
    "parta.audit",
    "parta.accounts",
    "parta.files",
    "parta.notices",
    "parta.school",
    "parta.people",
    "parta.teaching",
    "parta.journal",
    "parta.diary",
    "parta.today",
    "parta.reports",
    "parta.ops",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # A library to us: the table and functions of the second factor (parta.accounts.factor), none of its pages.
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "parta.core.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "parta.teaching.middleware.ActorMiddleware",
    "parta.teaching.middleware.StaffNetworks",
    "parta.teaching.second_factor.SecondFactor",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "parta.core.jinja.environment",
            "context_processors": ["parta.core.pages.base_context"],
        },
    },
    # Only for Django's own error pages and form widgets.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]


def database(url: str) -> dict:
    """`sqlite:///path` or `postgresql://user:password@host:port/name` (or `postgresql:///name?host=/socket/dir`)."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                # A third of read-then-write transactions fail with DEFERRED (STACK.md, pitfall 2).
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": journal_pragmas(),
            },
        }
    if parts.scheme != "postgresql":
        raise ValueError(f"PARTA_DATABASE_URL: {parts.scheme}:// не поддерживается, нужно sqlite:// или postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", parts.port or ""),
        "OPTIONS": {
            "options": "-c synchronous_commit=on -c statement_timeout=15000 -c lock_timeout=4000"
            " -c idle_in_transaction_session_timeout=20000"
            # The pages read few rows by key, from memory or an SSD; JIT costs more than it saves on such queries.
            " -c random_page_cost=1.1 -c jit=off",
            # A query asked for the third time keeps its plan: planning is most of what the pages cost the database.
            "server_side_binding": True,
            "prepare_threshold": 2,
            "pool": not TESTING,
        },
    }


DATABASES = {"default": database(os.environ.get("PARTA_DATABASE_URL", f"sqlite://{HOME / 'parta.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["parta.teaching.backends.SchoolBackend"]
PASSWORD_HASHERS = ["parta.accounts.hashers.SchoolArgon2"]
if DEMO:
    # The only one, so that a password chosen in the demo stays in it as well.
    PASSWORD_HASHERS = ["parta.accounts.hashers.DemoArgon2"]
if TESTING:
    # Hashing is not what the tests measure; one test asserts the production setting itself.
    PASSWORD_HASHERS = ["parta.accounts.hashers.QuickArgon2"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "parta.accounts.passwords.SchoolPasswordValidator"}]
# Whether the staff has to set up a second step of signing in. Who has one is asked for it in any case.
SECOND_FACTOR = env_bool("PARTA_SECOND_FACTOR", not DEMO and not TESTING)
MFA_ADAPTER = "parta.accounts.factor.adapter.Adapter"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds before and after this one
MFA_RECOVERY_CODE_COUNT = 20
# allauth signs nobody in and up here; its checks want to hear what an account of ours is made of.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
CSRF_FAILURE_VIEW = "parta.core.errors.csrf_failure"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"

SESSION_ENGINE = "parta.accounts.session_store"
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60  # the longest life of all (parta.accounts.rules.sessions)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_NAME = "__Host-parta" if TLS else "parta"
CSRF_COOKIE_NAME = "__Host-parta-csrf" if TLS else "parta-csrf"
SECURE_HSTS_SECONDS = 31536000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_SSL_REDIRECT = False  # the proxy in front redirects
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "parta.core.uploads.DropTooMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = 62 * 1024 * 1024  # a whole request; a roster may have 60 MB (parta.ops.roster.limits)
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # a roster may have 100, and its page says so; past this the request is refused
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FORM_RENDERER = "django.forms.renderers.Jinja2"  # a tenth of the time of Django's own templates

LANGUAGE_CODE = "ru"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # instants are UTC; the school's zone is School.timezone, applied in core.dates

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
PLAIN_STATIC = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
STATIC_ROOT.mkdir(exist_ok=True)

SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
