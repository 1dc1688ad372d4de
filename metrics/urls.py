from django.http import HttpResponse
from django.urls import path

v = lambda request, slug="": HttpResponse("")
urlpatterns = [path("communities/<slug:slug>/health/", v, name="health_page")]
