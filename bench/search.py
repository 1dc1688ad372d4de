"""The search over everything against the lookup of one row by its key, in turn, in one process.

Run with Django set up: python -m bench.search SCALE, prints one JSON line. At scale 1 there are a million
things to find: people, communities, discussions, contributions, resources and files.
"""

from __future__ import annotations

import json
import random
import sys
import time
from statistics import median
from typing import Any

if __name__ == "__main__":
    import django

    django.setup()

from django.db import connection

from bench import load
from communities.models import Community, Membership
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.portal.search import search_all
from discussions.models import Attachment, AttachmentText, Contribution, Discussion
from knowledge_base.actions import resources
from knowledge_base.models import ResourcePage

RESOURCES, FILES = 220_000, 350_000
ROUNDS = 90
# Other questions, and other lookups, asked before any is measured, for a few seconds: a server that has just started
# reads from the disk, and one that has run for a day does not.
WARMING = 240


def fill(scale: float) -> None:
    """Resources and files beside the bench's discussions, made once."""
    if AttachmentText.objects.exists():
        return
    texts = load.Texts(11)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        _files(cursor, int(FILES * scale), texts)
        _resources(cursor, int(RESOURCES * scale), texts)
        cursor.execute("VACUUM ANALYZE")  # else Postgres does it by itself, while it is measured


def _copied(cursor: Any, count: int, texts: load.Texts, words: int) -> None:
    cursor.execute("CREATE UNLOGGED TABLE bench_t (n int, title text, body text)")
    load._copy(
        cursor.cursor,
        "bench_t",
        "n, title, body",
        ((n, texts.take(5).capitalize(), texts.take(words)) for n in range(1, count + 1)),
    )


VECTOR = "to_tsvector('simple', {0}) || to_tsvector('english', {0})"


def _files(cursor: Any, count: int, texts: load.Texts) -> None:
    _copied(cursor, count, texts, 80)
    most = Contribution.objects.order_by("-pk").values_list("pk", flat=True)[0]
    cursor.execute(
        "INSERT INTO discussions_attachment (contribution_id, file, name, content_type, size) "
        "SELECT k.id, '', t.title || '.pdf', 'application/pdf', 1000 FROM bench_t t "
        "JOIN discussions_contribution k ON k.id = 1 + (t.n * 7) %% %s ORDER BY t.n",
        [most],
    )
    first = Attachment.objects.order_by("pk").values_list("pk", flat=True)[0]
    cursor.execute("DROP INDEX attachment_text_search")
    cursor.execute(
        "INSERT INTO discussions_attachmenttext (attachment_id, text, search) "
        f"SELECT a.id, t.body, {VECTOR.format('t.body')} FROM discussions_attachment a "
        "JOIN bench_t t ON t.n = a.id - %s + 1",
        [first],
    )
    cursor.execute(
        "CREATE INDEX attachment_text_search ON discussions_attachmenttext USING gin (search) WITH (fastupdate=off);"
        "DROP TABLE bench_t"
    )


def _resources(cursor: Any, count: int, texts: load.Texts) -> None:
    """One that is made by the real verbs, and as many like it, with texts of their own."""
    community = Community.objects.get(pk=1)
    one = resources.draft(
        community=community,
        by=SYSTEM,
        kind="good_practice",
        title="One",
        summary="One.",
        sharing="organisation",
    )
    resources.publish(resource=one, by=SYSTEM)
    _copied(cursor, count, texts, 60)
    last = one.pk
    cursor.execute("DROP INDEX resource_search; DROP INDEX resource_title_trigram")
    _cloned(
        cursor,
        "wagtailcore_page",
        "id",
        one.pk,
        {
            "id": f"{last} + r.n",
            "path": "'9999' || lpad(r.n::text, 8, '0')",
            "title": "r.title",
            "draft_title": "r.title",
            "slug": "'bench-' || r.n",
            "url_path": "'/library/bench/bench-' || r.n || '/'",
            "translation_key": "gen_random_uuid()",
        },
    )
    _cloned(
        cursor,
        "knowledge_base_resourcepage",
        "page_ptr_id",
        one.pk,
        {
            "page_ptr_id": f"{last} + r.n",
            "community_id": f"1 + r.n % {Community.objects.count()}",
            "summary": "r.title",
            "folded_title": "lower(r.title)",
            "search_vector": VECTOR.format("r.title || ' ' || r.body"),
        },
    )
    _cloned(
        cursor,
        "knowledge_base_goodpracticepage",
        "resourcepage_ptr_id",
        one.pk,
        {"resourcepage_ptr_id": f"{last} + r.n"},
    )
    cursor.execute(
        "CREATE INDEX resource_search ON knowledge_base_resourcepage USING gin (search_vector);"
        "CREATE INDEX resource_title_trigram ON knowledge_base_resourcepage USING gin (folded_title gin_trgm_ops);"
        "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), max(id)) FROM wagtailcore_page;"
        "DROP TABLE bench_t"
    )


def _cloned(cursor: Any, table: str, key: str, pk: int, changed: dict[str, str]) -> None:
    """Rows like one, whatever columns it has."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'",
        [table],
    )
    names = [name for (name,) in cursor.fetchall()]
    values = ", ".join(changed.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, bench_t r WHERE t.{key} = {int(pk)}"
    )


def questions(rounds: int, seed: int) -> list[str]:
    """One, two and three words, rare ones and common ones, as people ask."""
    words, chance = load.Texts(7).words, random.Random(seed)
    return [
        " ".join(words[int(len(words) ** chance.random()) - 1] for _ in range(1 + number % 3))
        for number in range(rounds)
    ]


def _seconds(what: Any) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def main() -> None:
    fill(float(sys.argv[1]))
    user = Membership.objects.active().filter(community__gt=1).order_by("pk")[0].user
    chance, most = random.Random(3), Contribution.objects.order_by("-pk").values_list("pk", flat=True)[0]
    items = sum(
        model.objects.count()
        for model in (Community, type(user), Discussion, Contribution, ResourcePage, AttachmentText)
    )

    def look_up() -> object:
        return Contribution.objects.filter(pk=chance.randint(1, most)).first()

    for words in questions(WARMING, seed=17):
        look_up()
        search_all(user, words)
    searches, lookups, found = [], [], 0
    for words in questions(ROUNDS, seed=5):
        lookups += [_seconds(look_up) for _ in range(3)]
        begun = time.perf_counter()
        found += bool(search_all(user, words).total)
        searches.append(time.perf_counter() - begun)
    searches.sort()
    print(
        json.dumps(
            {
                "items": items,
                "found": found / ROUNDS,
                "search": median(searches),
                "slow": searches[int(ROUNDS * 0.95)],
                "lookup": median(lookups),
                "ratio": median(searches) / median(lookups),
            }
        )
    )


if __name__ == "__main__":
    main()
