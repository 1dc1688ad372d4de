from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    name = "cop_portal.newsletters"
    label = "newsletters"
    verbose_name = _("Newsletters")

    def ready(self) -> None:
        from communities import evidence, places
        from communities.permissions import can_read
        from cop_portal.newsletters import lists, notifications, subscribers  # noqa: F401  (they register)
        from cop_portal.newsletters.queries import newsletter_sent

        evidence.register_evidence("newsletter_sent", newsletter_sent)

        places.register(
            places.Place(
                60, "newsletter", _("Newsletter"), "newsletter_archive", can_read, module="newsletter"
            )
        )
