from django.http import HttpResponse
from django.urls import path

v = lambda request, slug="": HttpResponse("")
urlpatterns = [
    path("library/", v, name="library"),
    path("communities/<slug:slug>/library/", v, name="community_library"),
]
