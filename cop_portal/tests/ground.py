"""A community in which every field says something hostile, by the real actions and the real mail door."""

from __future__ import annotations

import datetime
from decimal import Decimal
from email.message import EmailMessage

from django.utils import timezone

from communities.actions import (
    cases,
    charters,
    goals,
    invitations,
    lifecycle,
    links,
    needs,
    proposals,
    reflections,
    roles,
    terms,
)
from communities.models import Membership
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.mail import actions as operators
from cop_portal.foundation.mail import addresses, inbound
from cop_portal.foundation.mail.models import Suppression
from cop_portal.foundation.mail.tests.makers import mail
from cop_portal.foundation.uploads import check_upload
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters import sections
from cop_portal.tests import factories
from cop_portal.tests.ground_talk import more
from cop_portal.tests.hostile import Tap, strings
from discussions.actions import briefs, contributions, discussions, phases, subscriptions, syntheses
from discussions.enums import REPLY_KIND
from knowledge_base.actions import resources
from knowledge_base.tests.makers import published

SLUG = "hostile"
AT = f"/communities/{SLUG}/"
# What the mail library itself refuses to write into a header.
BARE = {ord(char): "'" for char in '\r\n"\\<>@\0'} | dict.fromkeys(map(ord, "\u2028\u2029\x0b"), " ")


class Ground:
    """One community in which every field says something hostile."""

    def __init__(self) -> None:
        self.tap = Tap()
        self.paths: list[str] = []
        self.said: list[str] = []
        self.people()
        self.discuss()
        self.govern()
        self.keep()
        self.paths += more(self.home, self.tap, self.member, self.lead)
        self.write_letters()
        self.upset_the_operator()

    def people(self) -> None:
        tap = self.tap
        self.home = factories.community_with_roles("Hostile", tagline=tap.line(120), visibility="public")
        type(self.home).objects.filter(pk=self.home.pk).update(name=tap.line(60))
        self.home.refresh_from_db()
        self.lead, self.coordinator = (
            factories.holder(self.home, role) for role in ("facilitator", "coordinator")
        )
        self.member = factories.joined(self.home, factories.person("Hosta Tile"), wants_newsletter=True)
        for person in (self.member, self.lead):
            accounts.update_profile(
                user=person, by=person, name=tap.line(100), about=tap.text(6, 900),
                expertise=[tap.line(60) for _ in range(3)],
            )  # fmt: skip
        type(self.member).objects.filter(pk=self.member.pk).update(organisation=tap.line(100))
        self.member.refresh_from_db()
        self.lead.refresh_from_db()
        self.admin = factories.person("Ada Hostile", is_superuser=True, is_staff=True)
        self.paths += [
            AT,
            f"{AT}about/",
            f"{AT}people/",
            "/people/",
            self.member.get_absolute_url(),
            "/communities/",
        ]

    def discuss(self) -> None:
        tap, today = self.tap, timezone.localdate()
        days = [today + datetime.timedelta(days=n) for n in (9, 10, 12)]
        talk = briefs.convene(
            community=self.home, by=self.lead, title=tap.line(120), body=tap.text(), opens_on=today,
            questions=[tap.line(150), tap.line(150)], closes_on=days[0], synthesis_on=days[1], share_on=days[2],
        )  # fmt: skip
        phases.open_discussion(discussion=talk, by=self.lead)
        talk.refresh_from_db()
        subscriptions.follow(discussion=talk, by=self.member, frequency="instant")
        everything = [text.replace("\0", "") for text in strings()]
        for start in range(0, len(everything), 20):
            contributions.add(
                discussion=talk, by=self.lead if start % 40 else self.member, body="\n\n".join(everything[start : start + 20]),
                quoted=tap.line(200), files=[check_upload(tap.line(140), b"words")] if start % 60 == 0 else [], quiet=start > 60,
            )  # fmt: skip
        syntheses.pin_summary(discussion=talk, by=self.lead, body=tap.text())
        syntheses.save_synthesis(discussion=talk, by=self.lead, in_short=tap.text(6, 400), body=tap.text())
        contributions.save_draft(
            by=self.member, place=f"discussion:{talk.pk}", body=tap.text(), title=tap.line()
        )
        for _ in range(12):
            self.question = discussions.start(
                community=self.home, by=self.member, title=tap.line(120), body=tap.text(4), kind="question"
            )
        self.talk = talk
        at = talk.get_absolute_url()
        self.said.append(at)
        self.paths += [
            at,
            f"{at}contribute/",
            f"{at}synthesis/",
            f"{at}summary/",
            f"{AT}discussions/",
            f"{at}contribute/?reply=1",
        ]

    def answer_by_mail(self) -> list[EmailMessage]:
        """Mails with something hostile in every header, in both bodies and in a file's name."""
        found = []
        to = addresses.reply_address(self.member.pk, REPLY_KIND, self.question.pk)
        for number in range(6):
            message = EmailMessage()
            message["From"] = f'"{self.tap.line(60).translate(BARE)}" <{self.member.email}>'
            message["To"], message["Subject"] = to, self.tap.line(100).translate(BARE)
            message["Message-ID"] = f"<hostile-{number}@example.org>"
            text = self.tap.text(15)
            message.set_content(f"By mail {number}.\n\n{text}\n")
            if number % 2:
                message.add_alternative(f"<p>By mail {number}.</p>{text}", subtype="html")
            message.add_attachment(b"words", "text", "plain", filename=self.tap.line(60).translate(BARE))
            found.append(message)
            inbound.receive(message.as_bytes(), envelope_to=to, envelope_from=self.member.email)
        return found

    def govern(self) -> None:
        tap, lead, coordinator = self.tap, self.lead, self.coordinator
        day = timezone.localdate() + datetime.timedelta(days=20)
        charters.save_draft(
            community=self.home, by=lead, revision=1, mission=tap.text(), vision=tap.text(), goals=tap.text(), rules=tap.text()
        )  # fmt: skip
        charters.publish(community=self.home, by=lead, changes=tap.line(200))
        charters.save_draft(community=self.home, by=lead, revision=None, mission=tap.text())
        charters.show_draft(community=self.home, by=coordinator, shown=True)
        charters.comment(community=self.home, by=self.member, text=tap.text(5, 900))
        terms.save_draft(
            community=self.home, by=coordinator, revision=1, needs=tap.text(), results=tap.text()
        )
        terms.publish(community=self.home, by=coordinator, changes=tap.line(200))
        own = roles.define_role(community=self.home, by=coordinator, name=tap.line(55), duties=tap.line(200))
        call = roles.open_call(
            community=self.home, by=coordinator, own_role=own, text=tap.text(5, 500), closes_on=day
        )
        roles.volunteer(call=call, by=self.member, words=tap.line(200))
        roles.note_connection(community=self.home, by=coordinator, who=tap.line(100), why=tap.line(200))
        goal = goals.set_goal(
            community=self.home, by=coordinator, title=tap.line(120), why=tap.text(5, 500), due_date=day
        )
        goals.add_step(goal=goal, by=coordinator, what=tap.line(150), owner=self.member, due_date=day)
        goals.name_indicator(
            community=self.home, by=coordinator, name=tap.line(100), definition=tap.line(200), goal=goal, target=Decimal(9)
        )  # fmt: skip
        need = needs.add(community=self.home, by=self.member, text=tap.line(190))
        needs.answer(need=need, by=lead, state="set_aside", outcome=tap.line(200))
        for _ in range(5):
            needs.add(community=self.home, by=self.member, text=tap.line(190))
        proposal = proposals.propose(
            community=self.home, by=self.member, title=tap.line(120), text=tap.text(), about="activity", method="consent", days=7
        )  # fmt: skip
        proposals.cast(proposal=proposal, by=lead, choice="objection", reason=tap.line(200))
        opened = reflections.open_round(community=self.home, by=coordinator, words=tap.line(200))
        reflections.note(reflection=opened, by=self.member, heading="culture", text=tap.text(5, 500))
        reflections.note_change(reflection=opened, by=coordinator, text=tap.line(200))
        invitations.ask(
            community=self.home, by=lead, address="hostile@ministry.example", name=tap.line(100), organisation=tap.line(100),
            reason=tap.line(200), access_until=day, send_now=True,
        )  # fmt: skip
        links.make_link(community=self.home, by=lead, label=tap.line(70), max_uses=20, expires_on=day)
        lifecycle.add_step(community=self.home, stage=self.home.stage, label=tap.line(100), by=coordinator)
        case = cases.begin(by=coordinator, name=tap.line(70), tagline=tap.line(110))
        asked = Membership.objects.create(
            community=self.home, user=factories.person("Rea Hostile"), state="requested", requested_at=timezone.now(),
            brings=tap.line(190), seeks=tap.line(190),
        )  # fmt: skip
        self.paths += [
            f"{AT}charter/", f"{AT}charter/draft/", f"{AT}charter/comments/", f"{AT}charter/people/", f"{AT}terms/", f"{AT}roles/",
            f"{AT}roles/calls/{call.pk}/choose/", f"{AT}connections/", f"{AT}goals/", f"{AT}needs/", f"{AT}needs/?answered=1",
            f"{AT}proposals/", proposal.get_absolute_url(), f"{AT}how-are-we-doing/", f"{AT}people/invitations/", f"{AT}stage/",
            f"/cases/{case.pk}/edit/", f"{AT}requests/{asked.pk}/", f"{AT}people/newcomers/", f"{AT}me/",
        ]  # fmt: skip

    def keep(self) -> None:
        tap = self.tap
        for kind in ("good_practice", "lesson"):
            page = published(
                self.home, title=tap.line(150), summary=tap.line(250), kind=kind, sharing="public"
            )
            self.paths.append(page.url)
        resources.note_reuse(
            resource=page, by=self.member, where=tap.line(100), changed=tap.line(200), result=tap.line(200)
        )
        draft = resources.draft(
            community=self.home, by=self.member, kind="good_practice", title=tap.line(150), summary=tap.line(250), context=tap.text()
        )  # fmt: skip
        resources.submit(resource=draft, by=self.member)
        self.paths += [f"{AT}library/", "/library/", "/my/desk/", "/my/notices/"]

    def write_letters(self) -> None:
        tap = self.tap
        issue = sections.compose(community=self.home, week="2026-W40", by=self.lead)
        issue = newsletters.save_draft(
            issue=issue,
            by=self.lead,
            revision=issue.revision,
            subject=tap.line(110),
            intro=tap.text(),
            items={},
        )
        newsletters.send_issue(issue=issue, by=self.lead)
        sections.compose(community=self.home, week="2026-W41", by=self.lead)
        self.paths += [
            f"{AT}newsletter/",
            f"{AT}newsletter/1/",
            f"{AT}newsletter/2/edit/",
            f"{AT}newsletter/2/send/",
        ]

    def upset_the_operator(self) -> None:
        tap = self.tap
        for state in ("failed", "uncertain", "queued"):
            later = timezone.now() + datetime.timedelta(hours=1)
            mail(
                self.member,
                state=state,
                subject=tap.line(200),
                error=tap.line(250),
                due_at=later,
                kind=tap.line(40)[:40],
            )
        Suppression.objects.create(address="hostile@example.org", reason=tap.line(190))
        operators.pause(by=self.admin, reason=tap.line(200))
        operators.resume(by=self.admin)
