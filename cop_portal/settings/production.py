"""For hosting. A missing secret stops the start with its name; see docs/hosting.md."""

from django.core.exceptions import ImproperlyConfigured

from cop_portal.settings.base import *  # noqa: F403
from cop_portal.settings.base import PORTAL_URL, env

REQUIRED = (
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "PORTAL_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "MAIL_FROM",
    "MAIL_REPLY_DOMAIN",
)
missing = [name for name in REQUIRED if not env.str(name, default="")]
if missing:
    raise ImproperlyConfigured(
        f"Production does not start without {', '.join(missing)}. .env.example says what each is."
    )
if len(env.str("SECRET_KEY")) < 50:
    raise ImproperlyConfigured("SECRET_KEY needs 50 characters or more, made at random.")

DEBUG = False
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
# How many proxies stand before the portal: their addresses are believed, no others.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True  # noqa: F405
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003", "security.W019"]  # see X_FRAME_OPTIONS in base.py
