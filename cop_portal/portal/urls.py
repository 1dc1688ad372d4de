from django.urls import path

from cop_portal.portal.views import (
    community_home,
    desk,
    development,
    guest_view,
    health,
    home,
    language,
    media,
    papers,
    search,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("communities/<slug:slug>/", community_home.community_home, name="community"),
    path("communities/<slug:slug>/as-guest/", guest_view.as_guest, name="as_guest"),
    path("as-guest/end/", guest_view.as_guest_end, name="as_guest_end"),
    path("my/desk/", desk.desk_page, name="desk"),
    path("my/desk/set-aside/", desk.set_aside, name="set_aside"),
    path("my/security/", papers.security, name="security"),
    path("search/", search.search, name="search"),
    path("language/", language.set_language, name="set_language"),
    path("help/", papers.help_page, name="help"),
    path("privacy/", papers.privacy, name="privacy"),
    path("robots.txt", papers.robots, name="robots"),
    path("favicon.ico", papers.favicon, name="favicon"),
    path("health/", health.health, name="health"),
    path("media/<path:path>", media.protected_media, name="media"),
    path("development/mail/", development.caught_mail, name="caught_mail"),
    path("development/mail/<str:key>/", development.one_caught_mail, name="one_caught_mail"),
    path("development/letters/", development.letters, name="letters"),
]
