from django.urls import path

from knowledge_base.views import files, public, releases, resources

urlpatterns = [
    path("library/", resources.library, name="library"),
    path("communities/<slug:slug>/library/", resources.community_library, name="community_library"),
    path("communities/<slug:slug>/library/submit/", resources.submit, name="submit_resource"),
    path("communities/<slug:slug>/library/sharing/", releases.community_sharing, name="community_sharing"),
    path("communities/<slug:slug>/library/sharing/rule/", releases.sharing_rule, name="sharing_rule"),
    path("resources/<int:pk>/", releases.by_number, name="resource_by_number"),
    path("resources/<int:pk>/share/", releases.share, name="share_resource"),
    path("resources/<int:pk>/narrow/", releases.narrow, name="narrow_resource"),
    path("resources/<int:pk>/citation.<str:form>", public.citation, name="citation"),
    path("releases/<int:pk>/", releases.release, name="release"),
    path("public/library/", public.library, name="public_library"),
    path("public/library/feed.xml", public.feed, name="public_feed"),
    path("public/library/<slug:slug>/feed.xml", public.feed, name="public_community_feed"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", public.sitemap_part, name="sitemap_part"),
    path("documents/<int:pk>/<path:name>", files.document, name="library_document"),
    path("resources/<int:pk>/act/", resources.act, name="resource_act"),
    path("resources/<int:pk>/reuse/", resources.reuse, name="reuse_resource"),
]
