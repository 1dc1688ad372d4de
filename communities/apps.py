from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = _("Communities")

    def ready(self) -> None:
        from communities import notifications, places  # noqa: F401  (the first registers itself)
        from communities.permissions import can_see_members

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
        about = [
            places.Place(0, "what", _("What we are"), "community_about", under="about"),
            places.Place(10, "charter", _("Charter"), "charter", under="about"),
        ]
        for place in about:
            places.register(place)
