from django.urls import path

from communities.views import cases, charters, communities, directory, lifecycle, memberships, roles

urlpatterns = [
    path("people/", directory.people, name="people"),
    path("people/<int:pk>/", directory.person, name="person"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/new/", cases.new_case, name="case_new"),
    path("cases/similar/", cases.similar, name="case_similar"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/edit/", cases.edit_case, name="case_edit"),
    path("cases/<int:pk>/decide/", cases.decide, name="case_decide"),
    path("cases/<int:pk>/withdraw/", cases.withdraw, name="case_withdraw"),
    path("communities/", communities.community_list, name="communities"),
    path("communities/<slug:slug>/about/", communities.about, name="community_about"),
    path("communities/<slug:slug>/identity/", communities.edit_identity, name="community_identity"),
    path("communities/<slug:slug>/stage/", lifecycle.stage, name="community_stage"),
    path("communities/<slug:slug>/people/", memberships.member_list, name="members"),
    path("communities/<slug:slug>/people/<int:pk>/roles/", memberships.edit_roles, name="member_roles"),
    path("communities/<slug:slug>/roles/", roles.role_list, name="community_roles"),
    path("communities/<slug:slug>/roles/new/", roles.define_role, name="role_define"),
    path("communities/<slug:slug>/roles/call/", roles.open_call, name="role_call"),
    path("communities/<slug:slug>/roles/<int:pk>/give-up/", roles.give_up_role, name="role_give_up"),
    path("communities/<slug:slug>/roles/calls/<int:pk>/volunteer/", roles.volunteer, name="role_volunteer"),
    path("communities/<slug:slug>/roles/calls/<int:pk>/choose/", roles.choose, name="role_choose"),
    path("communities/<slug:slug>/roles/terms/<int:pk>/", roles.change_term, name="role_term"),
    path("communities/<slug:slug>/connections/", roles.connections, name="connections"),
    path("communities/<slug:slug>/join/", memberships.join, name="community_join"),
    path("communities/<slug:slug>/leave/", memberships.leave, name="community_leave"),
    path("communities/<slug:slug>/requests/<int:pk>/", memberships.answer_request, name="answer_request"),
    path(
        "communities/<slug:slug>/newsletter/choice/", memberships.choose_newsletter, name="choose_newsletter"
    ),
    path("communities/<slug:slug>/charter/", charters.charter, name="charter"),
    path("communities/<slug:slug>/charter/draft/", charters.edit_charter, name="charter_edit"),
    path("communities/<slug:slug>/charter/draft/change/", charters.change_draft, name="charter_change"),
    path("communities/<slug:slug>/charter/comments/", charters.comment_on_charter, name="charter_comments"),
    path("communities/<slug:slug>/charter/people/", charters.charter_people, name="charter_people"),
    path("communities/<slug:slug>/charter/publish/", charters.publish_charter, name="charter_publish"),
    path("communities/<slug:slug>/charter/<int:number>/", charters.charter, name="charter_version"),
    path("communities/<slug:slug>/charter/<int:number>/agree/", charters.agree, name="charter_agree"),
]
