"""For the test suite: the development settings against stores of its own."""

import os

os.environ.setdefault("DATA_DIR", "var/test")
# Tests in several processes share nothing: each has servers, files and a database of its own.
if (worker := os.environ.get("PYTEST_XDIST_WORKER", "")) and f"-{worker}" not in os.environ["DATA_DIR"]:
    os.environ["DATA_DIR"] += f"-{worker}"  # what a worker starts has it from the worker

from cop_portal.settings.base import TEMPLATES
from cop_portal.settings.dev import *  # noqa: F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A name that no template defines is a fault of the template.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
# One person writes a year's worth in a second there; tests of the limits set it to 1.
POSTING_LIMIT_FACTOR = 1_000
