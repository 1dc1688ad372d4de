"""Dull resources, made by the real verbs."""

from __future__ import annotations

from typing import Any

from django.db import connection
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.models import Page

from communities.enums import Role
from communities.models import Community
from cop_portal.foundation.permissions import SYSTEM
from cop_portal.tests.factories import holder
from discussions.actions import contributions, discussions
from knowledge_base.actions import gaps, pieces, publications, ratings, resources, scores, submissions
from knowledge_base.actions.submissions import Entry
from knowledge_base.models import Gap, PublicationPage, ResourcePage, Submission
from knowledge_base.models.blocks import BodyBlock
from knowledge_base.models.levels import rule_was_asked


def draft(
    community: Community, *, by: Any = None, title: str = "A pump that lasts", **fields: Any
) -> ResourcePage:
    fields = {"kind": "good_practice", "summary": "How to keep it running.", **fields}
    return resources.draft(community=community, by=by or SYSTEM, title=title, **fields)


def published(community: Community, *, title: str = "A pump that lasts", **fields: Any) -> ResourcePage:
    """In the library, published by the knowledge manager; who is in a story agreed."""
    if fields.get("kind") == "story":
        fields.setdefault("consent", True)
    page = draft(community, title=title, **fields)
    return resources.publish(resource=page, by=holder(community, Role.KNOWLEDGE_MANAGER))


def table(
    *rows: list[Any], head: tuple[str, ...] = ("Well", "Litres"), caption: str = "What came out"
) -> tuple[str, TypedTable]:
    """A block of a body: the first column holds words, the others numbers."""
    known = BodyBlock().child_blocks["table"].child_blocks
    columns = [{"block": known["number" if n else "text"], "heading": name} for n, name in enumerate(head)]
    return "table", TypedTable(columns, [{"values": row} for row in rows], caption)


def moved(page: ResourcePage, to: str) -> None:
    """Shared with others now, as if the community's rule had been asked."""
    with rule_was_asked():
        ResourcePage.objects.filter(pk=page.pk).update(sharing=to)


def many_copies(page: ResourcePage, count: int) -> None:
    """The same resource over and over, with keys of an inventory, by three statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM wagtailcore_page")
        base = cursor.fetchone()[0]
        for model in (Page, ResourcePage, type(page.specific)):
            own = {
                "id": "%(base)s + n", "page_ptr_id": "%(base)s + n", "resourcepage_ptr_id": "%(base)s + n",
                "path": "path || lpad(upper(to_hex(n)), 4, '0')", "depth": "depth + 1", "slug": "'copy-' || n",
                "translation_key": "gen_random_uuid()", "title": "title || ' ' || n", "latest_revision_id": "NULL",
                "live_revision_id": "NULL", "inventory_key": "'K-' || n",
            }  # fmt: skip
            names = [field.column for field in model._meta.local_fields]
            said = ", ".join(own.get(name, f'"{name}"') for name in names)
            listed, key = ", ".join(f'"{name}"' for name in names), model._meta.pk.column
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({listed}) SELECT {said} FROM {model._meta.db_table},"  # noqa: S608
                f" generate_series(1, %(count)s) AS n WHERE {key} = %(pk)s",
                {"base": base, "count": count, "pk": page.pk},
            )


# What somebody types, whatever the kind; each form takes what it has.
WORDS = {
    "title": "Ropes that hold",
    "summary": "Which rope to buy.",
    "place": "Kisumu",
    "language": "en",
    "tags": "Rope, Wells، rope",
    "text": "Take **hemp**. <script>alert(1)</script>",
    "video": "https://youtu.be/abcDEF12345",
    "context": "Wells of thirty metres.",
    "steps": "Measure the well. Twice, with two people.\nBuy one: longer by three metres.",
    "time_needed": "A day",
    "money_needed": "20 dollars",
    "evidence": "tried",
    "evidence_note": "Four wells",
    "limits": "Salt water",
    "contact": "The office in Kisumu",
    "happened": "It broke.",
    "why": "It was old.",
    "next_time": "Look at it each month.",
    "serves": "To choose a rope.",
    "how_to_use": "Print it.",
    "link": "https://ropes.example/sheet",
    "for_whom": "Well keepers",
    "rests_on": "The water act",
    "activity": "We met.",
    "insight": "Ropes rot.",
    "change": "They look each month.",
    "result": "None broke.",
    "consent": "on",
    "what": "Forty ropes.",
    "authors": "Member M., Other O.",
    "journal": "Journal of Wells",
    "year": "2024",
    "doi": "https://doi.org/10.1000/ropes.182",
    "own": "on",
}


def typed(form: Submission) -> Entry:
    """What the form cleans of the words that are kept."""
    from knowledge_base.forms.submissions import SubmissionForm  # the upper room, as its view does

    form.refresh_from_db()
    files = list(form.files.filter(removed=False))
    words = {f"says-{file.pk}": "Something" for file in files} | form.words
    found = SubmissionForm(words, kind=form.kind, files=files, words=words)
    assert found.is_valid(), found.errors
    return found.entry


def handed_in(
    community: Community, by: Any, kind: str, *, form: Submission | None = None, says: Any = (), **words: str
) -> Submission:
    """A form of this kind, filled and handed in, as a member does."""
    form = form or submissions.begin(community=community, by=by, kind=kind)
    said = {f"says-{pk}": value for pk, value in dict(says).items()}
    form = submissions.keep(submission=form, by=by, words={**WORDS, **words, **said})
    return submissions.hand_in(submission=form, by=by, entry=typed(form))


def returned(form: Submission, by: Any, comment: str = "") -> None:
    """Given back by an editor, in Wagtail."""
    page = ResourcePage.objects.get(submission=form).specific
    page.current_workflow_task_state.reject(user=by, comment=comment)


def show_what_is_missing(community: Community, member: Any, resource: ResourcePage) -> dict[str, str]:
    """Scores, and a gap in each state, for the tests that look at all pages."""
    keeper = holder(community, Role.KNOWLEDGE_MANAGER)
    ratings.rate(resource=resource, by=member, useful=False, quiet=True)
    resources.confirm_review(resource=resource, by=keeper, note="Tried again in May", quiet=True)
    scores.measure_all()
    rows = [
        Gap.objects.create(community=community, source="search", text=text, folded_text=text.lower(), asked=n)
        for n, text in enumerate(("Solar pumps", "Ropes that hold", "Wells in sand", "Meters"), start=3)
    ]
    Gap.objects.filter(pk=rows[3].pk).update(is_shown=False)
    gaps.take(gap=rows[1], by=member)
    gaps.set_aside(gap=rows[2], by=keeper, reason="We have no sand")
    return {"gap": rows[0].get_absolute_url(), "gap_taken": rows[1].get_absolute_url()}


def revised(page: ResourcePage, *, by: Any, **fields: Any) -> ResourcePage:
    """Changed in a draft, and published."""
    editing = ResourcePage.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(editing, name, value)
    editing.save_revision(user=by)
    return resources.publish(resource=ResourcePage.objects.get(pk=page.pk), by=by)


def issue(
    community: Community, *, by: Any, holding: Any = (), out: bool = False, yes: Any = None, **fields: Any
) -> Any:
    """An issue of a publication; out: approved by the expert, or by whoever says yes."""
    fields = {"title": "Water today", "summary": "What we learned this year.", **fields}
    page = publications.begin(community=community, by=by, **fields)
    for resource in holding:
        pieces.add_item(publication=page, by=by, resource=resource)
    if out:
        publications.hand_in(publication=page, by=by)
        page = PublicationPage.objects.get(pk=page.pk)
        publications.approve(publication=page, by=yes or holder(community, Role.EXPERT))
    return PublicationPage.objects.get(pk=page.pk)


def solved(community: Community, people: Any) -> Any:
    """A question with two contributions, of which the expert's is the accepted answer."""
    talk = discussions.start(
        community=community, by=people.member, title="How do pumps last?", body="Ours break.", kind="question"
    )
    contributions.add(discussion=talk, by=people.guest, body="Paint them.")
    said = contributions.add(discussion=talk, by=people.expert, body="Grease them monthly.")
    discussions.accept_answer(discussion=talk, contribution=said, by=people.member)
    talk.refresh_from_db()
    return talk
