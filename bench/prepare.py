"""A migrated and filled database for each scale, kept for the next run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from bench import load
from cop_portal import embedded

ROOT = Path(__file__).resolve().parent.parent
# Rises when the shape of the data changes: older databases are made anew.
VERSION = 4


@dataclass
class Place:
    """What the benches need to know of a filled database."""

    url: str
    scale: float
    sizes: load.Sizes
    session: str
    community: int
    slug: str
    discussion: int
    long: int
    long_slug: str
    rare: str
    common: str


def database(data_dir: Path, scale: float, say) -> Place:
    """The database of a scale, made where it is not there yet."""
    name = f"bench_{VERSION}_{str(scale).replace('.', '_')}"
    admin = psycopg2.connect(embedded.postgres_url(data_dir, "postgres"))
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"{name}_ready"])
        ready = cursor.fetchone()
        if not ready:
            begun = time.monotonic()
            say(f"Making the data at scale {scale} (once) …")
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
            url = embedded.postgres_url(data_dir, name)
            _manage(url, data_dir, "migrate", "--verbosity", "0")
            load.load(url, scale, lambda text: say(f"  {text}"))
            cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{name}_ready"')
            say(f"  done in {time.monotonic() - begun:.0f} s")
    admin.close()
    if ready:  # what has changed since it was made
        _manage(embedded.postgres_url(data_dir, f"{name}_ready"), data_dir, "migrate", "--verbosity", "0")
    return _place(embedded.postgres_url(data_dir, f"{name}_ready"), data_dir, scale)


def _manage(url: str, data_dir: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *words],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DATA_DIR": str(data_dir),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from importlib import import_module
from django.conf import settings
from cop_portal.foundation.accounts.models import User
user = User.objects.get(pk={user})
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.save()
print('SESSION', store.session_key)
"""


def _place(url: str, data_dir: Path, scale: float) -> Place:
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.id, d.community_id, c.slug, m.user_id FROM discussions_discussion d "
            "JOIN communities_community c ON c.id = d.community_id "
            "JOIN communities_membership m ON m.community_id = c.id AND m.state = 'active' "
            "WHERE d.contribution_count BETWEEN 20 AND 20 AND c.id > 1 ORDER BY d.id LIMIT 1"
        )
        discussion, community, slug, user = cursor.fetchone()
        cursor.execute(
            "SELECT d.id, c.slug FROM discussions_discussion d JOIN communities_community c ON c.id = d.community_id "
            "ORDER BY d.contribution_count DESC LIMIT 1"
        )
        long, long_slug = cursor.fetchone()
    connection.close()
    words = load.Texts(7)
    printed = _manage(url, data_dir, "shell", "-v", "0", "-c", SESSION.format(user=user))
    session = printed.rsplit("SESSION", 1)[1].strip()
    return Place(
        url=url,
        scale=scale,
        sizes=load.Sizes.at(scale),
        session=f"sessionid={session}",
        community=community,
        slug=slug,
        discussion=discussion,
        long=long,
        long_slug=long_slug,
        rare=f"{words.words[300]} {words.words[120]}",
        common=f"{words.words[0]} {words.words[1]}",
    )
