"""Data for the bench, by COPY: believable sizes, texts whose words follow Zipf's law, counters right."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import psycopg2
from django.contrib.auth.hashers import make_password

PASSWORD = "bench bench bench bench"  # noqa: S105 (of nobody)
LONG = 5000  # contributions of the longest discussion


@dataclass
class Sizes:
    people: int
    communities: int
    discussions: int
    contributions: int

    @classmethod
    def at(cls, scale: float) -> Sizes:
        return cls(int(20_000 * scale), max(int(200 * scale), 4), int(20_000 * scale), int(400_000 * scale))


def vocabulary(random_: random.Random, size: int = 8000) -> list[str]:
    syllables = [a + b for a in "bcdfghjklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]
    words = {"".join(random_.choices(syllables, k=random_.randint(1, 4))) for _ in range(size * 2)}
    return sorted(words)[:size]


class Texts:
    """Sentences of a vocabulary: a few words everywhere, most of them rare."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = vocabulary(self.random)
        self.random.shuffle(self.words)
        self.weights = [1 / (rank + 2) for rank in range(len(self.words))]
        self.stock = self.random.choices(self.words, self.weights, k=400_000)
        self.at = 0

    def take(self, count: int) -> str:
        self.at = (self.at + count) % (len(self.stock) - 200)
        return " ".join(self.stock[self.at : self.at + count])


def load(url: str, scale: float, say) -> None:
    """Fill an empty, migrated database."""
    sizes, texts = Sizes.at(scale), Texts(7)
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SET synchronous_commit = off; SET maintenance_work_mem = '512MB'; SET statement_timeout = 0"
        )
        _people(cursor, sizes, texts.random)
        _communities(cursor, sizes, texts)
        say(f"{sizes.people} people in {sizes.communities} communities")
        _discussions(cursor, sizes, texts)
    say(f"{sizes.discussions} discussions, {sizes.contributions} contributions; making the word index …")
    with connection, connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'; SET statement_timeout = 0")
        _finish(cursor)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def _copy(cursor, table: str, columns: str, rows) -> None:
    buffer = io.StringIO()
    for row in rows:
        buffer.write("\t".join("\\N" if value is None else str(value) for value in row) + "\n")
    buffer.seek(0)
    cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", buffer)


def _people(cursor, sizes: Sizes, random_: random.Random) -> None:
    _copy(
        cursor, "accounts_office", "name, city, country, level, time_zone",
        ((f"Office {n}", f"City {n}", "Country", "country", "UTC") for n in range(1, 61)),
    )  # fmt: skip
    password = make_password(PASSWORD)
    names = [word.capitalize() for word in vocabulary(random_, 4000) if len(word) > 4]
    called = [f"{random_.choice(names)} {random_.choice(names)}" for _ in range(sizes.people)]
    _copy(
        cursor, "accounts_user",
        "id, password, is_superuser, email, name, folded_name, is_guest, organisation, is_sponsor, language, "
        "languages, time_zone, about, photo, mail_state, is_staff, is_active, joined_at",
        (
            (n, password, "f", f"p{n}@bench.example", called[n - 1], called[n - 1].lower(), "f", "", "f", "",
             "{}", "UTC", "", "", "works", "f", "t", "2025-01-01")
            for n in range(1, sizes.people + 1)
        ),
    )  # fmt: skip
    cursor.execute("SELECT setval('accounts_user_id_seq', %s)", [sizes.people])
    cursor.execute(
        "INSERT INTO accounts_post (user_id, office_id, title, from_date) "
        "SELECT id, 1 + id %% 60, 'Officer', '2024-01-01' FROM accounts_user", []
    )  # fmt: skip


def _communities(cursor, sizes: Sizes, texts: Texts) -> None:
    _copy(
        cursor, "communities_community",
        "id, name, slug, tagline, audience, purpose, objectives, rhythm, weave, accent, emblem, level, visibility, "
        "join_policy, stage, time_zone, language, modules_off, member_count, guest_count, discussion_count, passed_count, "
        "resource_count, folded_name, created_at",
        (
            (n, f"Community {n}", f"community-{n}", f"We share {texts.take(6)}.", "", texts.take(60), "", "", "twill",
             "indigo", "", "global", "public" if n == 1 else "organisation", "open", "sustaining", "UTC", "en", "{}", 0, 0, 0, 0, 0,
             f"community {n}", "2025-01-01")
            for n in range(1, sizes.communities + 1)
        ),
    )  # fmt: skip
    cursor.execute("SELECT setval('communities_community_id_seq', %s)", [sizes.communities])
    cursor.execute(
        "INSERT INTO communities_membership (community_id, user_id, state, roles, brings, seeks, wants_newsletter, joined_at, "
        "is_core, is_connector, escalations, answer, subjects) "
        "SELECT DISTINCT 1 + (u.id * k) %% %s, u.id, 'active', '{}'::varchar[], '', '', true, timestamptz '2025-01-01', "
        "false, false, 0, '', '{}'::varchar[] "
        "FROM accounts_user u, generate_series(1, 3) k",
        [sizes.communities],
    )


def _discussions(cursor, sizes: Sizes, texts: Texts) -> None:
    random_ = texts.random
    share = [random_.lognormvariate(0, 1) for _ in range(sizes.discussions)]
    total = sum(share[1:])
    room = sizes.contributions - LONG
    counts = [LONG] + [int(room * part / total) for part in share[1:]]
    cursor.execute(
        "CREATE UNLOGGED TABLE bench_d (id bigint, community_id int, title text, body text, author int, at timestamptz); "
        "CREATE UNLOGGED TABLE bench_k (discussion_id bigint, number int, author int, body text, at timestamptz)"
    )
    per = max(sizes.discussions // sizes.communities, 1)
    _copy(
        cursor, "bench_d", "id, community_id, title, body, author, at",
        (
            (n, min((n - 1) // per, sizes.communities - 1) + 1, texts.take(7).capitalize() + "?", texts.take(60),
             random_.randint(1, sizes.people), _moment(random_, n, sizes.discussions))
            for n in range(1, sizes.discussions + 1)
        ),
    )  # fmt: skip
    _copy(
        cursor, "bench_k", "discussion_id, number, author, body, at",
        (
            (n, number, random_.randint(1, sizes.people), texts.take(random_.randint(20, 90)),
             _moment(random_, n, sizes.discussions))
            for n, count in enumerate(counts, start=1)
            for number in range(1, count + 1)
        ),
    )  # fmt: skip
    cursor.execute(
        "INSERT INTO discussions_discussion (id, community_id, kind, title, folded_title, body, body_html, author_id, phase, "
        "contribution_count, people_count, office_count, people, last_number, active_at, created_at, channel, language, origin, "
        "is_unnamed, subjects, routing_count, support_count, search) "
        "SELECT d.id, d.community_id, 'conversation', d.title, lower(d.title), d.body, '<p>' || d.body || '</p>', d.author, 'contributions', "
        "coalesce(k.n, 0), coalesce(k.p, 0), coalesce(k.p, 0), '[]', coalesce(k.n, 0), d.at, d.at, 'web', 'en', '', false, '{}'::varchar[], 0, 0, "
        "to_tsvector('simple', d.title || ' ' || d.body) || to_tsvector('english', d.title || ' ' || d.body) "
        "FROM bench_d d LEFT JOIN (SELECT discussion_id, count(*) n, count(DISTINCT author) p FROM bench_k GROUP BY 1) k "
        "ON k.discussion_id = d.id"
    )
    cursor.execute("SELECT setval('discussions_discussion_id_seq', %s)", [sizes.discussions])
    cursor.execute("DROP INDEX contribution_search")
    cursor.execute(
        "INSERT INTO discussions_contribution (discussion_id, community_id, number, author_id, office_id, body, body_html, quoted, "
        "word_count, roles, useful_count, attachment_count, created_at, channel, language, key, search) "
        "SELECT k.discussion_id, d.community_id, k.number, k.author, 1 + k.author %% 60, k.body, '<p>' || k.body || '</p>', '', "
        "40, '', 0, 0, k.at, 'web', 'en', '', to_tsvector('simple', k.body) || to_tsvector('english', k.body) "
        "FROM bench_k k JOIN bench_d d ON d.id = k.discussion_id ORDER BY k.at, k.discussion_id, k.number", []
    )  # fmt: skip


def _moment(random_: random.Random, n: int, of: int) -> str:
    day = 1 + (n * 360) // of
    return f"2025-{1 + (day - 1) // 31:02d}-{1 + (day - 1) % 28:02d} {random_.randint(0, 23):02d}:{random_.randint(0, 59):02d}+00"


def _finish(cursor) -> None:
    cursor.execute(
        "CREATE INDEX contribution_search ON discussions_contribution USING gin (search); "
        "UPDATE communities_community c SET member_count = m.n FROM "
        "(SELECT community_id, count(*) n FROM communities_membership GROUP BY 1) m WHERE m.community_id = c.id; "
        "UPDATE communities_community c SET discussion_count = d.n FROM "
        "(SELECT community_id, count(*) n FROM discussions_discussion GROUP BY 1) d WHERE d.community_id = c.id; "
        "DROP TABLE bench_d; DROP TABLE bench_k"
    )
