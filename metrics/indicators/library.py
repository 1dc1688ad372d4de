"""What is read and what is used: I21, I24."""

from django.utils.translation import gettext_lazy as _

from metrics.indicators.base import DAYS, Indicator, register

I21 = register(
    Indicator(
        key="I21",
        name=_("Views, visits, visitors"),
        question=_("How much is read?"),
        formula=_(
            "Views: pages shown in 28 days; one’s own repeats of a page within 30 minutes count once. Visits: "
            "views at most 30 minutes apart. Visitors: different pseudonyms; who is not signed in counts "
            "anew each day, because nothing is kept to recognise them."
        ),
        silent_on=_("Whether anybody learned anything. Letters that are read in the mail are not seen here."),
        bad_incentive=_("Cutting a text over many pages would raise it."),
        window=28,
        unit="count",
        better=0,
        needs=("views",),
        sql=f"""
            WITH {DAYS},
            read_ AS (
                SELECT community_id AS community, day, viewer, views, visits FROM metrics_dailyreader
                WHERE community_id = ANY(%(ids)s) AND day BETWEEN %(lo)s::date - 27 AND %(hi)s::date
            )
            SELECT d.community, d.day, sum(r.views)::float AS value, count(DISTINCT r.viewer) AS n,
                jsonb_build_object(
                    'views', sum(r.views), 'visits', sum(r.visits), 'visitors', count(DISTINCT r.viewer),
                    'views_that_day', coalesce(sum(r.views) FILTER (WHERE r.day = d.day), 0)
                ) AS parts
            FROM read_ r JOIN days d ON d.community = r.community AND d.day BETWEEN r.day AND r.day + 27
            GROUP BY 1, 2
        """,
    )
)

I24 = register(
    Indicator(
        key="I24",
        name=_("Reuse"),
        question=_("Is what we keep used elsewhere?"),
        formula=_(
            "Resources that somebody in another office than the owner’s said they used within 12 months, "
            "divided by all published resources. Each person counts once for a place."
        ),
        silent_on=_("Whether children are better off."),
        bad_incentive=_("Asking friends to say it would raise it; the place and the change are asked for."),
        window=365,
        better=1,
        sql=f"""
            WITH {DAYS},
            items AS (
                SELECT r.page_ptr_id AS item, r.community_id AS community, p.first_published_at AS since, p.owner_id
                FROM knowledge_base_resourcepage r JOIN wagtailcore_page p ON p.id = r.page_ptr_id
                WHERE r.community_id = ANY(%(ids)s) AND p.live AND p.first_published_at IS NOT NULL
            ),
            uses AS (
                SELECT i.item, i.community, u.at,
                    u.office_id IS NOT NULL AND u.office_id IS DISTINCT FROM (
                        SELECT o.office_id FROM accounts_post o WHERE o.user_id = i.owner_id
                        AND o.from_date <= (u.at AT TIME ZONE 'UTC')::date
                        AND (o.until_date IS NULL OR o.until_date > (u.at AT TIME ZONE 'UTC')::date) LIMIT 1
                    ) AS elsewhere
                FROM knowledge_base_reuse u JOIN items i ON i.item = u.resource_id
            ),
            used AS (
                SELECT d.community, d.day, count(*) AS statements,
                    count(DISTINCT u.item) FILTER (WHERE u.elsewhere) AS reused
                FROM uses u JOIN days d ON d.community = u.community AND u.at < d.ends
                    AND u.at >= d.ends - interval '365 days'
                GROUP BY 1, 2
            ),
            kept AS (
                SELECT d.community, d.day, count(*) AS n
                FROM items i JOIN days d ON d.community = i.community AND i.since < d.ends GROUP BY 1, 2
            )
            SELECT k.community, k.day, coalesce(u.reused, 0)::float / k.n AS value, k.n,
                jsonb_build_object(
                    'items', k.n, 'reused', coalesce(u.reused, 0), 'statements', coalesce(u.statements, 0)
                ) AS parts
            FROM kept k LEFT JOIN used u USING (community, day)
        """,
    )
)
