from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = _("Communities")

    def ready(self) -> None:
        from communities import inbound, notifications, subscribers  # noqa: F401  (they register themselves)
        from communities.queries.communities import readable_among
        from communities.queries.directory import visible_people
        from communities.queries.notices import notice_scopes
        from cop_portal.foundation.accounts.queries import register_seen
        from cop_portal.foundation.notifications import letters, scopes

        letters.register_readable(readable_among)
        register_seen(visible_people)
        scopes.register(notice_scopes)

        _register_places()
        _register_sources()
        _register_findings()
        _register_evidence()
        _register_first_steps()
        _register_traces()


def _register_places() -> None:
    """The tabs of a community, and the pages under two of them."""
    from communities.permissions import (
        can_edit_identity,
        can_have_link,
        can_manage_members,
        can_read,
        can_see_members,
        can_see_reflections,
    )
    from communities.places import Place, register

    for place in (
        Place(10, "overview", _("Overview"), "community"),
        Place(40, "people", _("People"), "members", can_see_members, lambda where: where.member_count),
        Place(50, "goals", _("Goals"), "goals", can_read, module="goals"),
        Place(52, "events", _("Events"), "events", can_read, module="events"),
        Place(55, "needs", _("Needs"), "needs", can_read, module="needs"),
        Place(90, "about", _("About"), "community_about"),
        Place(0, "members", _("Members"), "members", can_see_members, under="people"),
        Place(10, "roles", _("Roles"), "community_roles", can_see_members, under="people"),
        Place(15, "recognition", _("Thanks and badges"), "recognition", can_see_members, under="people"),
        Place(20, "newcomers", _("Newcomers"), "newcomers", can_manage_members, under="people"),
        Place(30, "invitations", _("Invitations"), "invitations", can_manage_members, under="people"),
        Place(35, "suspensions", _("Suspended"), "suspensions", can_manage_members, under="people"),
        Place(40, "invite", _("Invite a colleague"), "invite_colleague", can_have_link, under="people"),
        Place(0, "what", _("What we are"), "community_about", under="about"),
        Place(5, "stage", _("Stage"), "community_stage", under="about"),
        Place(10, "charter", _("Charter"), "charter", under="about"),
        Place(15, "terms", _("Terms of reference"), "terms", can_read, under="about"),
        Place(20, "announcements", _("Announcements"), "announcements", can_read, under="about"),
        Place(40, "proposals", _("Proposals"), "proposals", can_read, under="about", module="proposals"),
        Place(
            50,
            "reflections",
            _("How are we doing?"),
            "reflections",
            can_see_reflections,
            under="about",
            module="reflections",
        ),
        Place(55, "set_up", _("Set-up"), "set_up", can_edit_identity, under="about"),
        Place(60, "review", _("Review"), "community_review", can_read, under="about"),
    ):
        register(place)


def _register_sources() -> None:
    """What may wait on a desk: what people wait for first, then what is due."""
    from communities.desk import Source, register
    from communities.enums import Role
    from communities.queries import (
        cases,
        events,
        goals,
        needs,
        proposals,
        reflections,
        reviews,
        roles,
        sponsors,
        transformations,
    )

    coordinator = frozenset({Role.COORDINATOR})
    leads = coordinator | {Role.FACILITATOR}
    for source in (
        Source(12, "cases", _("Proposed communities"), cases.waiting_cases),
        Source(13, "transformations", _("Asks for your yes"), transformations.waiting_for),
        Source(30, "calls", _("Calls with volunteers"), roles.waiting_calls, coordinator),
        Source(35, "steps", _("Your steps"), goals.waiting_steps, module="goals"),
        Source(
            37, "events", _("Events to announce or to tell of"), events.waiting_events, leads, module="events"
        ),
        Source(38, "needs", _("Needs of members"), needs.waiting_needs, leads, module="needs"),
        Source(
            39,
            "proposals",
            _("Proposals to conclude"),
            proposals.waiting_proposals,
            leads,
            module="proposals",
        ),
        Source(50, "terms", _("Terms that end"), roles.waiting_terms, coordinator),
        Source(60, "reviews", _("Reviews of communities"), reviews.open_for, leads),
        Source(
            65, "reflections", _("How are we doing?"), reflections.waiting_for, leads, module="reflections"
        ),
        Source(70, "vacancies", _("Vacant roles"), roles.waiting_vacancies, coordinator),
        Source(75, "sponsored", _("Communities you sponsor"), sponsors.waiting_vacancies),
        Source(90, "connections", _("Connections to make"), roles.waiting_connections),
    ):
        register(source)


def _register_findings() -> None:
    """What can be found by name, and events."""
    from communities.finding import Source, register
    from communities.queries import finding

    register(
        Source(
            10, "communities", "communities", _("Communities"), finding.find_communities,
            finding.community_rows, finding.alike_communities, frozenset({"language"}),
        )
    )  # fmt: skip
    register(
        Source(
            20, "people", "people", _("People"), finding.find_people,
            finding.people_rows, finding.alike_people, frozenset({"place"}),
        )
    )  # fmt: skip
    register(
        Source(
            55, "events", "events", _("Events"), finding.find_events,
            finding.event_rows, finding.alike_events, frozenset({"community", "since"}),
        )
    )  # fmt: skip


def _register_evidence() -> None:
    """What this storey sees for itself of a community."""
    from communities.evidence import register_evidence
    from communities.queries import goals, lifecycle, needs, technical, terms

    for key, find in {
        **lifecycle.FINDERS,
        "terms_published": terms.terms_published,
        "goals_named": goals.goals_named,
        "goals_reached": goals.goals_reached,
        "needs_open": needs.needs_open,
        "needs_met": needs.needs_met,
        "technical_needs": technical.technical_needs,
    }.items():
        register_evidence(key, find)


def _register_first_steps() -> None:
    """What a newcomer does first, as far as this storey knows."""
    from django.urls import reverse

    from communities.newcomers import FirstStep, register
    from communities.queries import charters, newcomers

    for step in (
        FirstStep(
            10,
            "introduced",
            _("Say what you bring and what you look for"),
            lambda where: reverse("own_membership", args=[where.slug]),
            newcomers.introduced,
        ),
        FirstStep(
            20,
            "agreed",
            _("Read the charter and agree to it"),
            lambda where: reverse("charter", args=[where.slug]),
            newcomers.agreed,
            lambda where: charters.current(where) is not None,
        ),
    ):
        register(step)


def _register_traces() -> None:
    """What a person gave by holding a role of the community's own."""
    from communities.queries.roles import given_in_roles
    from communities.traces import register

    register("roles", given_in_roles)
