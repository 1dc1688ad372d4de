from django.urls import path

from cop_portal.foundation.notifications import views

urlpatterns = [
    path("my/notices/", views.notices, name="notices"),
    path("my/notices/read/", views.read_all, name="notices_read"),
    path("my/notices/<int:pk>/", views.open_notice, name="notice"),
    path("my/preferences/", views.preferences, name="preferences"),
    path("my/preferences/last-week/", views.last_week, name="last_week"),
]
