"""Pages against their limits, in interleaved rounds."""

from __future__ import annotations

import base64
import json
import re
import time
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psycopg2

from bench.client import Connection, Target, measure
from bench.prepare import Place

ROUNDS = 3
SECONDS = 2.5


def deepest_list_page(port: int, place: Place) -> str:
    """The address of a page near the end of a community's list, found by its keys."""
    connection = psycopg2.connect(place.url)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT active_at, id FROM discussions_discussion WHERE community_id = %s "
            "ORDER BY active_at, id LIMIT 1 OFFSET 25",
            [place.community],
        )
        at, pk = cursor.fetchone()
    connection.close()
    key = base64.urlsafe_b64encode(json.dumps([at.isoformat(), pk]).encode()).decode().rstrip("=")
    return f"/communities/{place.slug}/discussions/?{urlencode({'after': key})}"


def targets(port: int, place: Place, laden: int | None = None) -> dict[str, Target]:
    """What is measured: the limits (L…) and the portal's pages. laden: the discussion with all on it."""
    member = place.session
    page = f"/communities/{place.slug}/discussions/{place.discussion}/"
    long = f"/communities/{place.long_slug}/discussions/{place.long}/"
    whole = {} if laden is None else {
        "L1 laden": Target([f"/bench/contributions/{laden}/"], contains=b"<li>", least_bytes=2000),
        "laden": Target([f"/communities/{place.slug}/discussions/{laden}/"], member, contains=b'id="c20"', least_bytes=9000),
    }  # fmt: skip
    return {
        **whole,
        "L0": Target(["/bench/constant/"], contains=b"constant"),
        "L1 list": Target([f"/bench/discussions/{place.community}/"], contains=b"<li>", least_bytes=1000),
        "L1 page": Target([f"/bench/contributions/{place.discussion}/"], contains=b"<li>", least_bytes=2000),
        "L1 search": Target([f"/bench/search/?{urlencode({'q': place.rare})}"], contains=b"<li>"),
        "list first": Target([f"/communities/{place.slug}/discussions/"], member, contains=b'class="rows"', least_bytes=5000),
        "list deepest": Target([deepest_list_page(port, place)], member, contains=b'class="rows"', least_bytes=5000),
        "discussion": Target([page], member, contains=b'id="c20"', least_bytes=9000),
        "long first": Target([long], member, contains=b'id="c20"', least_bytes=9000),
        "long last": Target([f"{long}?page=250"], member, contains=b'id="c5000"', least_bytes=9000),
        "public": Target(["/communities/community-1/"], contains=b"Community 1", least_bytes=3000),
        "search rare": Target([f"/search/?{urlencode({'q': place.rare, 'kind': 'contributions'})}"], member, contains=b"<mark>"),
        "search common": Target([f"/search/?{urlencode({'q': place.common, 'kind': 'contributions'})}"], member, contains=b"<mark>"),
    }  # fmt: skip


def rates(port: int, place: Place, say, laden: int | None = None) -> dict[str, float]:
    """Requests per second of each target: the median of interleaved, warm rounds."""
    what = targets(port, place, laden)
    for target in what.values():
        result = measure(port, target, 0.4)
        if result.wrong:
            raise RuntimeError(f"wrong answers: {result.wrong[:3]}")
    seen: dict[str, list[float]] = {name: [] for name in what}
    for number in range(ROUNDS):
        for name, target in what.items():
            result = measure(port, target, SECONDS)
            if result.wrong:
                raise RuntimeError(f"{name}: wrong answers: {result.wrong[:3]}")
            seen[name].append(result.rate)
        say(f"  round {number + 1} of {ROUNDS}")
    return {name: median(values) for name, values in seen.items()}


def weights(port: int, place: Place) -> dict[str, int]:
    """Compressed bytes of a first visit with everything in it: to a discussion and to the heaviest of the
    pages by which people come, and of a discussion as the next page."""
    home = f"/communities/{place.slug}/"
    talk = f"{home}discussions/{place.discussion}/"
    doors = (home, f"{home}people/", f"{home}charter/", "/my/desk/")
    first, following = _weight(port, place, talk)
    return {
        "first": first,
        "door": max(_weight(port, place, page)[0] for page in doors),
        "next": following,
    }


def _weight(port: int, place: Place, page: str) -> tuple[int, int]:
    """Compressed bytes of a page with what it loads, and of the page alone."""
    connection = Connection(port)
    gzip = "Accept-Encoding: gzip\r\n"
    status, head, body = connection.ask(page, place.session, extra=gzip)
    if status != 200:
        raise RuntimeError(f"{page}: {status}")
    assert b"gzip" in head.lower()
    _status, _head, plain = connection.ask(page, place.session)
    found = re.findall(rb'(?:href|src)="(/static/[^"#]+)', plain)
    total = len(body)
    for path in sorted(set(found)):
        status, _head, asset = connection.ask(path.decode(), extra=gzip)
        if status != 200:
            raise RuntimeError(f"{path!r}: {status}")
        total += len(asset)
    return total, len(body)


def posting(port: int, place: Place, seconds: float) -> tuple[float, float]:
    """Whole posts per second (form, post, redirect, page), and of the bare view that inserts a row."""
    connection = Connection(port)
    page = f"/communities/{place.slug}/discussions/{place.discussion}/"

    def through(body: dict[str, Any], post: str, form: str, cookie: str) -> None:
        status, head, _body = connection.ask(
            post,
            cookie,
            method="POST",
            body=urlencode(body).encode(),
            extra=f"Origin: http://127.0.0.1:{port}\r\n",
        )
        if status != 302:
            raise RuntimeError(f"{post}: {status}")
        location = re.search(rb"(?i)location: (\S+)", head).group(1).decode().partition("#")[0]
        if connection.ask(location, cookie)[0] != 200:
            raise RuntimeError(location)

    def ours(number: int) -> None:
        _status, head, body = connection.ask(page, place.session)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body).group(1).decode()
        key = re.search(rb'name="key" value="([^"]+)"', body).group(1).decode()
        cookie = re.search(rb"(?i)set-cookie: (csrftoken=[^;]+)", head).group(1).decode()
        through(
            {"csrfmiddlewaretoken": token, "key": key, "body": f"We tried it {number} times in one district."},
            f"{page}contribute/", page, f"{place.session}; {cookie}",
        )  # fmt: skip

    def bare(number: int) -> None:
        limit = f"/bench/contributions/{place.discussion}/"
        connection.ask(limit)
        through({"key": str(time.time_ns()), "body": "x"}, f"/bench/insert/{place.discussion}/", limit, "")

    results = []
    for one in (ours, bare):
        best = []
        for _round in range(3):
            begun, count = time.perf_counter(), 0
            while time.perf_counter() - begun < seconds:
                one(count)
                count += 1
            best.append(count / (time.perf_counter() - begun))
        results.append(median(best))
    return results[0], results[1]
