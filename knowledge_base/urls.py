from django.urls import path

from knowledge_base.views import resources, stories, submissions

urlpatterns = [
    path("library/", resources.library, name="library"),
    path("communities/<slug:slug>/library/", resources.community_library, name="community_library"),
    path("communities/<slug:slug>/library/submit/", submissions.submit, name="submit_resource"),
    path("my/submissions/", submissions.my_submissions, name="my_submissions"),
    path("submissions/<int:pk>/", submissions.submission, name="submission"),
    path("submissions/<int:pk>/keep/", submissions.keep, name="keep_submission"),
    path("submissions/<int:pk>/discard/", submissions.discard, name="discard_submission"),
    path("submissions/<int:pk>/files/<int:file>/", submissions.own_file, name="submission_file"),
    path("resources/<int:pk>/result/", stories.result, name="confirm_result"),
    path("resources/<int:pk>/act/", resources.act, name="resource_act"),
    path("resources/<int:pk>/reuse/", resources.reuse, name="reuse_resource"),
]
