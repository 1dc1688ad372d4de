from django.urls import path

from knowledge_base.views import resources

urlpatterns = [
    path("library/", resources.library, name="library"),
    path("communities/<slug:slug>/library/", resources.community_library, name="community_library"),
    path("communities/<slug:slug>/library/submit/", resources.submit, name="submit_resource"),
    path("resources/<int:pk>/act/", resources.act, name="resource_act"),
    path("resources/<int:pk>/reuse/", resources.reuse, name="reuse_resource"),
]
