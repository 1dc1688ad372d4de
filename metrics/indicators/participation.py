"""Who takes part: I02, I03, I06, and the history over all years."""

from django.utils.translation import gettext_lazy as _

from metrics.indicators.base import CONTRIBUTED, DAYS, Indicator, register

# Days on which a person did anything, reading included. A reader's pseudonym is matched with that of
# each member under the keys of the time; the match is used here and kept nowhere.
_ACTED = f"""
    SELECT community, person, day FROM ({CONTRIBUTED}) contributed
        WHERE at >= %(lo)s::date - 28 AND at < %(hi)s::date + 1
    UNION
    SELECT e.community_id, e.actor_id, (e.at AT TIME ZONE 'UTC')::date FROM activity_activityentry e
        WHERE e.community_id = ANY(%(ids)s) AND e.actor_id IS NOT NULL AND e.verb = ANY(%(reacts)s)
        AND e.at >= %(lo)s::date - 28 AND e.at < %(hi)s::date + 1
    UNION
    SELECT r.community_id, m.person, r.day
        FROM metrics_viewerkey k
        JOIN membership m ON true
        JOIN metrics_dailyreader r ON r.community_id = m.community AND r.signed_in
            AND r.day >= k.from_day AND r.day < k.until_day
            AND r.day BETWEEN %(lo)s::date - 28 AND %(hi)s::date
            AND r.viewer = left(encode(sha256(k.key || convert_to(m.person::text, 'UTF8')), 'hex'), 32)
        WHERE k.signed_in AND k.key IS NOT NULL
            AND k.from_day <= %(hi)s::date AND k.until_day > %(lo)s::date - 28
"""

# The same people counted for each day on which the last 28 days hold one of theirs.
_ROLLING = """
    SELECT d.community, d.day, count(DISTINCT a.person) AS active
    FROM acted a
    JOIN days d ON d.community = a.community AND d.day BETWEEN a.day AND a.day + 27
    JOIN membership m ON m.community = a.community AND m.person = a.person
        AND m.joined_at < d.ends AND (m.left_at IS NULL OR m.left_at >= d.ends)
    GROUP BY 1, 2
"""


def _share_sql(acted: str, parts: str) -> str:
    return f"""
        WITH {DAYS}, acted AS ({acted}), rolling AS ({_ROLLING})
        SELECT s.community, s.day, coalesce(r.active, 0)::float / s.n AS value, s.n,
            jsonb_build_object('{parts}', coalesce(r.active, 0), 'members', s.n) AS parts
        FROM members s LEFT JOIN rolling r USING (community, day)
    """


I02 = register(
    Indicator(
        key="I02",
        name=_("Active members"),
        question=_("How many members take part, reading included?"),
        formula=_(
            "Members who read a page here, reacted or contributed at least once in 28 days, divided by all "
            "members on that day. A page shown counts as read; bots and one’s own pages are left out."
        ),
        silent_on=_("What they took home. Belonging is voluntary: everybody active would be a bad sign."),
        bad_incentive=_("Notices that force visits would raise it."),
        window=28,
        sql=_share_sql(_ACTED, "active"),
        better=1,
        needs=("views",),
    )
)

I03 = register(
    Indicator(
        key="I03",
        name=_("Contributors"),
        question=_("How many members contribute?"),
        formula=_(
            "Members with at least one contribution of three words or more in 28 days, divided by all members "
            "on that day. Withdrawn contributions do not count; imported ones count on the day they were written."
        ),
        silent_on=_("That quiet members gain less. Reading is a good reason to belong."),
        bad_incentive=_("“Me too” messages would raise it; very short ones are left out."),
        window=28,
        sql=_share_sql(
            f"SELECT DISTINCT community, person, day FROM ({CONTRIBUTED}) c "
            "WHERE at >= %(lo)s::date - 28 AND at < %(hi)s::date + 1",
            "contributors",
        ),
        better=1,
    )
)

I06 = register(
    Indicator(
        key="I06",
        name=_("Shared load"),
        question=_("On how many shoulders does it rest?"),
        formula=_(
            "Gini coefficient of the contributions of 90 days over all members, those with none included: "
            "the sum of (2i − n − 1) xᵢ, divided by n times the sum of x, sorted ascending. 0: all the same; "
            "1: one person does everything. Beside it the share of the most active tenth."
        ),
        silent_on=_("That the most active should write less. It says that others should be asked more."),
        bad_incentive=_("Silencing those who answer most would lower it."),
        window=90,
        unit="index",
        better=-1,
        sql=f"""
            WITH {DAYS},
            counted AS (
                SELECT community, person, day, count(*) AS x FROM ({CONTRIBUTED}) c
                WHERE at >= %(lo)s::date - 90 AND at < %(hi)s::date + 1 GROUP BY 1, 2, 3
            ),
            amounts AS (
                SELECT d.community, d.day, c.person, sum(c.x) AS x
                FROM counted c
                JOIN days d ON d.community = c.community AND d.day BETWEEN c.day AND c.day + 89
                JOIN membership m ON m.community = c.community AND m.person = c.person
                    AND m.joined_at < d.ends AND (m.left_at IS NULL OR m.left_at >= d.ends)
                GROUP BY 1, 2, 3
            ),
            ranked AS (
                SELECT a.community, a.day, a.x, s.n,
                    s.n - row_number() OVER (PARTITION BY a.community, a.day ORDER BY a.x DESC, a.person) + 1 AS i,
                    row_number() OVER (PARTITION BY a.community, a.day ORDER BY a.x DESC, a.person) AS place,
                    row_number() OVER (PARTITION BY a.community, a.day ORDER BY a.x, a.person) AS own,
                    count(*) OVER (PARTITION BY a.community, a.day) AS people
                FROM amounts a JOIN members s USING (community, day)
            )
            SELECT community, day,
                (sum((2 * i - n - 1) * x) / (max(n) * sum(x)))::float AS value, max(n) AS n,
                jsonb_build_object(
                    'contributions', sum(x), 'people', max(people), 'members', max(n),
                    'among_contributors', round(sum((2 * own - people - 1) * x) / (max(people) * sum(x)), 6),
                    'top_tenth', round(sum(x) FILTER (WHERE place <= ceil(n * 0.10)) / sum(x), 6),
                    'top_hundredth', round(sum(x) FILTER (WHERE place <= ceil(n * 0.01)) / sum(x), 6)
                ) AS parts
            FROM ranked GROUP BY 1, 2
        """,
    )
)

# Year by year, for communities that are old: only on the last day of each year and on the newest days.
HISTORY = register(
    Indicator(
        key="H01",
        name=_("Contributions by year"),
        question=_("How has it been over the years?"),
        formula=_(
            "Contributions of the 365 days before, and how many different people made them, on the last day "
            "of each year and today. Imported archives count on the day each message was written."
        ),
        silent_on=_("Whether more was learned in the busy years than in the calm ones."),
        bad_incentive=_("Volume is easily raised by talk that helps nobody."),
        window=365,
        unit="count",
        sql=f"""
            WITH {DAYS},
            looked AS (
                SELECT * FROM days WHERE day >= %(hi)s::date - 1 OR (date_part('month', day) = 12 AND date_part('day', day) = 31)
            )
            SELECT l.community, l.day, count(*)::float AS value, count(DISTINCT c.person) AS n,
                jsonb_build_object('people', count(DISTINCT c.person)) AS parts
            FROM looked l JOIN ({CONTRIBUTED}) c
                ON c.community = l.community AND c.at < l.ends AND c.at >= l.ends - interval '365 days'
            GROUP BY 1, 2
        """,
    )
)
