from django.urls import path

from discussions.views import (
    contributions,
    detail,
    discussions,
    ideas,
    passings,
    promotion,
    quoted,
    routings,
    similar,
    syntheses,
)

_ONE = "communities/<slug:slug>/discussions/<int:pk>/"

urlpatterns = [
    path("communities/<slug:slug>/discussions/", discussions.discussion_list, name="discussions"),
    path("communities/<slug:slug>/discussions/start/", discussions.start, name="start_discussion"),
    path("communities/<slug:slug>/discussions/convene/", discussions.convene, name="convene_discussion"),
    path("communities/<slug:slug>/discussions/fetch/", passings.fetch, name="fetch_discussion"),
    path("communities/<slug:slug>/discussions/similar/", similar.similar, name="similar_discussions"),
    path("communities/<slug:slug>/discussions/found/", similar.found, name="found_instead"),
    path("communities/<slug:slug>/promotion/", promotion.promotion, name="promotion"),
    path(_ONE, detail.discussion, name="discussion"),
    path(f"{_ONE}brief/", discussions.edit_brief, name="edit_brief"),
    path(f"{_ONE}pass/", passings.pass_on, name="pass_discussion"),
    path(f"{_ONE}support/", ideas.support, name="support_idea"),
    path(f"{_ONE}take-up/", ideas.take_up, name="take_up_idea"),
    path(f"{_ONE}trials/<int:trial>/", ideas.report, name="report_trial"),
    path(f"{_ONE}experts/", routings.ask_expert, name="ask_expert"),
    path(f"{_ONE}not-me/", routings.not_me, name="not_me"),
    path(f"{_ONE}ask-back/", routings.ask_back, name="ask_back"),
    path(f"{_ONE}take-back/", passings.take_back, name="take_back_discussion"),
    path(f"{_ONE}move/", discussions.move, name="move_discussion"),
    path(f"{_ONE}contribute/", contributions.contribute, name="contribute"),
    path(f"{_ONE}act/", contributions.act, name="discussion_act"),
    path(f"{_ONE}contributions/<int:number>/edit/", contributions.edit, name="edit_contribution"),
    path(f"{_ONE}quoted/", quoted.of_discussion, name="quoted"),
    path(f"{_ONE}contributions/<int:number>/quoted/", quoted.of_contribution, name="quoted_by"),
    path(f"{_ONE}summary/", syntheses.summarise, name="summarise"),
    path(f"{_ONE}synthesis/", syntheses.edit_synthesis, name="synthesis_edit"),
    path(f"{_ONE}sent/", syntheses.disseminate, name="disseminate"),
    path("my/drafts/", contributions.save_draft, name="save_draft"),
    path("attachments/<int:pk>/", contributions.attachment, name="attachment"),
]
