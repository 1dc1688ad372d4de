"""On one's own machine: embedded servers, a mail catcher, demo accounts."""

from cop_portal.settings.base import *  # noqa: F403
from cop_portal.settings.base import DATA_DIR, MAIL_CATCHER_LOG, env

DEBUG = env.bool("DEBUG", default=False)
DEMO_ALLOWED = True
# Every mail that comes in on this machine counts as proven; production refuses this value.
MAIL_TRUSTED_AUTHSERV = env.str("MAIL_TRUSTED_AUTHSERV", default="*")
MAIL_SERVER_LOG = env.str("MAIL_SERVER_LOG", default=str(MAIL_CATCHER_LOG))
SIGNUP_DOMAINS = env.list("SIGNUP_DOMAINS", default=["demo.example"])
# Pages are served as in production (joined and compressed files), but found without collectstatic.
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 600
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003"]
SHOW_WEIGHT = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
