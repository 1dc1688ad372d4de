"""Every kind of notice and every letter renders in each language, from what the real verbs leave behind.

A letter that names a variable nobody gave is an error here; readers would find a gap.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test.signals import template_rendered
from django.utils import timezone, translation

from cop_portal.foundation.activity.models import ActivityEntry
from cop_portal.foundation.mail import bounces, refusals
from cop_portal.foundation.mail.models import InboundMail, Letter
from cop_portal.foundation.notifications import deliver, digests, kinds
from cop_portal.foundation.notifications.models import Notice
from cop_portal.newsletters import actions as newsletters
from cop_portal.newsletters.queries import open_draft
from cop_portal.tests import factories
from cop_portal.tests.acts.year import a_year_in_a_day

pytestmark = pytest.mark.django_db
TEMPLATES = Path(django_settings.BASE_DIR) / "templates"
DAY = datetime.timedelta(days=1)


class Undefined(str):
    """What Django would put in the place of a variable that nobody gave."""

    def __contains__(self, part: object) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"{name} is not defined")


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest, settings: Any) -> Iterator[str]:
    """The language of everybody who did not choose one."""
    settings.LANGUAGE_CODE = request.param
    yield request.param
    translation.activate("en")


@pytest.fixture
def rendered() -> Iterator[dict[str, dict[str, Any]]]:
    """The letters' templates that were rendered, each with what it was given."""
    found: dict[str, dict[str, Any]] = {}

    def note(template: Any, context: Any, **_: Any) -> None:
        if template.name and "/email/" in template.name:
            found[template.name] = context.flatten()

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


@pytest.fixture
def strict(settings: Any) -> Any:
    """From its call on, variables that nobody gave are errors."""

    def begin() -> None:
        first = settings.TEMPLATES[0]
        options = {**first["OPTIONS"], "string_if_invalid": Undefined("%s")}
        settings.TEMPLATES = [{**first, "OPTIONS": options}]

    return begin


def test_every_kind_of_notice_renders(
    language: str, rendered: Any, strict: Any, community: Any, people: Any, make_person: Any
) -> None:
    a_year_in_a_day(community, people, make_person())
    strict()

    untold = []
    for kind in kinds.all_kinds():
        entries = ActivityEntry.objects.filter(verb__in=[verb.name for verb in kind.verbs]).order_by("-pk")
        told = 0
        for entry in entries:
            users = list(kind.recipients(entry))[:1]
            with translation.override(language):
                telling = kind.tell(entry)
                if telling is None or not users:
                    continue
                person = type(people.member).objects.get(pk=users[0])
                deliver._mail(kind, entry, telling, [person], language)
                assert telling.title
                assert len(str(telling.title)) <= 250
                assert telling.url.startswith("/")
                assert str(kind.label)
                assert str(kind.why)
            told += 1
        if not told:
            untold.append(kind.name)

    assert untold == []
    for letter in Letter.objects.filter(kind__in=[kind.name for kind in kinds.all_kinds()]):
        check(letter.subject, letter.text, letter.html, language)


def check(subject: str, text: str, html: str, language: str) -> None:
    """What holds for every letter: no gaps, no markup that people wrote, its direction."""
    assert subject
    assert "\n" not in subject
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html
    assert "<b>budget</b>" not in html
    assert "<filter>" not in html
    for words in (text, re.sub(r"<style.*?</style>|<[^>]*>", "", html, flags=re.DOTALL)):
        assert "{{" not in words
        assert "{%" not in words
        assert not re.search(r"\bNone\b", words)
        assert "<django." not in words
    assert "http" in text


def send_every_other_letter(community: Any, people: Any, client: Any, settings: Any) -> None:
    """The newsletter, the daily letter, the letters about incoming mail, and those of sign-in."""
    type(people.member).objects.filter(pk=people.member.pk).update(language=settings.LANGUAGE_CODE)
    issue = open_draft(community)
    assert issue is not None
    issue.intro, issue.subject = "Dear <all>", "Pumps"
    issue.save()
    newsletters.send_issue(issue=issue, by=people.facilitator)
    entry = ActivityEntry.objects.filter(community=community).latest("pk")
    for where in (community, None):
        entry.pk = None
        entry.save(force_insert=True)
        Notice.objects.create(
            user=people.member, entry=entry, kind="x", community=where, title="T <b>", detail="D", url="/x/",
            frequency="weekly", created_at=timezone.now() - 8 * DAY,
        )  # fmt: skip
    digests.send_due()
    mail = InboundMail(subject="Re: pumps <b>")
    refusals.tell_refused(mail, people.member, "This discussion is closed.")
    refusals.tell_held(mail, people.member)
    refusals.tell_stranger(mail, "far@far.example", "Far <b>")
    people.member.mail_state = "bounces"
    bounces.turn_on(user=people.member)

    settings.SIGNUP_DOMAINS = ["example.org"]
    data = {"password1": factories.PASSWORD, "name": "Nia New"}
    client.post("/accounts/signup/", {**data, "email": "nia@example.org"})
    client.post("/accounts/signup/", {**data, "email": people.member.email})
    client.post("/accounts/password/reset/", {"email": people.member.email})
    client.force_login(people.member)
    client.post("/accounts/email/", {"action_add": "", "email": "mona2@example.org"})
    assert EmailAddress.objects.filter(email="mona2@example.org").exists()


def test_every_template_of_a_letter_renders_in_both_forms(
    language: str, rendered: Any, strict: Any, community: Any, people: Any, make_person: Any, client: Any,
    settings: Any, dispatched: Any,
) -> None:  # fmt: skip
    a_year_in_a_day(community, people, make_person())
    dispatched()
    send_every_other_letter(community, people, client, settings)
    ours = [
        str(path.relative_to(TEMPLATES)).removesuffix(".subject.txt")
        for path in TEMPLATES.glob("**/email/*.subject.txt")
    ]
    wanted = {name + form for name in ours for form in (".subject.txt", ".txt", ".html")}
    wanted |= {
        str(path.relative_to(TEMPLATES))
        for path in (TEMPLATES / "account" / "email").glob("*.txt")
        if path.stem != "base_message"
    }
    strict()

    assert len(ours) >= 8
    assert wanted - set(rendered) == set()
    with translation.override(language):
        words = {name: render_to_string(name, rendered[name]) for name in sorted(wanted)}
    assert [name for name, text in words.items() if not text.strip()] == []
    for name in ours:
        check(words[f"{name}.subject.txt"].strip(), words[f"{name}.txt"], words[f"{name}.html"], language)


def test_a_variable_that_nobody_gave_is_noticed(strict: Any) -> None:
    strict()

    with pytest.raises(AssertionError, match="is not defined"):
        render_to_string("communities/email/notice.txt", {"title": "T"})
