"""Writing to a community's own address: members start discussions, others learn nothing."""

from __future__ import annotations

import io
from email.message import EmailMessage
from typing import Any

import pytest
from PIL import Image

from communities.actions import memberships
from communities.enums import MembershipState
from communities.models import Membership
from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import InboundMail, OutgoingMail
from cop_portal.foundation.permissions import SYSTEM
from discussions.actions import discussions, subscriptions
from discussions.enums import REPLY_KIND
from discussions.models import Attachment, Contribution, Discussion, ListMessage

pytestmark = pytest.mark.django_db
State = InboundMail.State


@pytest.fixture(autouse=True)
def relay(settings: Any) -> None:
    settings.MAIL_TRUSTED_AUTHSERV = "mx.example.org"


def mail(
    sender: str,
    to: str,
    subject: str,
    text: str = "Ours broke after a year.",
    *,
    proven: bool = True,
    **headers: str,
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Somebody <{sender}>", to, subject
    message["Message-ID"] = f"<{abs(hash((sender, to, subject, text)))}@example.org>"
    if proven:
        message["Authentication-Results"] = (
            f"mx.example.org; dmarc=pass header.from={sender.rpartition('@')[2]}"
        )
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def arrives(message: EmailMessage, to: str) -> InboundMail:
    found = inbound.receive(message.as_bytes(), envelope_to=to)
    inbound.route_all()
    found.refresh_from_db()
    return found


def sentence_to(address: str) -> str:
    return OutgoingMail.objects.get(kind="mail.refused", to_address=address).text


def test_a_member_starts_a_conversation_by_writing_to_the_community(community: Any, people: Any) -> None:
    done = arrives(
        mail(people.member.email, community.mail_address, "[Water] Pumps in hard water"),
        community.mail_address,
    )

    talk = Discussion.objects.get()
    assert done.state == State.POSTED
    assert (talk.community, talk.author, talk.kind) == (community, people.member, "conversation")
    assert (talk.title, talk.body, talk.channel) == (
        "Pumps in hard water",
        "Ours broke after a year.",
        "email",
    )


@pytest.mark.parametrize("subject", ["Which pump?", "哪个泵？", "أي مضخة؟"])
def test_a_subject_that_ends_with_a_question_mark_asks_a_question(
    subject: str, community: Any, people: Any
) -> None:
    arrives(mail(people.member.email, community.mail_address, subject), community.mail_address)

    assert Discussion.objects.get().kind == "question"


def test_the_address_stays_when_the_slug_changes(community: Any, people: Any) -> None:
    before = community.mail_address
    community.slug = "water-and-more"
    community.save()

    arrives(mail(people.member.email, before, "Pumps"), before)

    assert community.mail_address == before
    assert Discussion.objects.get().community == community


def test_no_two_communities_have_one_address(community: Any) -> None:
    from cop_portal.tests import factories  # needs Django

    old = community.mail_name
    community.slug = "elsewhere"
    community.save()
    other = factories.community("Another", slug=old)
    strange = factories.community("Strange", slug="r-strange")
    reserved = factories.community("Post", slug="postmaster")

    assert other.mail_name not in (old, None)
    assert strange.mail_name == "c-r-strange"
    assert reserved.mail_name == "postmaster-2"


def test_without_proof_it_waits_for_the_persons_word(community: Any, people: Any) -> None:
    done = arrives(
        mail(people.member.email, community.mail_address, "Pumps", proven=False), community.mail_address
    )
    assert done.state == State.HELD
    assert OutgoingMail.objects.filter(kind="mail.held", user=people.member).count() == 1
    assert not Discussion.objects.exists()

    inbound.confirm_held(mail_id=done.pk, by=people.member)

    assert Discussion.objects.get().author == people.member


def test_somebody_from_next_door_is_refused_with_a_sentence_once_a_day(community: Any, people: Any) -> None:
    for text in ("One.", "Two."):
        done = arrives(
            mail(people.stranger.email, community.mail_address, "Pumps", text), community.mail_address
        )
        assert done.state == State.REFUSED

    assert not Discussion.objects.exists()
    assert "Only members of Water can do this." in sentence_to(people.stranger.email)


def test_a_hidden_community_and_none_at_all_answer_alike(people: Any, make_person: Any) -> None:
    from cop_portal.tests import factories  # needs Django

    hidden = factories.community("Hidden", visibility="secret")
    first, second = make_person(), make_person()

    there = arrives(mail(first.email, hidden.mail_address, "Hello"), hidden.mail_address)
    nowhere = arrives(mail(second.email, "nowhere@reply.example.org", "Hello"), "nowhere@reply.example.org")

    assert (there.state, there.reason) == (nowhere.state, nowhere.reason)
    texts = [
        sentence_to(who.email).replace(who.email, "").replace(who.get_short_name(), "")
        for who in (first, second)
    ]
    assert texts[0] == texts[1]
    assert "Hidden" not in texts[0]
    # Unproven, neither is held: a mail that waits would tell that something is there.
    again = arrives(mail(first.email, hidden.mail_address, "Hi", proven=False), hidden.mail_address)
    assert again.state == State.REFUSED


def test_somebody_without_an_account_hears_the_same_wherever_they_write(
    community: Any, neighbour: Any
) -> None:
    arrives(mail("a@far.example", community.mail_address, "Hello"), community.mail_address)
    arrives(mail("b@far.example", "nowhere@reply.example.org", "Hello"), "nowhere@reply.example.org")
    arrives(mail("a@far.example", neighbour.mail_address, "Hello"), neighbour.mail_address)

    texts = [sentence_to(f"{name}@far.example").replace(f"{name}@far", "") for name in "ab"]
    assert texts[0] == texts[1]
    assert "Only members can write here" in texts[0]
    # Who only says that they are somebody gets nothing: the letter would reach another.
    arrives(mail("c@far.example", community.mail_address, "Hello", proven=False), community.mail_address)
    assert not OutgoingMail.objects.filter(to_address="c@far.example").exists()
    assert not Discussion.objects.exists()


@pytest.mark.parametrize(
    "state", [MembershipState.SUSPENDED, MembershipState.REQUESTED, MembershipState.LEFT]
)
def test_only_who_is_a_member_now_can_write(state: str, community: Any, people: Any) -> None:
    Membership.objects.filter(user=people.member, community=community).update(state=state, roles=[])

    done = arrives(mail(people.member.email, community.mail_address, "Pumps"), community.mail_address)

    assert done.state == State.REFUSED
    assert not Discussion.objects.exists()


def test_the_same_mail_by_two_ways_is_one_discussion(community: Any, people: Any) -> None:
    to = community.mail_address
    message = mail(people.member.email, to, "Pumps")
    arrives(message, to)
    message["Received"] = "from elsewhere"
    second = arrives(message, to)

    assert second.state == State.IGNORED
    assert Discussion.objects.count() == 1


def test_an_answer_to_a_mail_of_a_thread_lands_there(community: Any, people: Any, dispatched: Any) -> None:
    """By the Message-ID that a member chose, by one of ours, and by the thread's own."""
    to = community.mail_address
    opening = mail(people.member.email, to, "Pumps")
    arrives(opening, to)
    talk = Discussion.objects.get()
    subscriptions.follow(discussion=talk, by=people.expert, frequency="instant")
    discussions_mail = mail(
        people.coordinator.email, to, "Re: Pumps", "One.", In_Reply_To=str(opening["Message-ID"])
    )
    arrives(discussions_mail, to)
    dispatched()
    ours = OutgoingMail.objects.filter(user=people.expert, thread=talk.mail_thread).order_by("-pk")[0]
    arrives(
        mail(people.expert.email, to, "AW: Pumps", "Two.", References=f"<x@y.example> {ours.message_id}"), to
    )
    arrives(
        mail(
            people.facilitator.email,
            to,
            "Pumps",
            "Three.",
            References=f"<discussion.{talk.pk}@reply.example.org>",
        ),
        to,
    )

    assert Discussion.objects.count() == 1
    assert list(talk.contributions.order_by("number").values_list("body", flat=True)) == [
        "One.",
        "Two.",
        "Three.",
    ]


def test_an_answer_to_a_thread_of_an_imported_list_lands_there(community: Any, people: Any) -> None:
    from discussions.actions.imports import identity_of

    talk = discussions.start(community=community, by=people.expert, title="Old", body="x", quiet=True)
    ListMessage.objects.create(community=community, identity=identity_of("old@list.example"), discussion=talk)

    arrives(
        mail(people.member.email, community.mail_address, "Re: Old", References="<old@list.example>"),
        community.mail_address,
    )

    assert talk.contributions.count() == 1


def test_a_reference_to_another_communitys_thread_leads_nowhere(
    community: Any, neighbour: Any, people: Any
) -> None:
    """A member of both refers to a closed thread next door: the words stay where they were sent."""
    foreign = discussions.start(community=neighbour, by=people.stranger, title="In", body="x", quiet=True)
    memberships.join(community=community, by=people.stranger)

    arrives(
        mail(
            people.stranger.email,
            community.mail_address,
            "Re: In",
            References=f"<discussion.{foreign.pk}@reply.example.org>",
        ),
        community.mail_address,
    )

    assert not foreign.contributions.exists()
    assert community.discussions.get().title == "In"


def test_a_closed_thread_refuses_and_nothing_begins(community: Any, people: Any) -> None:
    talk = discussions.start(community=community, by=people.expert, title="Old", body="x", quiet=True)
    discussions.close(discussion=talk, by=people.expert, quiet=True)

    done = arrives(
        mail(
            people.member.email,
            community.mail_address,
            "Re: Old",
            References=f"<discussion.{talk.pk}@reply.example.org>",
        ),
        community.mail_address,
    )

    assert done.state == State.REFUSED
    assert Discussion.objects.count() == 1
    assert "This discussion is closed." in sentence_to(people.member.email)


def test_machines_start_nothing(community: Any, people: Any) -> None:
    done = arrives(
        mail(people.member.email, community.mail_address, "Away", Auto_Submitted="auto-replied"),
        community.mail_address,
    )

    assert done.state == State.IGNORED
    assert not Discussion.objects.exists()
    assert not OutgoingMail.objects.filter(kind__startswith="mail.").exists()


def test_a_community_that_writes_to_itself_starts_nothing(community: Any) -> None:
    done = arrives(mail(community.mail_address, community.mail_address, "Echo"), community.mail_address)

    assert done.state == State.REFUSED
    assert not Discussion.objects.exists()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "blue").save(out, format="PNG")
    return out.getvalue()


def test_files_come_along_under_the_rules_of_the_web(community: Any, people: Any) -> None:
    message = mail(people.member.email, community.mail_address, "Pumps")
    message.add_attachment(b"%PDF-1.4\n%%EOF", maintype="application", subtype="pdf", filename="plan.pdf")
    message.add_attachment(b"MZ" + b"\x00" * 200, maintype="application", subtype="pdf", filename="run.pdf")

    arrives(message, community.mail_address)

    talk = Discussion.objects.get()
    assert [file.name for file in Attachment.objects.all()] == ["plan.pdf"]
    assert "Left out:" in talk.body
    assert "run.pdf" in talk.body
    assert talk.contributions.get().body == "Files of the first message."


def test_a_picture_in_the_text_comes_along(community: Any, people: Any) -> None:
    talk = discussions.start(community=community, by=people.expert, title="Which?", body="x", quiet=True)
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    message = mail(people.member.email, to, "Re: Which?", "See the picture.")
    message.add_alternative('<p>See the picture.<img src="cid:one"></p>', subtype="html")
    message.get_payload()[1].add_related(  # type: ignore[union-attr]
        picture(), maintype="image", subtype="png", cid="<one>", filename="IMG_1.png", disposition="inline"
    )

    arrives(message, to)

    assert Contribution.objects.get().body == "See the picture."
    assert [(file.name, file.content_type) for file in Attachment.objects.all()] == [
        ("IMG_1.png", "image/png")
    ]


def test_a_mail_with_nothing_but_a_file_is_one(community: Any, people: Any) -> None:
    talk = discussions.start(community=community, by=people.expert, title="Which?", body="x", quiet=True)
    to = addresses.reply_address(people.member.pk, REPLY_KIND, talk.pk)
    message = mail(people.member.email, to, "Re: Which?", "\n")
    message.add_attachment(picture(), maintype="image", subtype="png", filename="pump.png")

    arrives(message, to)

    assert Contribution.objects.get().body == "A file."


def test_a_forwarded_mail_starts_a_discussion_with_what_it_forwards(community: Any, people: Any) -> None:
    text = (
        "Worth a look.\n\n---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\n"
        "Date: Mon, 2 Mar 2026\nSubject: Pumps\nTo: Sam\n\nThe blue pump lasts.\n"
    )
    arrives(mail(people.member.email, community.mail_address, "Fwd: Pumps", text), community.mail_address)

    talk = Discussion.objects.get()
    assert talk.title == "Pumps"
    assert "Worth a look." in talk.body
    assert "The blue pump lasts." in talk.body


def test_what_was_cut_from_the_opening_is_kept(community: Any, people: Any) -> None:
    text = "New: the pump.\n\nOn Mon, 2 Mar 2026 at 09:14, Sam <sam@example.org> wrote:\n> Old words.\n"
    arrives(mail(people.member.email, community.mail_address, "Pump", text), community.mail_address)

    talk = Discussion.objects.get()
    assert talk.body == "New: the pump."
    assert "Old words." in talk.quoted


def test_who_left_hears_that_it_is_not_there(neighbour: Any, people: Any) -> None:
    memberships.remove(membership=neighbour.memberships.get(user=people.stranger), by=SYSTEM)

    done = arrives(mail(people.stranger.email, neighbour.mail_address, "Hello"), neighbour.mail_address)

    assert done.state == State.REFUSED
    assert not Discussion.objects.exists()
