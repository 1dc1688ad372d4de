from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "cop_portal.foundation.notifications"
    label = "notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from cop_portal.foundation.notifications import lists  # noqa: F401  (the letters register theirs)
