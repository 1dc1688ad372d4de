from django.urls import path

from knowledge_base.views import resources, stories, submissions
from knowledge_base.views import gaps, inventory, resources
from knowledge_base.views import changes, comparisons, credits, resources, reuses

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
    path("communities/<slug:slug>/library/submit/", resources.submit, name="submit_resource"),
    path("communities/<slug:slug>/library/inventory/", inventory.inventory, name="inventory"),
    path("communities/<slug:slug>/library/inventory/<str:kind>/", inventory.export, name="inventory_export"),
    path("communities/<slug:slug>/library/gaps/", gaps.gaps, name="gaps"),
    path("communities/<slug:slug>/library/gaps/<int:pk>/", gaps.gap, name="gap"),
    path("resources/<int:pk>/rate/", inventory.rate, name="rate_resource"),
    path("resources/<int:pk>/confirm/", inventory.confirm, name="confirm_resource"),
    path("resources/<int:pk>/act/", resources.act, name="resource_act"),
    path("resources/<int:pk>/reuse/", reuses.tell, name="reuse_resource"),
    path("resources/<int:pk>/adopted/", reuses.reuse_list, name="reuses"),
    path("resources/<int:pk>/adopted/<int:reuse_pk>/", reuses.reuse, name="reuse"),
    path("resources/<int:pk>/adopted/<int:reuse_pk>/change/", reuses.change, name="change_reuse"),
    path("resources/<int:pk>/changes/", changes.change_list, name="resource_changes"),
    path("resources/<int:pk>/changes/propose/", changes.propose, name="propose_change"),
    path("resources/<int:pk>/changes/<int:number>/", changes.change, name="resource_change"),
    path("resources/<int:pk>/proposals/<int:proposal_pk>/", changes.answer, name="answer_proposal"),
    path("resources/<int:pk>/follow/", changes.follow, name="follow_resource"),
    path("resources/<int:pk>/credits/", credits.resource_credits, name="resource_credits"),
    path("compare/", comparisons.compare, name="compare"),
    path("compare/print/", comparisons.compare_print, name="compare_print"),
    path("my/credits/<int:pk>/", credits.own_credit, name="own_credit"),
]
