from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "cop_portal.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from cop_portal.portal import checks, waiting  # noqa: F401  (the first registers system checks)

        waiting.register_all()
