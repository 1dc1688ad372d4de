from typing import Any

from django.urls import URLPattern, path

from discussions.views import (
    allowances,
    briefs,
    composer,
    contributions,
    detail,
    discussions,
    disseminations,
    flags,
    holds,
    ideas,
    invited,
    leading,
    mentions,
    moderation,
    moves,
    openings,
    passings,
    phases,
    promotion,
    quoted,
    representations,
    routings,
    similar,
    syntheses,
    uses,
)

_ONE = "communities/<slug:slug>/discussions/<int:pk>/"


def _below(rest: str, view: leading.View, name: str, *named: str, **leads: Any) -> URLPattern:
    """An address below a discussion: it leads on where something stands somewhere else now."""
    return path(f"{_ONE}{rest}", leading.leads_on(view, *named, **leads), name=name)


urlpatterns = [
    path(_ONE, detail.discussion, name="discussion"),  # by far the most asked
    path("communities/<slug:slug>/discussions/", discussions.discussion_list, name="discussions"),
    path("communities/<slug:slug>/discussions/start/", discussions.start, name="start_discussion"),
    path("communities/<slug:slug>/discussions/convene/", briefs.convene, name="convene_discussion"),
    path("communities/<slug:slug>/discussions/fetch/", passings.fetch, name="fetch_discussion"),
    path("communities/<slug:slug>/discussions/similar/", similar.similar, name="similar_discussions"),
    path("communities/<slug:slug>/discussions/found/", similar.found, name="found_instead"),
    path("communities/<slug:slug>/discussions/people/", mentions.mentionable, name="mentionable"),
    path("communities/<slug:slug>/discussions/mute/", discussions.mute, name="mute_discussions"),
    path("communities/<slug:slug>/promotion/", promotion.promotion, name="promotion"),
    path("communities/<slug:slug>/matters/", flags.matter_list, name="matters"),
    path("communities/<slug:slug>/matters/<int:pk>/", flags.matter, name="matter"),
    path("communities/<slug:slug>/care/", moderation.care, name="care"),
    path("communities/<slug:slug>/rights/", allowances.rights, name="rights"),
    path("communities/<slug:slug>/posts-that-wait/", holds.held_posts, name="held_posts"),
    path("held-files/<int:pk>/", holds.held_file, name="held_file"),
    _below("flag/", flags.flag_text, "flag_text", "number", opening="flag_text"),
    _below("moderate/", moderation.moderate, "moderate", "number"),
    _below("brief/", briefs.edit_brief, "edit_brief"),
    _below("opening/", openings.edit, "edit_opening", opening="edit_contribution"),
    _below("turn/", briefs.turn, "turn_discussion"),
    _below("dates/", phases.change_dates, "change_dates"),
    _below("asked/", invited.invited, "invited"),
    _below("asked/act/", invited.act_on_invited, "act_on_invited"),
    _below("pass/", passings.pass_on, "pass_discussion"),
    _below("support/", ideas.support, "support_idea"),
    _below("take-up/", ideas.take_up, "take_up_idea"),
    _below("trials/<int:trial>/", ideas.report, "report_trial"),
    _below("experts/", routings.ask_expert, "ask_expert"),
    _below("not-me/", routings.not_me, "not_me"),
    _below("ask-back/", routings.ask_back, "ask_back"),
    _below("take-back/", passings.take_back, "take_back_discussion"),
    _below("move/", phases.move, "move_discussion"),
    _below("contribute/", contributions.contribute, "contribute", "parent", "reply", whole=True),
    _below("act/", contributions.act, "discussion_act", "useful", "not_useful", "accept", whole=True),
    path(f"{_ONE}contributions/<int:number>/", moves.numbered, name="numbered_contribution"),
    _below("contributions/<int:number>/edit/", contributions.edit, "edit_contribution"),
    _below("contributions/<int:number>/used/", uses.used, "used"),
    _below("tidy/", moves.tidy, "tidy_discussion"),
    _below("quoted/", quoted.of_discussion, "quoted", opening="quoted_by"),
    _below("contributions/<int:number>/quoted/", quoted.of_contribution, "quoted_by"),
    _below("summary/", syntheses.summarise, "summarise"),
    _below("synthesis/", composer.compose, "synthesis_edit"),
    _below("synthesis/contributors/", representations.representations, "representations"),
    _below("synthesis/draft/", representations.representation, "representation"),
    _below("sent/", disseminations.disseminate, "disseminate"),
    path("contributions/<int:pk>/", moves.contribution, name="contribution"),
    path("my/drafts/", contributions.save_draft, name="save_draft"),
    path("attachments/<int:pk>/", contributions.attachment, name="attachment"),
]
