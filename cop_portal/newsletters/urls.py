from django.http import HttpResponse
from django.urls import path

v = lambda request, slug="": HttpResponse("")
urlpatterns = [path("communities/<slug:slug>/newsletter/", v, name="newsletter_archive")]
