"""All settings of 支部星评. Whatever differs between installations comes from the environment.

Source: README, table of variables; each has a default that runs on one machine.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO

from branchstd import home as installation

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

BRANCHSTD_HOME = installation.prepare(
    Path(env.str("BRANCHSTD_HOME", default=str(BASE_DIR / "var"))).resolve()
)
# Demo accounts have known passwords; they exist only where this is set, on loopback.
BRANCHSTD_DEMO = env.bool("BRANCHSTD_DEMO", default=False)
# The address people type and certificates carry; also decides whether cookies need HTTPS.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
FONT_DIR = Path(env.str("FONT_DIR", default=str(BASE_DIR / "scoring/documents/fonts")))
REDIS_URL = env.str("REDIS_URL", default="")
# Certificates as PDF/A-2b for archives: about 3 kB more each.
CERTIFICATE_PDF_A = env.bool("CERTIFICATE_PDF_A", default=False)
# The dashed ring where the seal goes: printed on certificates unless the site wants a blank place.
CERTIFICATE_SEAL_PLACE = env.bool("CERTIFICATE_SEAL_PLACE", default=True)

SECRET_KEY = env.str("SECRET_KEY", default="") or installation.secret_key(BRANCHSTD_HOME)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]", urlsplit(SITE_URL).hostname or "localhost"],
)

# --- Apps and pages -----------------------------------------------------------------------

INSTALLED_APPS = [
    "branchstd",
    "scoring.common",
    "scoring.audit",
    "scoring.jobs",
    "scoring.organizations",
    "scoring.facts",
    "scoring.rubrics",
    "scoring.assessments",
    "scoring.reviews",
    "scoring.ratings",
    "scoring.documents",
    "scoring.workflow",
    "scoring.reports",
    "scoring.web",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "treebeard",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "scoring.web.arrival.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "scoring.web.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "branchstd.urls"
WSGI_APPLICATION = "branchstd.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
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
                "scoring.web.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data ---------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{BRANCHSTD_HOME}/branchstd.sqlite3")
}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN: read-then-write never fails half-way. FULL keeps
    # the last commit through a power cut.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
    # A file, not memory: locking is part of what the tests are about.
    DATABASE["TEST"] = {"NAME": str(BRANCHSTD_HOME / "test.sqlite3")}
else:
    DATABASE["CONN_HEALTH_CHECKS"] = True
    # What the address itself asks for, such as ?sslmode=verify-full, is kept.
    DATABASE.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=on -c lock_timeout=3s"
    pool_size = env.int("DATABASE_POOL", default=8)
    if pool_size:
        # No waiting for ever: after five seconds the page says "busy" instead.
        DATABASE["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits on failed logins count in the cache, so all processes must share it.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "branchstd",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
    }
}

# Outside every web root; a view checks who may see a file and hands it out.
EVIDENCE_ROOT = MEDIA_ROOT = BRANCHSTD_HOME / "evidence"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

STATIC_URL = "/static/"
STATIC_ROOT = installation.prepare(BRANCHSTD_HOME / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Hashed names need a collected folder; `up` collects it and then asks for them.
HASHED_STATIC = env.bool("BRANCHSTD_HASHED_STATIC", default=False)
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "scoring.common.hashers.CountyArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_CHECKS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{PASSWORD_CHECKS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{PASSWORD_CHECKS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{PASSWORD_CHECKS}.CommonPasswordValidator"},
    {"NAME": f"{PASSWORD_CHECKS}.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "branchstd.adapter.ClosedAccountAdapter"
ACCOUNT_USER_DISPLAY = "branchstd.adapter.name_of"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# A whole county sits behind one address: the limit per address is wide, per account narrow.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "120/m/ip,5/300s/key"}

# --- Sessions, cookies, transport ---------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = HTTPS
# Plain HTTP inside the machine: a health probe must not be sent elsewhere.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preload lists are no place for intranet hosts
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Language and time --------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [(code, LANG_INFO[code]["name_local"]) for code in ("zh-hans", "en")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Work behind the pages ----------------------------------------------------------------

CELERY_BROKER_URL = installation.broker_url(REDIS_URL) if REDIS_URL else "memory://localhost/"
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    # At the defaults a lost message comes back after minutes; the pair makes it seconds.
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "max_retries": 0,  # of a page that rings: at once, or not at all
    "socket_timeout": 1,  # a broker that takes the call and never answers holds up nobody
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 480
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 800_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(BRANCHSTD_HOME / "beat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "scoring.jobs.tasks.drain", "schedule": 60.0, "options": {"expires": 55}},
    "remind": {"task": "scoring.workflow.tasks.remind", "schedule": crontab(hour=8, minute=0)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Both talk about every step of every page.
        "weasyprint": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
