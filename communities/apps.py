from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = _("Communities")

    def ready(self) -> None:
        from communities import desk, evidence, notifications, places  # noqa: F401  (notices register themselves)
        from communities.enums import Role
        from communities.permissions import can_read, can_see_members
        from communities.queries import (
            cases,
            goals,
            lifecycle,
            needs,
            proposals,
            reviews,
            roles,
            terms,
            transformations,
        )

        places.register(places.Place(10, "overview", _("Overview"), "community"))
        places.register(
            places.Place(
                40,
                "people",
                _("People"),
                "members",
                can_see_members,
                lambda community: community.member_count,
            )
        )
        places.register(places.Place(90, "about", _("About"), "community_about"))
        for place in (
            places.Place(0, "members", _("Members"), "members", can_see_members, under="people"),
            places.Place(10, "roles", _("Roles"), "community_roles", can_see_members, under="people"),
        ):
            places.register(place)
        coordinator = frozenset({Role.COORDINATOR})
        leads = coordinator | {Role.FACILITATOR}
        for source in (
            desk.Source(12, "cases", _("Proposed communities"), cases.waiting_cases),
            desk.Source(13, "transformations", _("Asks for your yes"), transformations.waiting_for),
            desk.Source(60, "reviews", _("Reviews of communities"), reviews.open_for),
            desk.Source(35, "steps", _("Your steps"), goals.waiting_steps),
            desk.Source(38, "needs", _("Needs of members"), needs.waiting_needs, leads),
            desk.Source(39, "proposals", _("Proposals to conclude"), proposals.waiting_proposals, leads),
            desk.Source(50, "terms", _("Terms that end"), roles.waiting_terms, coordinator),
            desk.Source(30, "calls", _("Calls with volunteers"), roles.waiting_calls, coordinator),
            desk.Source(70, "vacancies", _("Vacant roles"), roles.waiting_vacancies, coordinator),
            desk.Source(90, "connections", _("Connections to make"), roles.waiting_connections),
        ):
            desk.register(source)
        evidence.register_evidence("terms_published", terms.terms_published)
        evidence.register_evidence("goals_named", goals.goals_named)
        evidence.register_evidence("goals_reached", goals.goals_reached)
        evidence.register_evidence("needs_open", needs.needs_open)
        evidence.register_evidence("needs_met", needs.needs_met)
        for key, find in lifecycle.FINDERS.items():
            evidence.register_evidence(key, find)
        about = [
            places.Place(0, "what", _("What we are"), "community_about", under="about"),
            places.Place(5, "stage", _("Stage"), "community_stage", under="about"),
            places.Place(10, "charter", _("Charter"), "charter", under="about"),
            places.Place(15, "terms", _("Terms of reference"), "terms", can_read, under="about"),
            places.Place(
                40, "proposals", _("Proposals"), "proposals", can_read, under="about", module="proposals"
            ),
            places.Place(60, "review", _("Review"), "community_review", can_read, under="about"),
            places.Place(55, "needs", _("Needs"), "needs", can_read, module="needs"),
            places.Place(50, "goals", _("Goals"), "goals", can_read, module="goals"),
        ]
        for place in about:
            places.register(place)
