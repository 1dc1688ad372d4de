"""The components of the look: what they show, and what they refuse."""

from __future__ import annotations

import datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from cop_portal.foundation.ui import times

UTC = datetime.UTC


def show(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    "tag",
    [
        "icon 'next' size='small'", "icon", "emblem colour='red'", "face", "face 'A' big=1", "sees", "sees text=1 x=2",
        "thread steps", "thread steps label='x' kind='y'", "strand", "pages", "pages a b", "empty", "empty 'T' link='x'",
        "trust", "day", "moment 1 2", "age", "file_note 'a'", "languages 1",
    ],
)  # fmt: skip
def test_an_argument_that_a_component_does_not_know_is_an_error(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% " + tag + " %}")


@pytest.mark.parametrize("tag", ["icon name", "face name", "empty name name", "sees name", "emblem name"])
def test_what_people_wrote_is_inert_in_every_component(tag: str) -> None:
    html = show("{% " + tag + " %}", name='"><script>x</script>')

    assert "<script" not in html
    assert '""' not in html


def test_an_unknown_weave_is_plain() -> None:
    assert "#w-plain" in show("{% emblem 'tartan' %}")
    assert 'class="emblem large"' in show("{% emblem 'twill' size='large' %}")


def test_nothing_for_no_day() -> None:
    assert show("{% day none %}{% moment none %}", none=None) == ""


def test_days_have_their_year_where_it_is_another() -> None:
    now = timezone.now()

    assert str(now.year) not in times.day_text(now)
    assert times.day_text(datetime.date(2019, 3, 2)) == "2 March 2019"
    assert show("{% day when %}", when=datetime.date(2019, 3, 2)) == (
        '<time datetime="2019-03-02">2 March 2019</time>'
    )


def test_moments_are_shown_in_the_reader_s_zone() -> None:
    when = datetime.datetime(2019, 3, 2, 22, 30, tzinfo=UTC)

    with timezone.override("Asia/Kathmandu"):
        assert times.time_text(when) == "3 March 2019, 04:15"
        assert times.day_text(when) == "3 March 2019"


def test_days_follow_the_language() -> None:
    day = datetime.date(2019, 3, 2)
    english = times.day_text(day)

    with translation.override("ar"):
        assert times.day_text(day) != english


@pytest.mark.parametrize(
    ("code", "day", "weekday"),
    [("en", "2 March 2019", "Saturday 2 March 2019"), ("fr", "2 mars 2019", "samedi 2 mars 2019"),
     ("es", "2 de marzo de 2019", "sábado 2 de marzo de 2019"), ("ru", "2 марта 2019", "суббота, 2 марта 2019"),
     ("zh-hans", "2019年3月2日", "2019年3月2日 星期六")],
)  # fmt: skip
def test_days_are_put_as_each_language_puts_them(code: str, day: str, weekday: str) -> None:
    when = datetime.date(2019, 3, 2)

    with translation.override(code):
        assert (times.day_text(when), times.full_day_text(when)) == (day, day)
        assert times.full_day_text(when, weekday=True).casefold() == weekday.casefold()
        assert show("{{ when|full_day }}", when=when) == day
        assert show("{{ when|week_day }}", when=when).casefold() == weekday.casefold()


@pytest.mark.parametrize(
    ("zone", "words"),
    [("UTC", "night there"), ("Asia/Tokyo", "morning there"), ("America/Lima", "afternoon there"),
     ("Pacific/Auckland", "noon there"), ("Atlantic/Azores", "evening there"), ("Moon/Base", ""), ("", "")],
)  # fmt: skip
def test_the_part_of_the_day_is_the_author_s(zone: str, words: str) -> None:
    when = datetime.datetime(2026, 1, 10, 22, 30, tzinfo=UTC)
    if zone == "Pacific/Auckland":
        when += datetime.timedelta(hours=1)  # noon on the other side

    assert times.part_of_day(when, zone) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-60, "just now"), (30, "just now"), (60, "1 minute"), (3599, "59 minutes"), (3600, "1 hour"),
     (86399, "23 hours"), (86400, "1 day"), (400 * 86400, "400 days")],
)  # fmt: skip
def test_an_age_has_one_unit(seconds: int, words: str) -> None:
    assert times.age_text(timezone.now() - datetime.timedelta(seconds=seconds)) == words


def test_a_file_says_what_it_is_before_it_is_opened() -> None:
    assert show("{% file_note 'report.pdf' 2048 %}") == "PDF, 2.0\xa0KB"
    assert show("{% file_note 'report' 10 %}") == "10\xa0bytes"


def test_offered_languages_name_themselves(settings) -> None:
    html = show(
        "{% languages as all %}{% for item in all %}{{ item.code }} {{ item.name }} {{ item.dir }},{% endfor %}"
    )

    assert html == (
        "en English ltr,ar العربيّة rtl,es Español ltr,fr Français ltr,ru Русский ltr,zh-hans 简体中文 ltr,"
    )


def test_an_empty_place_offers_one_action_only_with_an_address() -> None:
    assert "<a" not in show("{% empty 'Nothing yet' action='Make one' %}")
    assert 'href="/x/"' in show("{% empty 'Nothing yet' 'Words' url='/x/' action='Make one' %}")


def test_a_field_shows_label_hint_error_and_control_in_this_order() -> None:
    from communities.forms.communities import StageForm  # a form of the storey above

    page = str(StageForm({"to_stage": "launching", "reason": ""}))
    html = page[page.index('<label for="id_reason"') :]

    assert page.index("Say why") < page.index("<label")  # the summary of errors comes first
    places = [html.index(words) for words in ("Why", "Members read this", "Say why", "<textarea")]
    assert places == sorted(places)
