"""The roof of the addresses: each storey brings its own."""

from django.contrib import admin
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cop_portal.portal.views import doors
from knowledge_base.views import editor_doors, editor_reports, tags

urlpatterns = [
    # They are asked in this order: what is read most stands first.
    path("", include("discussions.urls")),
    path("", include("cop_portal.portal.urls")),
    path("", include("cop_portal.foundation.accounts.urls")),
    path("", include("cop_portal.foundation.notifications.urls")),
    path("", include("cop_portal.foundation.mail.urls")),
    path("", include("communities.urls")),
    path("", include("knowledge_base.urls")),
    path("", include("metrics.urls")),
    path("", include("cop_portal.newsletters.urls")),
    path("accounts/", include("cop_portal.portal.account_urls")),
    # One sign-in form, with one rate limit, for the portal and both administrations.
    path("admin/login/", doors.administration),
    path("cms/login/", doors.editing),
    path("cms/users/", doors.people),
    path("cms/users/<path:rest>", doors.people),
    path("cms/bulk/accounts/user/<path:rest>", doors.people),
    path("cms/choose-page/<int:pk>/", editor_doors.page_by_number),
    path("cms/pages/<int:pk>/move/<path:rest>", editor_doors.page_by_number),
    path("cms/reports/page-types-usage/", editor_reports.page_types),
    path("cms/reports/page-types-usage/results/", editor_reports.page_types_results),
    path("cms/tag-autocomplete/", tags.tag_autocomplete),
    path("cms/tag-autocomplete/<path:rest>", tags.tag_autocomplete),
    path("admin/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^library/", include(wagtail_urls)),
]

handler400 = "cop_portal.portal.views.errors.bad_request"
handler403 = "cop_portal.portal.views.errors.forbidden"
handler404 = "cop_portal.portal.views.errors.not_found"
handler500 = "cop_portal.portal.views.errors.server_error"
