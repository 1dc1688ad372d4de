"""Django's administration under the portal's own site."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "cop_portal.portal.admin_site.PortalAdminSite"

    def ready(self) -> None:
        super().ready()  # finds the administrations of all apps
        # Both need the apps.
        from django.contrib.admin import site

        # likewise
        from cop_portal.foundation.accounts.admin import in_place_of_allauth

        in_place_of_allauth(site)
