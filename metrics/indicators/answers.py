"""How good the discussions are: I13, I14, I18."""

from django.utils.translation import gettext_lazy as _

from metrics.indicators.base import DAYS, Indicator, register

I13 = register(
    Indicator(
        key="I13",
        name=_("Time to the first answer"),
        question=_("How long does a question wait?"),
        formula=_(
            "Median, by the estimate of Kaplan and Meier, of the hours from the opening of a conversation or "
            "question to the first contribution by another person, over all opened in 90 days. Those without "
            "an answer count with the time they have waited so far."
        ),
        silent_on=_("Whether the answers were good."),
        bad_incentive=_("Quick replies that say nothing would lower it."),
        window=90,
        unit="hours",
        better=-1,
        sql=f"""
            WITH {DAYS},
            waits AS (
                SELECT d.community, d.day, t.id,
                    extract(epoch FROM least(coalesce(t.first_reply_at, d.ends), d.ends) - t.created_at) / 3600.0 AS hours,
                    coalesce(t.first_reply_at < d.ends, false) AS answered
                FROM discussions_discussion t
                JOIN days d ON d.community = t.community_id AND t.created_at < d.ends
                    AND t.created_at >= d.ends - interval '90 days'
                WHERE t.community_id = ANY(%(ids)s) AND t.kind IN ('question', 'conversation')
                    AND t.created_at < %(hi)s::date + 1 AND t.created_at >= %(lo)s::date - 90
            ),
            ranked AS (
                SELECT *, count(*) OVER every - row_number() OVER ordered + 1 AS left_
                FROM waits
                WINDOW every AS (PARTITION BY community, day),
                    ordered AS (PARTITION BY community, day ORDER BY hours, answered DESC, id)
            ),
            survival AS (
                SELECT community, day, hours, answered,
                    bool_or(answered AND left_ = 1) OVER ordered AS all_done,
                    sum(CASE WHEN answered AND left_ > 1 THEN ln(1 - 1.0 / left_) ELSE 0 END) OVER ordered AS log_left
                FROM ranked
                WINDOW ordered AS (PARTITION BY community, day ORDER BY left_ DESC)
            )
            SELECT community, day,
                min(hours) FILTER (WHERE answered AND (all_done OR log_left <= ln(0.5) + 1e-9))::float AS value,
                count(*) AS n,
                jsonb_build_object('opened', count(*), 'unanswered', count(*) FILTER (WHERE NOT answered)) AS parts
            FROM survival GROUP BY 1, 2
        """,
    )
)

I14 = register(
    Indicator(
        key="I14",
        name=_("Questions answered"),
        question=_("Does a question get an answer?"),
        formula=_(
            "Questions with a contribution by another person within 7 days, divided by all questions of the "
            "90 days before that are older than 7 days."
        ),
        silent_on=_("Whether the one who asked was helped."),
        bad_incentive=_("Asking fewer questions would raise it."),
        window=97,
        better=1,
        sql=f"""
            WITH {DAYS}
            SELECT d.community, d.day,
                (count(*) FILTER (WHERE t.first_reply_at <= t.created_at + interval '7 days'))::float / count(*) AS value,
                count(*) AS n,
                jsonb_build_object(
                    'questions', count(*),
                    'answered', count(*) FILTER (WHERE t.first_reply_at <= t.created_at + interval '7 days')
                ) AS parts
            FROM discussions_discussion t
            JOIN days d ON d.community = t.community_id AND t.created_at < d.ends - interval '7 days'
                AND t.created_at >= d.ends - interval '97 days'
            WHERE t.community_id = ANY(%(ids)s) AND t.kind = 'question'
            GROUP BY 1, 2
        """,
    )
)

I18 = register(
    Indicator(
        key="I18",
        name=_("Discussions with a synthesis"),
        question=_("Is what was said brought together?"),
        formula=_(
            "Facilitated discussions whose synthesis, with its sources cited, was published within 14 days "
            "of the last day for contributions, divided by all whose contributions ended in the last six "
            "months (183 days). Those still within their 14 days are left out."
        ),
        silent_on=_("Whether the synthesis is read or used."),
        bad_incentive=_("Syntheses of one line would raise it; each must cite its sources."),
        window=197,
        better=1,
        sql=f"""
            WITH {DAYS},
            ended AS (
                SELECT t.community_id AS community, t.id, t.closes_on, s.published_at,
                    (SELECT count(*) FROM discussions_synthesissource x WHERE x.synthesis_id = s.id) AS sources
                FROM discussions_discussion t LEFT JOIN discussions_synthesis s ON s.discussion_id = t.id
                WHERE t.community_id = ANY(%(ids)s) AND t.kind = 'facilitated' AND t.closes_on IS NOT NULL
            ),
            judged AS (
                SELECT d.community, d.day, e.sources,
                    coalesce(e.published_at < least((e.closes_on + 15)::timestamptz, d.ends), false) AS done
                FROM ended e
                JOIN days d ON d.community = e.community AND e.closes_on BETWEEN d.day - 183 AND d.day
                WHERE e.closes_on + 14 <= d.day OR e.published_at < d.ends
            )
            SELECT community, day, (count(*) FILTER (WHERE done))::float / count(*) AS value, count(*) AS n,
                jsonb_build_object(
                    'ended', count(*), 'concluded', count(*) FILTER (WHERE done),
                    'sources', coalesce(sum(sources) FILTER (WHERE done), 0)
                ) AS parts
            FROM judged GROUP BY 1, 2
        """,
    )
)
