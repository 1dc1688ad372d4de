from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    name = "discussions"
    verbose_name = _("Discussions")

    def ready(self) -> None:
        from django.urls import reverse

        from communities import evidence, newcomers, traces
        from discussions import inbound, lists, notifications, similar, subscribers  # noqa: F401  (they register)
        from discussions.queries.evidence import FINDERS
        from discussions.queries.similar import one_similar, similar_discussions
        from discussions.queries.topics import topics
        from discussions.queries.traces import contributions_of, spoken, syntheses_of

        similar.register(similar.Source(10, "discussions", similar_discussions, one_similar))
        for key, find in FINDERS.items():
            evidence.register_evidence(key, find)
        evidence.register_topics("discussions", topics)
        traces.register("contributions", contributions_of)
        traces.register("syntheses", syntheses_of)
        newcomers.register(
            newcomers.FirstStep(
                30,
                "spoken",
                _("Answer or ask one thing in a discussion"),
                lambda where: reverse("discussions", args=[where.slug]),
                spoken,
            )
        )

        _register_desk()
        _register_places()
        _register_findings()


def _register_desk() -> None:
    """What waits for people in discussions; the roof adds what mixes storeys."""
    from communities import desk
    from communities.enums import Role
    from discussions.queries.matters import waiting_matters
    from discussions.queries.phases import waiting_phases
    from discussions.queries.representations import waiting_for
    from discussions.queries.summaries import waiting_summaries
    from discussions.queries.twins import waiting_twins

    lead = frozenset({Role.COORDINATOR, Role.FACILITATOR})
    desk.register(desk.Source(12, "matters", _("To look at"), waiting_matters, lead))
    desk.register(desk.Source(22, "drafts", _("Drafts to answer"), waiting_for))
    desk.register(desk.Source(23, "summaries", _("Summary of the week"), waiting_summaries, lead))
    desk.register(desk.Source(24, "phases", _("Phases of discussions"), waiting_phases, lead))
    desk.register(desk.Source(42, "twins", _("Discussions much alike"), waiting_twins, lead))


def _register_places() -> None:
    from communities import places
    from communities.permissions import can_read
    from discussions.permissions import can_decide, can_start

    places.register(
        places.Place(10, "talks", _("All discussions"), "discussions", can_decide, under="discussions")
    )
    places.register(places.Place(20, "matters", _("To look at"), "matters", can_decide, under="discussions"))
    places.register(places.Place(30, "care", _("Care"), "care", can_decide, under="discussions"))
    places.register(
        places.Place(45, "promotion", _("What brings people"), "promotion", can_start, under="people")
    )
    places.register(
        places.Place(
            20,
            "discussions",
            _("Discussions"),
            "discussions",
            can_read,
            lambda community: community.discussion_count,
        )
    )


def _register_findings() -> None:
    """What can be found in discussions."""
    from communities.finding import Source, register
    from discussions.queries import search

    known = frozenset({"community", "language", "place", "since"})
    for order, key, kind, label, hits, rows, alike in (
        (40, "discussions", "discussions", _("Discussions"), search.find_discussions, search.discussion_rows, search.alike_discussions),
        (50, "contributions", "contributions", _("Contributions"), search.find_contributions, search.contribution_rows, None),
        (61, "attachments", "files", _("Files"), search.find_files, search.file_rows, None),
    ):  # fmt: skip
        register(Source(order, key, kind, label, hits, rows, alike, known))
