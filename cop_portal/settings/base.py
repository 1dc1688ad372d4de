"""Settings that hold everywhere. Every value from the environment is read here once, typed.

.env.example lists each of them; production.py says which may not be missing.
"""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cop_portal import embedded
from cop_portal.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# --- Where things are -----------------------------------------------------------------------
DATA_DIR = Path(env.str("DATA_DIR", default="var"))
if not DATA_DIR.is_absolute():
    DATA_DIR = BASE_DIR / DATA_DIR
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
PORTAL_URL = env.str("PORTAL_URL", default=f"http://localhost:{PORT}").rstrip("/")
PORTAL_NAME = env.str("PORTAL_NAME", default=gettext_noop("Communities of practice"))
PORTAL_ACCENT = env.str("PORTAL_ACCENT", default="")

# --- Django ---------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="development only, never in production")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
ROOT_URLCONF = "cop_portal.urls"
WSGI_APPLICATION = "cop_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1
APPEND_SLASH = True
FORM_RENDERER = "cop_portal.foundation.ui.forms.Renderer"

INSTALLED_APPS = [
    # The house, roof first, so that its templates win.
    "cop_portal.portal",
    "cop_portal.newsletters",
    "metrics.apps.MetricsConfig",
    "knowledge_base.apps.KnowledgeBaseConfig",
    "discussions",
    "communities",
    "cop_portal.foundation.ui",
    "cop_portal.foundation.notifications",
    "cop_portal.foundation.mail",
    "cop_portal.foundation.activity",
    "cop_portal.foundation.jobs",
    "cop_portal.foundation.accounts",
    # Wagtail
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "knowledge_base.apps.EditorConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    # Sign-in
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
    "cop_portal.portal.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cop_portal.foundation.accounts.middleware.PreferencesMiddleware",
    "knowledge_base.middleware.EditorGateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cop_portal.foundation.ui.middleware.ContentSecurityMiddleware",
    "cop_portal.foundation.ui.kept.KeptMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "metrics.middleware.PageViewMiddleware",
    "cop_portal.portal.guest_view.GuestViewMiddleware",
    "cop_portal.foundation.ui.visitors.VisitorPagesMiddleware",
]

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
                "cop_portal.foundation.ui.context_processors.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cop_portal.foundation.ui.templatetags.ui",
            ],
        },
    },
]

# --- Stores ---------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=embedded.postgres_url(DATA_DIR))}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        "application_name": "cop_portal",
        "options": "-c statement_timeout=20000 -c lock_timeout=5000 -c jit=off",
    }
)

# Off for poolers that hand each transaction to another connection.
DATABASE_PREPARE = env.bool("DATABASE_PREPARE", default=True)

# How many times the limits of discussions/enums.py people may post; a bench sets it out of the way.
POSTING_LIMIT_FACTOR = 1

REDIS_URL = env.str("REDIS_URL", default="") or embedded.redis_url(DATA_DIR)
CACHES = {
    "default": {
        "BACKEND": "cop_portal.foundation.caching.FailSafeRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cop",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
SESSION_ENGINE = "cop_portal.foundation.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cop_portal.portal.views.errors.csrf_failure"

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
MEDIA_URL = "/media/"  # served by a view that asks for rights, never by a file server
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "cop_portal.foundation.ui.stylesheet.JoinedStylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {
        "BACKEND": env.str("MEDIA_STORAGE", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("MEDIA_STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10 * 1024 * 1024)
# All that one person may keep with contributions.
UPLOAD_QUOTA_BYTES = env.int("UPLOAD_QUOTA_BYTES", default=500 * 1024 * 1024)
# A virus scanner: the socket of ClamAV's daemon (a path, or host:port), or a function of one's own.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
UPLOAD_SCANNER = env.str(
    "UPLOAD_SCANNER", default="cop_portal.foundation.scanning.clamd" if CLAMD_ADDRESS else ""
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- People ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["cop_portal.portal.sign_in.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "cop_portal.portal.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "cop_portal.foundation.accounts.forms.SignupDetails"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
# Who may open an account without an identity provider: addresses of these domains; empty is nobody.
SIGNUP_DOMAINS = env.list("SIGNUP_DOMAINS", default=[])
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PORTAL_NAME
SOCIALACCOUNT_ADAPTER = "cop_portal.portal.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
# A link, not a form, leads to the provider: form-action forbids forms that end on another site.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if env.str("OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "VERIFIED_EMAIL": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": env.str("OIDC_NAME", default="Your organisation"),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env.str("OIDC_SERVER_URL")},
            }
        ],
    }

# --- Languages and time ---------------------------------------------------------------------
LANGUAGE_CODE = env.str("DEFAULT_LANGUAGE", default="en")
LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
# Offered to readers; their catalogues are complete (tests/test_languages.py).
OFFERED_LANGUAGES = env.list("OFFERED_LANGUAGES", default=["en", "ar", "es", "fr", "ru", "zh-hans"])
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- Mail -----------------------------------------------------------------------------------
MAIL_PORT = env.int("MAIL_PORT", default=1025)
globals().update(env.email_url("EMAIL_URL", default=f"smtp://localhost:{MAIL_PORT}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="letter@communities.example.org")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_REPLY_DOMAIN = env.str("MAIL_REPLY_DOMAIN", default="reply.example.org")
# Where undeliverable mail comes back to; empty: to MAIL_FROM, and the portal does not hear of it.
MAIL_BOUNCE_DOMAIN = env.str("MAIL_BOUNCE_DOMAIN", default=MAIL_REPLY_DOMAIN)
MAIL_TRUSTED_AUTHSERV = env.str("MAIL_TRUSTED_AUTHSERV", default="")
# An address to answer to is good for so many days after the last mail that named it.
MAIL_REPLY_DAYS = env.int("MAIL_REPLY_DAYS", default=180)
# Mail that came in is kept as it came for so many days after it was dealt with.
MAIL_RAW_DAYS = env.int("MAIL_RAW_DAYS", default=90)
MAIL_LMTP_PORT = env.int("MAIL_LMTP_PORT", default=8024)
# Web hooks of mail providers: closed until a provider is named and a secret is set.
MAIL_HOOKS = env.list("MAIL_HOOKS", default=[])
MAIL_HOOK_SECRET = env.str("MAIL_HOOK_SECRET", default="")
ANYMAIL = {
    "WEBHOOK_SECRET": [MAIL_HOOK_SECRET] if MAIL_HOOK_SECRET else [],
    **env.json("MAIL_HOOK_OPTIONS", default={}),
}
MAIL_CATCHER_DIR = DATA_DIR / "mail"
MAIL_CATCHER_LOG = DATA_DIR / "mail-taken.log"
# Where the mail server notes what it took: mails of a sender that died are looked for there.
MAIL_SERVER_LOG = env.str("MAIL_SERVER_LOG", default="")
EMAIL_SUBJECT_PREFIX = ""

# --- Background work ------------------------------------------------------------------------
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1200
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.int("WORKER_CONCURRENCY", default=2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULER = "cop_portal.foundation.jobs.beat:HeartbeatScheduler"

# --- Wagtail --------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = PORTAL_NAME
WAGTAILADMIN_BASE_URL = PORTAL_URL
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILDOCS_DOCUMENT_MODEL = "knowledge_base.LibraryDocument"
WAGTAILIMAGES_IMAGE_MODEL = "knowledge_base.LibraryImage"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv", "md", "html", "htm",
]  # fmt: skip
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = UPLOAD_MAX_BYTES
WAGTAILDOCS_MAX_UPLOAD_SIZE = UPLOAD_MAX_BYTES
WAGTAILIMAGES_IMAGE_FORM_BASE = "knowledge_base.forms.media.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "knowledge_base.forms.media.DocumentForm"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}
# Wagtail's own tasks write its indexes, at once; an import has them written once for each page.
TASKS = {"default": {"BACKEND": "cop_portal.foundation.jobs.taking.TakingBackend"}}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILEMBEDS_FINDERS = []  # nothing is fetched from other hosts
# Hosts whose players may play in a page of the library, once a reader presses.
VIDEO_HOSTS = env.list("VIDEO_HOSTS", default=["www.youtube-nocookie.com", "player.vimeo.com"])
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# --- Browsers -------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame of its own
# Pages of the portal itself allow no frame at all: the Content-Security-Policy says frame-ancestors.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
    }
}

# --- Demo -----------------------------------------------------------------------------------
DEMO_ALLOWED = False
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="many hands make light work")

# --- Logs -----------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "cop_portal.foundation.logs.ScrubFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["scrub"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "celery": {"level": "INFO"},
        "celery.redirected": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
