"""Starting, convening, opening and closing discussions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Community
from communities.subjects import clean_subjects
from cop_portal.foundation import text
from cop_portal.foundation.accounts.queries import office_id_on
from cop_portal.foundation.activity.models import ActivityEntry, Channel
from cop_portal.foundation.activity.record import record
from cop_portal.foundation.permissions import SYSTEM, actor_or_none, is_system
from cop_portal.foundation.searching import search_vector
from discussions.actions.contributions import clean_body, render_mail
from discussions.actions.holding import Written, look_at_start
from discussions.actions.subscriptions import follow_by_default
from discussions.activity import (
    ANSWER_ACCEPTED,
    CONTRIBUTIONS_CLOSED,
    DISCUSSION_CLOSED,
    DISCUSSION_CONVENED,
    DISCUSSION_OPENED,
    DISCUSSION_STARTED,
    PHASE_OVERDUE,
)
from discussions.enums import Kind, Phase
from discussions.models import Contribution, Discussion, GuidingQuestion, HeldPost
from discussions.permissions import (
    check_accept_answer,
    check_ask_unnamed,
    check_close_discussion,
    check_conclude,
    check_convene_discussion,
    check_prepare_discussion,
    check_start_discussion,
)

MOST_SUBJECTS = 5


def _count(community: Community) -> None:
    Community.objects.filter(pk=community.pk).update(discussion_count=F("discussion_count") + 1)


def _clean_title(title: str) -> str:
    cleaned = text.one_line(title)[:200]
    if not cleaned:
        raise ValidationError(_("Give the discussion a title."))
    return cleaned


def _check_dates(*dates: datetime.date) -> None:
    if list(dates) != sorted(dates):
        raise ValidationError(
            _("The dates must follow one another: opening, end of contributions, synthesis, sharing.")
        )


@transaction.atomic
def start(
    *,
    community: Community,
    by: Any,
    title: str,
    body: str,
    kind: str = Kind.CONVERSATION,
    channel: str = Channel.WEB,
    language: str = "",
    origin: str = "",
    at: datetime.datetime | None = None,
    quiet: bool = False,
    unnamed: bool = False,
    subjects: Iterable[str] = (),
    released: bool = False,
) -> Discussion | HeldPost:
    """A conversation or a question, open at once. The same origin gives the same discussion.

    subjects: what it is about; experts for it are asked.
    unnamed: a question of which nobody can tell who asked; the asker follows it, which only they see.
    A new member's first may wait for a facilitator (see contributions.add): then what waits is returned.
    """
    check_start_discussion(by, community)
    _check_kind(by, community, kind, unnamed)
    if origin and (twin := Discussion.objects.filter(community=community, origin=origin).first()):
        return twin
    title, body = _clean_title(title), clean_body(body)
    about = clean_subjects(subjects, most=MOST_SUBJECTS)
    written = Written(
        body, title, str(kind), channel=channel, key=origin, language=language, subjects=list(about)
    )
    waits = None if released or at else look_at_start(community, by, written, unnamed=unnamed)
    if waits is not None:
        return waits
    discussion = _opening(community, by, written, unnamed, at or timezone.now())
    discussion.save(force_insert=True)
    _count(community)
    if unnamed:
        follow_by_default(discussion_id=discussion.pk, user_id=by.pk)
    record(
        DISCUSSION_STARTED,
        by=SYSTEM if unnamed else by,
        target=discussion,
        community=community,
        channel=channel,
        at=at,
        quiet=quiet,
        kind=str(kind),
        words=len(body.split()),
    )
    return discussion


def _rendered(body: str, channel: str) -> str:
    from_mail = channel in (Channel.EMAIL, Channel.IMPORT)
    return render_mail(body) if from_mail else text.render(body)


def _check_kind(by: Any, community: Community, kind: str, unnamed: bool) -> None:
    if unnamed:
        check_ask_unnamed(by, community)
        if kind != Kind.QUESTION:
            raise ValidationError(_("Only a question can be asked without a name."))
    if kind == Kind.FACILITATED or kind not in Kind.values:
        raise ValidationError(_("A facilitated discussion is convened with a brief."))


def _opening(
    community: Community, by: Any, written: Written, unnamed: bool, moment: datetime.datetime
) -> Discussion:
    """A discussion as it opens, with all that follows from its text and its author."""
    title, body, channel = written.title, written.body, written.channel
    language = written.language or by.language or community.language
    return Discussion(
        community=community,
        kind=written.kind,
        title=title,
        body=body,
        body_html=_rendered(body, channel),
        author=None if unnamed else by,
        is_unnamed=unnamed,
        office_id=office_id_on(by.pk, moment.date()) if channel != Channel.IMPORT and not unnamed else None,
        active_at=moment,
        created_at=moment,
        channel=channel,
        language=written.language,
        origin=written.key,
        subjects=written.subjects,
        search=search_vector(title, body, *written.subjects, language=language),
    )


@transaction.atomic
def convene(
    *,
    community: Community,
    by: Any,
    title: str,
    body: str,
    questions: Sequence[str],
    opens_on: datetime.date,
    closes_on: datetime.date,
    synthesis_on: datetime.date,
    share_on: datetime.date,
    facilitator: Any = None,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> Discussion:
    """Prepare a facilitated discussion: its brief. It opens on its day, or by open_discussion."""
    check_convene_discussion(by, community)
    _check_dates(opens_on, closes_on, synthesis_on, share_on)
    title, body = _clean_title(title), clean_body(body)
    moment = at or timezone.now()
    discussion = Discussion.objects.create(
        community=community,
        kind=Kind.FACILITATED,
        phase=Phase.BRIEF,
        title=title,
        body=body,
        body_html=text.render(body),
        author=actor_or_none(by),
        facilitator=facilitator or actor_or_none(by),
        office_id=office_id_on(by.pk, moment.date()) if by.pk else None,
        opens_on=opens_on,
        closes_on=closes_on,
        synthesis_on=synthesis_on,
        share_on=share_on,
        active_at=moment,
        created_at=moment,
        search=search_vector(title, body, *questions, language=community.language),
    )
    set_questions(discussion, questions)
    _count(community)
    record(DISCUSSION_CONVENED, by=by, target=discussion, community=community, at=at, quiet=quiet)
    return discussion


def set_questions(discussion: Discussion, questions: Sequence[str]) -> None:
    """The guiding questions, numbered in their order; empty ones are left out."""
    wanted = [text.one_line(question)[:300] for question in questions if question.strip()]
    discussion.guiding_questions.all().delete()
    GuidingQuestion.objects.bulk_create(
        GuidingQuestion(discussion=discussion, number=number, text=question)
        for number, question in enumerate(wanted, start=1)
    )


@transaction.atomic
def update_brief(
    *,
    discussion: Discussion,
    by: Any,
    title: str,
    body: str,
    questions: Sequence[str],
    opens_on: datetime.date,
    closes_on: datetime.date,
    synthesis_on: datetime.date,
    share_on: datetime.date,
) -> Discussion:
    """Change the brief, as long as the discussion is not open."""
    check_prepare_discussion(by, discussion)
    locked = Discussion.objects.select_for_update(of=("self",)).get(pk=discussion.pk)
    if locked.phase != Phase.BRIEF:
        raise ValidationError(_("The discussion is open; its brief stays as people read it."))
    _check_dates(opens_on, closes_on, synthesis_on, share_on)
    body = clean_body(body)
    for name, value in {
        "title": _clean_title(title),
        "body": body,
        "body_html": text.render(body),
        "opens_on": opens_on,
        "closes_on": closes_on,
        "synthesis_on": synthesis_on,
        "share_on": share_on,
    }.items():
        setattr(discussion, name, value)
    discussion.search = search_vector(title, body, *questions, language=discussion.community.language)
    discussion.save()
    set_questions(discussion, questions)
    return discussion


@transaction.atomic
def open_discussion(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> Discussion:
    """Open a facilitated discussion for contributions. Twice is once."""
    if not is_system(by):
        check_prepare_discussion(by, discussion)
    moment = at or timezone.now()
    changed = Discussion.objects.filter(pk=discussion.pk, phase=Phase.BRIEF).update(
        phase=Phase.CONTRIBUTIONS, active_at=moment, created_at=moment, opens_on=moment.date()
    )
    discussion.phase, discussion.active_at = Phase.CONTRIBUTIONS, moment
    if changed:
        record(
            DISCUSSION_OPENED,
            by=discussion.facilitator if is_system(by) and discussion.facilitator else by,
            target=discussion,
            community=discussion.community,
            at=at,
            quiet=quiet,
        )
    return discussion


@transaction.atomic
def close_contributions(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """End the contributions of a facilitated discussion; what follows is the facilitator's."""
    if not is_system(by):
        check_conclude(by, discussion)
    changed = Discussion.objects.filter(pk=discussion.pk, phase=Phase.CONTRIBUTIONS).update(
        phase=Phase.SUMMARY
    )
    if changed:
        discussion.phase = Phase.SUMMARY
        record(
            CONTRIBUTIONS_CLOSED, by=by, target=discussion, community=discussion.community, at=at, quiet=quiet
        )


@transaction.atomic
def close(
    *, discussion: Discussion, by: Any, at: datetime.datetime | None = None, quiet: bool = False
) -> None:
    """Close a conversation or a question: it can be read, nothing can be added."""
    check_close_discussion(by, discussion)
    if discussion.is_facilitated:
        raise ValidationError(_("A facilitated discussion ends with its synthesis."))
    changed = Discussion.objects.filter(pk=discussion.pk, closed_at=None).update(
        closed_at=at or timezone.now()
    )
    if changed:
        record(
            DISCUSSION_CLOSED, by=by, target=discussion, community=discussion.community, at=at, quiet=quiet
        )


@transaction.atomic
def accept_answer(
    *,
    discussion: Discussion,
    contribution: Contribution | None,
    by: Any,
    at: datetime.datetime | None = None,
    quiet: bool = False,
) -> None:
    """Say which contribution answers the question; none takes it back."""
    check_accept_answer(by, discussion)
    if contribution is not None and contribution.discussion_id != discussion.pk:
        raise ValidationError(_("This contribution belongs to another discussion."))
    before = Discussion.objects.select_for_update(of=("self",)).only("answer_id").get(pk=discussion.pk)
    Discussion.objects.filter(pk=discussion.pk).update(answer=contribution)
    if contribution is not None and before.answer_id != contribution.pk:
        record(
            ANSWER_ACCEPTED,
            by=by,
            target=contribution,
            community=discussion.community,
            at=at,
            quiet=quiet,
            discussion_id=discussion.pk,
            author_id=contribution.author_id,
        )


def move_phases(today: datetime.date | None = None) -> int:
    """Open what opens today, end contributions whose last day is over, tell of what is overdue.

    Each step happens once however often this is called. Returns the number of steps.
    """
    day = today or timezone.localdate()
    steps = 0
    facilitated = Discussion.objects.facilitated().select_related("community", "facilitator")
    for discussion in facilitated.filter(phase=Phase.BRIEF, opens_on__lte=day):
        open_discussion(discussion=discussion, by=SYSTEM)
        steps += 1
    for discussion in facilitated.filter(phase=Phase.CONTRIBUTIONS, closes_on__lt=day):
        close_contributions(discussion=discussion, by=SYSTEM)
        steps += 1
    late = facilitated.filter(phase__in=[Phase.SUMMARY, Phase.SYNTHESIS], synthesis_on__lt=day)
    for discussion in late:
        steps += _tell_overdue(discussion, Phase.SYNTHESIS, discussion.synthesis_on)
    return steps


@transaction.atomic
def _tell_overdue(discussion: Discussion, phase: str, due: datetime.date | None) -> int:
    """One line in the record for each phase and due date, whoever asks how often."""
    Discussion.objects.select_for_update(of=("self",)).only("pk").get(pk=discussion.pk)
    facts: dict[str, Any] = {"phase": str(phase), "due": due.isoformat() if due else ""}
    if ActivityEntry.objects.filter(
        verb=PHASE_OVERDUE.name,
        target_type=discussion._meta.label_lower,
        target_id=discussion.pk,
        facts=facts,
    ).exists():
        return 0
    record(PHASE_OVERDUE, by=SYSTEM, target=discussion, community=discussion.community, **facts)
    return 1
