"""The composer: one form in which every button keeps what was typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from discussions.actions import passages, syntheses
from discussions.actions.composing import digest
from discussions.models import Passage, Synthesis, Theme
from discussions.tests.makers import facilitated, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(community: Any, people: Any) -> Any:
    found = facilitated(community, people.facilitator)
    said(found, people.member, "Grease the pump. Paint the *handle* blue.", question_number=1)
    said(found, people.expert, "Train two women.", question_number=2)
    said(found, people.guest, "Buy spare parts.")
    return found


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send of the composer, pressing no button."""
    found = {}
    for name, value in re.findall(
        r'<input type="hidden" name="((?:was-|title-)[^"]+)"(?: value="([^"]*)")?', html
    ):
        found[name] = unescape(value)
    for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>\s?([^<]*)</textarea>', html):
        found[name] = unescape(value)
    for name, value in re.findall(r'<input type="text" name="(title-\d+)" value="([^"]*)"', html):
        found[name] = unescape(value)
    return found


def opened(client: Any, talk: Any, query: str = "") -> dict[str, str]:
    return fields_of(client.get(f"{talk.get_absolute_url()}synthesis/{query}").content.decode())


def test_members_and_strangers_neither_see_nor_use_it(talk: Any, people: Any, sign_in: Any) -> None:
    address = f"{talk.get_absolute_url()}synthesis/"
    for who in (people.member, people.expert, people.guest, people.stranger):
        assert sign_in(who).get(address).status_code in (403, 404)
        assert sign_in(who).post(address, {"in_short": "Mine"}).status_code in (403, 404)
    assert not Synthesis.objects.exists()


def test_a_passage_is_marked_and_put_into_the_text_with_its_source(
    talk: Any, people: Any, sign_in: Any
) -> None:
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"

    client.post(
        address,
        {**opened(client, talk), "quote-1": "Paint the handle blue.", "new-1": "Care", "do": "mark:1"},
    )
    passage = Passage.objects.get()
    shown = client.get(address).content.decode()
    answer = client.post(address, {**opened(client, talk), "do": f"add:{passage.pk}"})

    assert passage.theme.title == "Care"
    assert "“Paint the handle blue.”" in shown
    assert answer.url.endswith(f"#theme-{passage.theme_id}")
    synthesis = Synthesis.objects.get()
    assert synthesis.body == "### Care\n\n“Paint the handle blue.” [1]"
    assert '#c1"' in synthesis.body_html
    assert "1 of 3 people are represented." in client.get(address).content.decode()
    # The button pressed again, from the same page: it stands there once.
    client.post(address, {**opened(client, talk), "do": f"add:{passage.pk}"})
    assert Synthesis.objects.get().body.count("Paint the handle") == 1


def test_words_that_nobody_said_are_refused_and_stay_typed(talk: Any, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"

    page = client.post(
        address,
        {
            **opened(client, talk),
            "in_short": "Kept anyway",
            "quote-1": "Sell the pump",
            "new-1": "Trade",
            "do": "mark:1",
        },
    )

    html = page.content.decode()
    assert "does not say it in these words" in html
    assert "Sell the pump</textarea>" in html
    assert 'value="Trade"' in html
    assert Synthesis.objects.get().in_short == "Kept anyway"
    assert not Passage.objects.exists()


def test_every_button_keeps_what_was_typed(talk: Any, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"
    theme = passages.add_theme(discussion=talk, by=people.facilitator, title="Care")

    for number, do in enumerate(("show", "after:20", "theme", f"later:{theme.pk}", "ask", "nonsense:x", "")):
        words = f"Words {number} [1]"
        client.post(address, {**opened(client, talk), f"text-{theme.pk}": words, "do": do})
        theme.refresh_from_db()
        assert theme.text == words


def test_two_who_write_in_different_themes_do_not_meet(talk: Any, people: Any, sign_in: Any) -> None:
    one, two = (passages.add_theme(discussion=talk, by=people.facilitator, title=name) for name in ("A", "B"))
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"
    both = opened(client, talk)
    client.post(address, {**both, f"text-{one.pk}": "Grease [1]"})

    answer = sign_in(people.coordinator).post(address, {**both, f"text-{two.pk}": "Train [2]"})

    assert answer.status_code == 302
    assert list(Theme.objects.order_by("pk").values_list("text", flat=True)) == ["Grease [1]", "Train [2]"]


def test_two_who_write_in_the_same_field_both_keep_their_words(talk: Any, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"
    both = opened(client, talk)
    client.post(address, {**both, "in_short": "Theirs here"})

    page = sign_in(people.coordinator).post(
        address, {**both, "in_short": "My own words", "conclusions": "Also mine"}
    )
    html = page.content.decode()
    again = {**fields_of(html), "in_short": "Theirs here. My own words"}
    client.post(address, again)

    assert "Theirs here" in html
    assert "My own words" in html
    assert "Also mine" in html
    assert Synthesis.objects.get().in_short == "Theirs here. My own words"
    assert Synthesis.objects.get().conclusions == "Also mine"


def test_words_in_a_theme_that_was_removed_meanwhile_come_back(talk: Any, people: Any, sign_in: Any) -> None:
    theme = passages.add_theme(discussion=talk, by=people.facilitator, title="Care")
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"
    mine = opened(client, talk)
    passages.remove_theme(theme=theme, by=people.coordinator)

    client.post(address, {**mine, f"text-{theme.pk}": "Written at length [1]"})

    assert Theme.objects.get().title == "Care"
    assert Synthesis.objects.get().body == "### Care\n\nWritten at length [1]"


def test_contributions_are_chosen_by_question_office_and_use(talk: Any, people: Any, sign_in: Any) -> None:
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"
    passages.mark(discussion=talk, by=people.facilitator, number=1, quote="Grease the pump.", title="Care")

    def shown(query: str) -> list[str]:
        return re.findall(r'id="k(\d+)"', client.get(f"{address}{query}").content.decode())

    assert shown("") == ["1", "2", "3"]
    assert shown("?question=2") == ["2"]
    assert shown("?unused=1") == ["2", "3"]
    assert shown("?after=2") == ["3"]
    assert shown("?before=3") == ["1", "2"]
    assert shown("?question=no&after=-1&office=x") == ["1", "2", "3"]


def test_many_contributions_come_twenty_at_a_time(
    talk: Any, people: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"
    for _n in range(40):
        said(talk, people.member, "Grease it again.")

    html = client.get(address).content.decode()

    assert html.count('class="source"') == 20
    assert 'value="after:20"' in html


def test_publishing_says_who_was_asked_and_is_silent(talk: Any, people: Any, sign_in: Any) -> None:
    from discussions.actions import representations

    syntheses.save_synthesis(
        discussion=talk, by=people.facilitator, in_short="Care [1].", body="### Care\n\nGrease [1]."
    )
    representations.ask(discussion=talk, by=people.facilitator)
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"

    page = client.post(address, {**opened(client, talk), "do": "publish"}, follow=True).content.decode()

    assert "Asked and silent so far: Gil Guest, Mona Member, Water Expert." in page
    assert Synthesis.objects.get().is_published
    # Somebody who still had it open: nothing changes, and they are told.
    late = client.post(address, {"in_short": "Too late", "was-in_short": digest("Care [1].")}, follow=True)
    assert "stays as people read it" in late.content.decode()
    assert Synthesis.objects.get().in_short == "Care [1]."


def test_what_people_wrote_is_text_in_the_composer(talk: Any, people: Any, sign_in: Any) -> None:
    said(talk, people.member, "<script>alert(1)</script> & more")
    client, address = sign_in(people.facilitator), f"{talk.get_absolute_url()}synthesis/"
    client.post(
        address,
        {
            **opened(client, talk),
            "quote-4": "<script>alert(1)</script> & more",
            "new-4": '"><script>alert(2)</script>',
            "do": "mark:4",
        },
    )

    html = client.get(address).content.decode()

    assert Passage.objects.count() == 1
    assert "<script>alert" not in html
