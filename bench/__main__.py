"""make bench: prints the ratios and writes var/bench.json. BENCH_SCALE=0.1 for a quick run.

`python -m bench quick` leaves out the work behind the pages, `python -m bench crowd` all but large communities,
`python -m bench hidden` all but what is secret, `python -m bench search` all but the search over everything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench import pages, prepare
from bench.server import Server
from cop_portal import embedded

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765


class Report:
    """Values beside their limits."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, float | str]] = {}
        self.missed: list[str] = []

    def add(
        self, name: str, value: float, limit: float, ratio: float, unit: str, *, at_least: bool = True
    ) -> None:
        good = ratio >= limit if at_least else ratio <= limit
        self.rows[name] = {"value": round(value, 3), "limit": limit, "ratio": round(ratio, 3), "unit": unit}
        if not good:
            self.missed.append(name)
        sign = "≥" if at_least else "≤"
        print(
            f"  {'ok  ' if good else 'MISS'} {name:<52} {ratio:6.2f}  ({sign} {limit}; {value:.1f} {unit})",
            flush=True,
        )


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    scale = float(os.environ.get("BENCH_SCALE", "1"))
    only = set(sys.argv[1:])
    data_dir = Path(os.environ.get("BENCH_DIR", ROOT / "var" / "bench"))
    report, begun = Report(), time.monotonic()
    with embedded.Servers(data_dir, shared_buffers="1GB"):
        place = prepare.database(data_dir, scale, say)
        redis = embedded.redis_url(data_dir)
        if "search" in only:
            _search(report, place, redis, data_dir, scale)
            return _told(report, begun)
        if "crowd" not in only:
            _hidden(report, place, redis, data_dir)
        if "hidden" in only:
            return _told(report, begun)
        _crowd(report, place, redis, data_dir, scale)
        if "crowd" not in only:
            rates = _served(report, place, redis, data_dir, scale)
            if "quick" not in only:
                _jobs(report, place, redis, data_dir, scale, rates["discussion"])
            if scale == 1 and "quick" not in only:
                _smaller(report, data_dir, redis, rates)
            _search(report, place, redis, data_dir, scale)
    return _told(report, begun)


def _told(report: Report, begun: float) -> int:
    target = ROOT / "var" / "bench.json"
    target.write_text(json.dumps(report.rows, indent=1, ensure_ascii=False))
    say(f"Written to {target} after {time.monotonic() - begun:.0f} s.")
    if report.missed:
        say("Beyond their limits: " + ", ".join(report.missed) + ".")
    return 0


def _served(
    report: Report, place: prepare.Place, redis: str, data_dir: Path, scale: float
) -> dict[str, float]:
    """Pages as the web server gives them, their weight, and posting; returns pages a second."""
    laden = _measured(place, redis, data_dir, "bench.laden", str(place.community))
    report.add(
        "statements of a discussion with all on it",
        laden["statements"],
        8,
        laden["statements"],
        "",
        at_least=False,
    )
    with Server(place.url, redis, data_dir, PORT) as server:
        say(f"Pages at scale {scale}")
        rates = pages.rates(server.port, place, say, laden["discussion"])
        _pages(report, rates)
        share = rates["laden"] / rates["L1 laden"]
        report.add("a discussion with all on it against its bare rows", rates["laden"], 0.5, share, "1/s")
        weight = pages.weights(server.port, place)
        report.add(
            "weight of a first visit",
            weight["first"] / 1000,
            45,
            weight["first"] / 1000,
            "kB",
            at_least=False,
        )
        report.add(
            "weight of a first visit to home, people, charter or desk",
            weight["door"] / 1000,
            45,
            weight["door"] / 1000,
            "kB",
            at_least=False,
        )
        report.add(
            "weight of the next page",
            weight["next"] / 1000,
            15,
            weight["next"] / 1000,
            "kB",
            at_least=False,
        )
        ours, bare = pages.posting(server.port, place, 4)
        report.add("posting against a bare insert", ours, 0.6, ours / bare, "posts/s")
    return rates


def _measured(place: prepare.Place, redis: str, data_dir: Path, module: str, *words: str) -> dict[str, Any]:
    """What a bench of its own process found: the JSON of its last line."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *words],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": place.url,
            "REDIS_URL": redis,
            "DATA_DIR": str(data_dir),
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def _crowd(report: Report, place: prepare.Place, redis: str, data_dir: Path, scale: float) -> None:
    """The same pages with 10 members and with 10,000: as many queries, at most three times the time."""
    members = max(int(10_000 * scale), 100)
    say(f"Pages of a community with 10 members and with {members}")
    found = _measured(place, redis, data_dir, "bench.crowd", str(members))
    for name, row in found.items():
        few, many = row["queries"]
        report.add(
            f"{name}: {few} queries with 10, {many} with many",
            row["seconds"][1] * 1000, 3, row["ratio"] if few == many else float("inf"), "ms", at_least=False,
        )  # fmt: skip


def _hidden(report: Report, place: prepare.Place, redis: str, data_dir: Path) -> None:
    """What is secret answers as late as what never was: medians less than five milliseconds apart."""
    say("What is secret against what never was")
    found = _measured(place, redis, data_dir, "bench.hidden")
    apart = "; ".join(f"{name} {taken} ms" for name, taken in found["worst"].items())
    say(f"  {found['pairs']} pairs; furthest apart: {apart}")
    report.add(
        "time between secret and absent, at worst",
        found["seconds"] * 1000, 5, found["seconds"] * 1000, "ms", at_least=False,
    )  # fmt: skip


def _search(report: Report, place: prepare.Place, redis: str, data_dir: Path, scale: float) -> None:
    """Search over everything: its median against a lookup by key in the same run. Last, for it adds data."""
    say("Search over everything")
    found = _measured(place, redis, data_dir, "bench.search", str(scale))
    say(f"  {found['items']} things to find; 95 of 100 within {found['slow'] * 1000:.1f} ms")
    report.add(
        "search over everything against a lookup",
        found["search"] * 1000,
        25,
        found["ratio"],
        "ms",
        at_least=False,
    )


def _pages(report: Report, rates: dict[str, float]) -> None:
    for name, limit, share in (
        ("list first", "L1 list", 0.5),
        ("discussion", "L1 page", 0.5),
        ("long first", "L1 page", 0.5),
        ("long last", "L1 page", 0.5),
        ("public", "L0", 0.3),
        ("search rare", "L1 search", 0.5),
    ):
        report.add(f"{name} against {limit}", rates[name], share, rates[name] / rates[limit], "1/s")
    report.add(
        "list deepest against first",
        rates["list deepest"],
        1.1,
        rates["list first"] / rates["list deepest"],
        "1/s",
        at_least=False,
    )
    report.add(
        "5,000: first against 20",
        rates["long first"],
        1.1,
        rates["discussion"] / rates["long first"],
        "1/s",
        at_least=False,
    )
    report.add(
        "5,000: last against 20",
        rates["long last"],
        1.1,
        rates["discussion"] / rates["long last"],
        "1/s",
        at_least=False,
    )
    report.add(
        "common words against rare",
        rates["search common"],
        1.5,
        rates["search rare"] / rates["search common"],
        "1/s",
        at_least=False,
    )


def _jobs(
    report: Report, place: prepare.Place, redis: str, data_dir: Path, scale: float, pages_a_second: float
) -> None:
    """What happens behind the pages, in a process of its own beside the barest mail server."""
    say("Newsletter, night, page views")
    port = PORT + 7
    sink = subprocess.Popen([sys.executable, "-m", "bench.sink", str(port)], cwd=ROOT)
    try:
        time.sleep(1)
        found = _measured(
            place, redis, data_dir, "bench.jobs", str(int(1_000_000 * scale)), "2000", str(port)
        )
    finally:
        sink.terminate()
    letter, night = found["newsletter"], found["night"]
    report.add(
        "newsletter against plain mails", letter["ours"], 1, letter["ours"] / letter["plain"], "mails/s"
    )
    report.add(
        "a night's views against plain SQL",
        night["ours"],
        1.3,
        night["ours"] / night["plain"],
        "s",
        at_least=False,
    )
    report.add(
        "a night with ten times the history",
        night["long"],
        1.1,
        night["long"] / night["ours"],
        "s",
        at_least=False,
    )
    # Two processes serve; a page therefore takes 2 / rate seconds of one.
    share = found["views"]["seconds"] * pages_a_second / 2
    report.add(
        "page view against its page", found["views"]["seconds"] * 1e6, 0.03, share, "µs", at_least=False
    )


def _smaller(report: Report, data_dir: Path, redis: str, rates: dict[str, float]) -> None:
    """The same pages on a tenth of the data: ten times the data may cost at most a fifth more."""
    place = prepare.database(data_dir, 0.1, say)
    with Server(place.url, redis, data_dir, PORT + 1) as server:
        say("Pages at scale 0.1")
        small = pages.rates(server.port, place, say)
    for name in (
        "list first",
        "list deepest",
        "discussion",
        "long last",
        "public",
        "search rare",
        "search common",
    ):
        report.add(
            f"ten times the data: {name}", rates[name], 1.2, small[name] / rates[name], "1/s", at_least=False
        )


if __name__ == "__main__":
    sys.exit(main())
