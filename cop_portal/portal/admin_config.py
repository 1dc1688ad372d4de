"""Django's administration under the portal's own site."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "cop_portal.portal.admin_site.PortalAdminSite"
