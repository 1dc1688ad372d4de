"""Events of a community: the list, one, making and changing, answering, what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from communities.actions import event_answers
from communities.actions import events as actions
from communities.actions import needs as need_actions
from communities.enums import Capability, Module
from communities.forms.events import AfterwardsForm, CancelEventForm, EventForm, ValuedForm, from_need
from communities.gatherings import EventAnswerKind
from communities.models import Community, Event, EventAnswer, Need
from communities.permissions import can_see_members, check_capability, check_member
from communities.queries import calendar_feeds, communities, events, passings
from communities.views.shared import back_to, community_context
from cop_portal.foundation.notifications.actions import mark_read
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import public, signed_in
from cop_portal.foundation.subjects import note_subject
from cop_portal.foundation.text import as_number


def _community(request: HttpRequest, slug: str) -> Community:
    return communities.get_for(request.user, slug, content=True, module="events")


def _holds(request: HttpRequest, community: Community) -> bool:
    return can(check_capability, request.user, community, Capability.HOLD_EVENTS)


@public
def event_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes, soonest first; with ?past, what was; drafts for those who hold events."""
    community, past = _community(request, slug), "past" in request.GET
    rows = events.past(request.user, community) if past else events.coming(request.user, community)
    order = ("-begins_at", "-pk") if past else ("begins_at", "pk")
    page = key_set_page(rows, request.GET, order=order, size=20)
    holds = _holds(request, community)
    drafts = events.drafts(request.user, community)[:60] if holds and not past else []
    for row in (*page.rows, *drafts):
        row.community = community
    return render(
        request,
        "communities/event_list.html",
        {
            **community_context(request, community, tab="events"),
            "page": page,
            "items": events.shown(request.user, page.rows),
            "drafts": events.shown(request.user, drafts),
            "past": past,
            "passed": []
            if past or "after" in request.GET or "before" in request.GET
            else passings.list_of(request.user, community),
            "may_take_back": holds,
            "may_hold": holds,
            "may_answer": can(check_member, request.user, community),
            "feed": calendar_feeds.own(request.user, community),
        },
    )


@public
def event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One event by the reader's clock, with their answer. Opening it counts as having read its notice."""
    community = _community(request, slug)
    found = events.get_for(request.user, community, pk)
    note_subject(request, "event", community_id=community.pk, object_id=found.pk)
    own = events.own_answer(request.user, found)
    sees, holds = can_see_members(request.user, community), _holds(request, community)
    if request.user.is_authenticated:
        mark_read(by=request.user, url=found.get_absolute_url())
    waits = own is not None and own.answer == EventAnswerKind.WAITING
    return render(
        request,
        "communities/event_detail.html",
        {
            **community_context(request, community, tab="events"),
            "event": found,
            "when": events.when(found),
            "own": own,
            "place_in_line": events.place_in_line(own) if own and waits else 0,
            "answers": events.answers_of(found) if (sees or holds) and not found.is_draft else [],
            "may_hold": holds,
            "may_pass": passings.may_pass_event(request.user, found),
            "may_answer": found.takes_answers and can(check_member, request.user, community),
            "sees_link": events.may_see_link(request.user, found),
            "has_begun": found.begins_at <= timezone.now(),
            "valued_form": _valued_form(request, found, own),
        },
    )


def _valued_form(request: HttpRequest, found: Event, own: EventAnswer | None) -> ValuedForm | None:
    """The question afterwards, for members who were there or may have been."""
    if not found.is_over or found.is_draft or found.is_cancelled:
        return None
    if not can(check_member, request.user, found.community) or (own is not None and own.came is False):
        return None
    form = ValuedForm(initial={"valued": own.valued if own else ""})
    if Module.NEEDS in found.community.modules_off:
        del form.fields["next"]
    return form


@signed_in
def edit_event(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Make a new one, perhaps from a need; change a draft; move what was announced."""
    community = _community(request, slug)
    check_capability(request.user, community, Capability.HOLD_EVENTS)
    found = events.get_for(request.user, community, pk) if pk else None
    need = _need(request, community) if found is None else None
    initial: dict[str, Any] = {} if found else {"key": uuid.uuid4().hex, **(from_need(need) if need else {})}
    form = EventForm(request.POST or None, viewer=request.user, event=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, community, found, form, need)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            return _then(request, saved)
    return render(
        request,
        "communities/event_form.html",
        {
            **community_context(request, community, tab="events"),
            "event": found,
            "form": form,
            "need": need,
            "is_draft": found is None or found.is_draft,
        },
    )


def _save(
    request: HttpRequest, community: Community, found: Event | None, form: EventForm, need: Need | None
) -> Event:
    if found is None:
        key = form.cleaned_data["key"]
        return actions.make(
            community=community, by=request.user, plan=form.plan(), need=need, key=key, **form.rule()
        )
    revision = form.cleaned_data["revision"] or 0
    return actions.change(event=found, by=request.user, revision=revision, plan=form.plan())


def _then(request: HttpRequest, saved: Event) -> HttpResponse:
    """A draft is kept, or announced if that was the word; then its page."""
    if not saved.is_draft:
        messages.success(request, _("Saved. Who answered is told if the time or the place is another one."))
    elif "publish" in request.POST:
        try:
            actions.publish(event=saved, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("event_edit", slug=saved.community.slug, pk=saved.pk)
        messages.success(request, _("It is announced. Members can answer."))
    else:
        messages.success(request, _("The draft is kept. Members do not see it yet."))
    return redirect(saved)


def _need(request: HttpRequest, community: Community) -> Need | None:
    """The need that this event takes up, if it is open."""
    pk = as_number(request.POST.get("need") or request.GET.get("need"))
    if not pk:
        return None
    return Need.objects.visible_to(request.user).open().filter(pk=pk, community=community).first()


@signed_in
@require_POST
def publish_event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Announce a draft, or throw it away."""
    community = _community(request, slug)
    found = events.get_for(request.user, community, pk)
    try:
        if "discard" in request.POST:
            actions.discard(event=found, by=request.user)
            messages.success(request, _("The draft is thrown away."))
            return redirect("events", slug=slug)
        actions.publish(event=found, by=request.user)
        messages.success(request, _("It is announced. Members can answer."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(found)


@signed_in
def cancel_event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel with a reason."""
    found = _to_hold(request, slug, pk)
    form = CancelEventForm(request.POST or None, event=found)

    def act() -> None:
        actions.cancel(event=found, by=request.user, **form.cleaned_data)

    done = _("Cancelled. Everybody who answered is told.")
    return _form_page(request, found, form, act, done, "communities/event_cancel.html")


def _to_hold(request: HttpRequest, slug: str, pk: int) -> Event:
    """An event of a community in which the person holds events."""
    community = _community(request, slug)
    check_capability(request.user, community, Capability.HOLD_EVENTS)
    return events.get_for(request.user, community, pk)


def _form_page(
    request: HttpRequest, event: Event, form: Form, act: Callable[[], object], done: str, template: str
) -> HttpResponse:
    """A page with one form about an event: what is sent is done, or refused with a sentence beside it."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, done)
            return redirect(event)
    context = {**community_context(request, event.community, tab="events"), "event": event, "form": form}
    return render(request, template, {**context, "when": events.when(event)})


@signed_in
@require_POST
def answer_event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Yes, maybe or no in one click; for one date or for all of a series."""
    community = _community(request, slug)
    found = events.get_for(request.user, community, pk)
    given = request.POST.get("answer", "")
    try:
        if "whole" in request.POST:
            count = event_answers.answer_series(event=found, by=request.user, answer=given)
            said = ngettext(
                "Your answer holds for %(count)s date.", "Your answer holds for %(count)s dates.", count
            ) % {"count": count}
        else:
            said = _said(event_answers.answer(event=found, by=request.user, answer=given))
        messages.success(request, said)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(back_to(request, found.get_absolute_url()))


def _said(own: EventAnswer) -> str:
    if own.answer == EventAnswerKind.YES:
        return _("You have a place. You can change your answer until it is over.")
    if own.answer == EventAnswerKind.WAITING:
        return _("All places are taken: you are on the waiting list, and move up by yourself.")
    return _("Thank you. You can change your answer until it is over.")


@signed_in
def afterwards(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tick who was there and say how it went."""
    found = _to_hold(request, slug, pk)
    answers = [row for row in events.answers_of(found) if row.answer != EventAnswerKind.NO or row.came]
    form = AfterwardsForm(request.POST or None, event=found, answers=answers)

    def act() -> None:
        came = set(form.cleaned_data.get("came", []))
        actions.tell(event=found, by=request.user, came=came, went=form.cleaned_data["went"])

    done = _("Saved. Members find it on the page of the event.")
    return _form_page(request, found, form, act, done, "communities/event_afterwards.html")


@signed_in
@require_POST
def value_event(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was most valuable; and what to learn next goes to the needs board."""
    community = _community(request, slug)
    found = events.get_for(request.user, community, pk)
    form = ValuedForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(found)
    try:
        event_answers.value(event=found, by=request.user, valued=form.cleaned_data["valued"])
        wanted = form.cleaned_data["next"].strip()
        if wanted and Module.NEEDS not in community.modules_off:
            need_actions.add(community=community, by=request.user, text=wanted)
        messages.success(request, _("Thank you. It helps those who hold the next one."))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(found)
