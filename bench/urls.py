from django.urls import path

from bench import views
from cop_portal.urls import handler400, handler403, handler404, handler500
from cop_portal.urls import urlpatterns as portal

urlpatterns = [
    path("bench/constant/", views.constant),
    path("bench/discussions/<int:community>/", views.discussion_rows),
    path("bench/contributions/<int:discussion>/", views.contribution_rows),
    path("bench/search/", views.search_rows),
    path("bench/insert/<int:discussion>/", views.insert),
    *portal,
]
