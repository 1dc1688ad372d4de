from django.urls import path

from knowledge_base.views import duplicates, resources

urlpatterns = [
    path("library/", resources.library, name="library"),
    path("communities/<slug:slug>/library/", resources.community_library, name="community_library"),
    path("communities/<slug:slug>/library/submit/", resources.submit, name="submit_resource"),
    path("communities/<slug:slug>/library/near/", duplicates.near, name="near_duplicates"),
    path("communities/<slug:slug>/library/near/found/", duplicates.found, name="near_found"),
    path("communities/<slug:slug>/library/near/pairs/", duplicates.pairs, name="near_pairs"),
    path("communities/<slug:slug>/library/near/pairs/<int:pk>/", duplicates.judge, name="judge_pair"),
    path("resources/<int:pk>/act/", resources.act, name="resource_act"),
    path("resources/<int:pk>/reuse/", resources.reuse, name="reuse_resource"),
]
