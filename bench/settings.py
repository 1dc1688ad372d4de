"""The portal as it is hosted, with the bench's own small views beside it."""

from cop_portal.settings.base import BASE_DIR, TEMPLATES
from cop_portal.settings.dev import *  # noqa: F403

DEBUG = False
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [BASE_DIR / "bench" / "templates", *TEMPLATES[0]["DIRS"]]
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
POSTING_LIMIT_FACTOR = 1_000_000
