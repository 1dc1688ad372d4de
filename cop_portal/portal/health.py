"""Whether the portal is well: database, broker, worker, beat, mail queue, disk."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from cop_portal.foundation.activity.queries import oldest_pending_age
from cop_portal.foundation.jobs.models import Heartbeat
from cop_portal.foundation.mail.models import Sending
from cop_portal.foundation.mail.send import oldest_waiting_age

SILENT = datetime.timedelta(seconds=45)  # a process that beats every ten seconds
STUCK = datetime.timedelta(minutes=10)  # a queue whose oldest entry waits longer
LEAST_FREE = 0.10  # of the disk
# What is out of order for people when it fails; the rest is late, not lost.
MATTERS = ("database", "worker", "disk")


def _seconds(age: datetime.timedelta | None) -> int:
    return int(age.total_seconds()) if age else 0


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def _broker() -> dict[str, Any]:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    try:
        return {"ok": bool(client.ping())}
    finally:
        client.close()


def _beats(name: str) -> dict[str, Any]:
    at = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    if at is None:
        return {"ok": False, "seconds_since_sign_of_life": None}
    age = timezone.now() - at
    return {"ok": age < SILENT, "seconds_since_sign_of_life": _seconds(age)}


def _queues() -> dict[str, Any]:
    mail, record = oldest_waiting_age(), oldest_pending_age()
    ok = (mail is None or mail < STUCK) and (record is None or record < STUCK)
    found: dict[str, Any] = {
        "ok": ok,
        "oldest_mail_seconds": _seconds(mail),
        "oldest_activity_seconds": _seconds(record),
    }
    sending = Sending.now()
    if sending.paused_at or sending.away_since:
        found["sending"] = "paused" if sending.paused_at else "server away"
    return found


def _disk() -> dict[str, Any]:
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    free = usage.free / usage.total
    return {"ok": free >= LEAST_FREE, "free_percent": round(free * 100, 1)}


CHECKS = {
    "database": _database,
    "broker": _broker,
    "worker": lambda: _beats("worker"),
    "beat": lambda: _beats("beat"),
    "mail_queue": _queues,
    "disk": _disk,
}


def report() -> tuple[bool, dict[str, Any]]:
    """(whether all that matters is well, the findings). A check that fails says that it did."""
    findings = {}
    for name, check in CHECKS.items():
        try:
            findings[name] = check()
        except (Error, redis.RedisError, OSError) as error:
            findings[name] = {"ok": False, "error": type(error).__name__}
    # Without the broker the worker is silent and pages still answer: a balancer must not take them away.
    excused = set() if findings["broker"]["ok"] else {"worker"}
    return all(findings[name]["ok"] for name in MATTERS if name not in excused), findings
