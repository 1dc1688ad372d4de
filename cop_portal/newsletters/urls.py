from django.urls import path

from cop_portal.newsletters.views import editing, reading, sending

PREFIX = "communities/<slug:slug>/newsletter/"

urlpatterns = [
    path(PREFIX, reading.archive, name="newsletter_archive"),
    path(f"{PREFIX}begin/", editing.begin, name="newsletter_begin"),
    path(f"{PREFIX}<int:number>/", reading.issue, name="newsletter"),
    path(f"{PREFIX}<int:number>/edit/", editing.edit, name="newsletter_edit"),
    path(f"{PREFIX}<int:number>/preview/", editing.preview, name="newsletter_preview"),
    path(f"{PREFIX}<int:number>/skip/", editing.skip, name="newsletter_skip"),
    path(f"{PREFIX}<int:number>/send/", sending.send, name="newsletter_send"),
]
