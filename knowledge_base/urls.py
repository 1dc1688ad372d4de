from django.urls import path

from knowledge_base.views import harvests, publications, resources, results

_AT = "communities/<slug:slug>/"

urlpatterns = [
    path("library/", resources.library, name="library"),
    path("communities/<slug:slug>/library/", resources.community_library, name="community_library"),
    path("communities/<slug:slug>/library/submit/", resources.submit, name="submit_resource"),
    path("resources/<int:pk>/act/", resources.act, name="resource_act"),
    path("resources/<int:pk>/reuse/", resources.reuse, name="reuse_resource"),
    path(f"{_AT}publications/", publications.publication_list, name="publications"),
    path(f"{_AT}publications/new/", publications.begin, name="publication_new"),
    path(f"{_AT}publications/<int:pk>/", publications.desk, name="publication_desk"),
    path(f"{_AT}publications/<int:pk>/about/", publications.describe, name="publication_edit"),
    path(f"{_AT}publications/<int:pk>/preview/", publications.preview, name="publication_preview"),
    path(f"{_AT}publications/<int:pk>/act/", publications.act, name="publication_act"),
    path(f"{_AT}publications/<int:pk>/text/", publications.piece, name="piece_new"),
    path(f"{_AT}publications/<int:pk>/parts/<int:piece_pk>/", publications.piece, name="piece_edit"),
    path("publications/<int:pk>/pdf/", publications.pdf, name="publication_pdf"),
    path(
        "publications/<int:pk>/pictures/<int:piece_pk>/<int:number>/",
        publications.picture,
        name="publication_picture",
    ),
    path(f"{_AT}harvests/", harvests.harvest_list, name="harvests"),
    path("harvests/<int:pk>/", harvests.harvest, name="harvest"),
    path("harvests/<int:pk>/act/", harvests.act, name="harvest_act"),
    path(f"{_AT}results/", results.results, name="results"),
]
