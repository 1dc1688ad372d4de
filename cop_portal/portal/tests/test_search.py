"""The search at the roof: what is found, by whom, how it is counted, and what is said where nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.finding import Narrowed
from cop_portal.portal.search import meant, search_all, snippet
from cop_portal.tests import factories
from discussions.actions import moderation
from discussions.tests.makers import question, said
from knowledge_base.models import FailedSearch
from knowledge_base.tests.makers import published

pytestmark = pytest.mark.django_db


def titles(user: Any, words: str, kind: str, **narrowed: Any) -> list[str]:
    found = search_all(user, words, kind=kind, narrowed=Narrowed(**narrowed))
    return [finding.title for finding in found.of(kind)]


def test_what_is_called_so_comes_first_of_all_kinds(community: Any, people: Any) -> None:
    question(community, people.expert, title="Chlorine for wells", body="Chlorine chlorine chlorine wells.")
    question(community, people.expert, title="Chlorine", body="One word of it.")
    published(community, title="Chlorine")
    found = search_all(people.member, "chlorine")

    assert [row.finding.title for row in found.exact] == ["Chlorine", "Chlorine"]
    assert {row.kind for row in found.exact} == {"resources", "discussions"}
    assert found.total == 3


def test_a_person_is_found_by_the_exact_name_first(community: Any, people: Any, make_person: Any) -> None:
    longer = make_person("Zofia Amina Pumpmaker")
    exact = make_person("Zofia Amina")
    found = search_all(people.member, "zofia amina")

    assert [row.finding.pk for row in found.exact] == [exact.pk]
    assert [row.pk for row in found.of("people")] == [exact.pk, longer.pk]


@pytest.mark.parametrize(
    ("language", "body", "words"),
    [
        ("en", "We were training nurses", "trained nurse"),
        ("fr", "Les évaluations nationales", "évaluation nationale"),
        ("es", "Las vacunaciones rurales", "vacunación rural"),
        ("ru", "Чистая вода в школах", "чистую школа"),
        ("ar", "تُعقَّم المـــياه بِالكلور في المدرسة", "الميَاه المدرسه"),
        ("ar", "أثر إدارة الآبار على القرى", "اثر اداره الابار القري"),
        ("zh-hans", "农村饮用水安全管理办法", "饮用水"),
        ("zh-hans", "农村饮用水安全管理办法", "水"),
    ],
)
def test_every_language_of_the_portal_is_found_by_its_own_words(
    language: str, body: str, words: str, community: Any, people: Any
) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, body, language=language)

    assert len(search_all(people.member, words, kind="contributions").of("contributions")) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("COVID-19 in schools", "covid 19"),
        ("COVID 19 in schools", "covid-19"),
        ("COVID-19 in schools", "COVID-19"),
        ("A cost benefit analysis", "cost-benefit"),
        ("A cost-benefit analysis", "cost benefit"),
        ("A cost benefit analysis", '"cost-benefit analysis"'),
        ("Water/sanitation", "sanitation"),
        ("3.5 litres a day", "3.5"),
        ("write to john.smith@example.org", "john.smith@example.org"),
        ("see https://example.org/report-2024", "report 2024"),
        ("Use the <chlorinator>", "chlorinator"),
        ("Le chef-d’œuvre du cœur", "oeuvre coeur"),
        ("Un coeur", "cœur"),
        ("Pompy w Łodzi", "lodzi"),
        ("Brønd", "brond"),
        ("تطهیر المياه", "تطهير"),
    ],
)
def test_signs_within_words_and_joined_letters_hide_no_word(
    body: str, words: str, community: Any, people: Any
) -> None:
    talk = question(community, people.expert)
    said(talk, people.member, body)

    assert len(search_all(people.member, words, kind="contributions").of("contributions")) == 1


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "wells"), ("en", "communities"), ("en", "cost-benefit"), ("es", "niños"), ("fr", "écoles"),
        ("ru", "вакцины"), ("ar", "المدارس"), ("zh-hans", "饮用水"),
    ],
)  # fmt: skip
def test_what_is_asked_for_without_a_word_has_it_in_no_reading(
    language: str, word: str, community: Any, people: Any
) -> None:
    """A stem of another language stands in no text: it refused nothing, and the word was found in spite of it."""
    talk = question(community, people.expert)
    said(talk, people.member, f"Zambezi {word} qanat", language=language)
    said(talk, people.member, "Zambezi qanat", language=language)

    for words in (
        f"zambezi -{word}",
        f"-{word} zambezi",
        f'zambezi -"{word} qanat"',
        f"zambezi -{word} -quay",
    ):
        found = search_all(people.member, words, kind="contributions").of("contributions")
        assert [one.text for one in found] == ["Zambezi qanat"], words
    assert (
        len(search_all(people.member, f"zambezi - {word} -", kind="contributions").of("contributions")) == 1
    )


def test_a_word_with_a_hyphen_is_found_while_it_is_typed(community: Any, people: Any) -> None:
    question(community, people.expert, title="Cost-benefit of wells")

    assert search_all(people.member, "cost-bene", begun=True).total == 1
    assert search_all(people.member, "cost-bene -wells", begun=True).total == 0


def test_signs_of_a_script_without_spaces_must_stand_together(community: Any, people: Any) -> None:
    said(question(community, people.expert), people.member, "用于饮料的水", language="zh-hans")

    assert search_all(people.member, "饮用水").total == 0


def test_an_error_in_typing_is_forgiven_and_the_word_is_offered(community: Any, people: Any) -> None:
    published(community, title="Chlorination of wells")
    question(community, people.expert, title="Who knows chlorination?")
    found = search_all(people.member, "clhorination")

    assert found.total == 0
    assert {row.finding.title for row in found.alike} >= {"Chlorination of wells", "Who knows chlorination?"}
    assert found.meant == "chlorination"


@pytest.mark.parametrize("words", ["bugdet", "The Bugdet", "ubdget"])
def test_letters_the_other_way_round_are_forgiven_in_short_words_too(
    words: str, community: Any, people: Any
) -> None:
    published(community, title="A budget that holds")
    found = search_all(people.member, words)

    assert (found.total, [row.finding.title for row in found.alike]) == (0, ["A budget that holds"])
    assert found.meant == words.lower().replace("bugdet", "budget").replace("ubdget", "budget")
    for nothing in ("zxgdet", "zu", "%", "' | 'x", "水水水水"):
        assert search_all(people.member, nothing).alike == []


def test_nothing_of_next_door_is_found_by_letters_the_other_way_round(neighbour: Any, people: Any) -> None:
    published(neighbour, title="Quill", summary="A quill.", sharing="community")
    found = search_all(people.member, "qulil")

    assert (found.meant, found.alike, found.total) == ("", [], 0)
    assert search_all(people.stranger, "qulil").meant == "quill"


def test_the_offered_word_is_never_one_that_the_reader_may_not_see(neighbour: Any, people: Any) -> None:
    published(neighbour, title="Quinquereme", sharing="community")
    question(neighbour, people.stranger, title="Quinquereme or not?")
    found = search_all(people.member, "quinqereme")

    assert (found.meant, found.alike, found.total) == ("", [], 0)
    assert search_all(people.stranger, "quinqereme").meant == "quinquereme"


@pytest.mark.parametrize(
    ("words", "known", "guess"),
    [("pmups", ["Pumps last"], "pumps"), ("pumps", ["Pumps last"], ""), ("xyz", ["Pumps"], ""), ("", [], "")],
)
def test_what_was_meant_is_guessed_from_titles(words: str, known: list[str], guess: str) -> None:
    assert meant(words, known) == guess


def test_facets_count_what_this_reader_may_see_and_nothing_else(
    community: Any, neighbour: Any, people: Any
) -> None:
    published(community, title="Bilharzia leaflet", language="fr", place="Kisumu")
    question(community, people.expert, title="Bilharzia near the pump")
    published(neighbour, title="Bilharzia closed", language="es", place="Secretville", sharing="community")
    question(neighbour, people.stranger, title="Bilharzia closed too")
    facets = search_all(people.member, "bilharzia").facets

    assert dict(facets["community"]) == {community.pk: 2}
    assert ("Kisumu", 1) in facets["place"]
    assert "es" not in dict(facets["language"])
    assert "Secretville" not in dict(facets["place"])
    assert dict(facets["trust"]) == {"confirmed": 1}
    assert dict(facets["since"])["week"] == 2


def test_what_is_hidden_or_secret_is_neither_found_nor_counted(
    community: Any, people: Any, make_person: Any
) -> None:
    secret = factories.community_with_roles("Silent", visibility="secret")
    question(secret, factories.holder(secret, "facilitator"), title="Okapi count")
    talk = question(community, people.expert, title="Okapi in the open", body="x")
    hidden = said(talk, people.member, "okapi seen")
    moderation.hide(discussion=talk, contribution=hidden, by=people.facilitator, words="Names somebody")
    found = search_all(people.member, "okapi")

    assert found.total == 1
    assert found.facets["community"] == [(community.pk, 1)]
    assert search_all(make_person("Nobody Inside"), "Silent", kind="communities").total == 0


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({"language": "fr"}, ["Wells in French"]),
        ({"place": "Kisumu"}, ["Wells in Kisumu"]),
        ({"trust": "due"}, []),
        ({"trust": "confirmed"}, ["Wells in Kisumu", "Wells in French"]),
    ],
)
def test_resources_are_narrowed(
    narrowed: dict[str, Any], left: list[str], community: Any, people: Any
) -> None:
    published(community, title="Wells in French", language="fr")
    published(community, title="Wells in Kisumu", place="Kisumu")

    assert sorted(titles(people.member, "wells", "resources", **narrowed)) == sorted(left)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_findings_asks_as_often_for_one_as_for_three(
    rows: int, community: Any, people: Any, sign_in: Any, make_person: Any
) -> None:
    for number in range(rows):
        published(community, title=f"Siphon number {number}")
        talk = question(community, people.expert, title=f"Siphon talk {number}")
        said(talk, people.member, "A siphon of copper")
        make_person(f"Siphon Person{number}")
        factories.community_with_roles(f"Siphon circle {number}")
    client = sign_in(people.member)
    client.get("/search/?q=siphon")

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/search/?q=siphon").content.decode()

    assert "Siphon</mark> number 0" in page
    assert len(asked) == 18


def test_a_failed_search_is_remembered_once_and_not_while_typing(people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)
    client.get("/search/?q=unobtainium", headers={"HX-Request": "true"})
    assert not FailedSearch.objects.exists()

    client.get("/search/?q=unobtainium")
    client.get("/search/?q=unobtainium&kind=people")

    assert FailedSearch.objects.get().times == 1


def test_what_was_sought_in_one_community_is_noted_there_if_the_reader_knows_what_it_keeps(
    community: Any, neighbour: Any, people: Any, sign_in: Any
) -> None:
    type(community).objects.filter(pk__in=[community.pk, neighbour.pk]).update(visibility="closed")
    client = sign_in(people.member)

    for slug in (community.slug, neighbour.slug, "nowhere"):
        client.get(f"/search/?q=unobtainium&community={slug}")
    client.get("/library/?q=unobtainium")
    client.get("/library/?q=unobtainium&kind=lesson")

    assert [(row.community, row.times) for row in FailedSearch.objects.all()] == [(community, 2)]


def test_the_librarys_own_search_remembers_what_it_does_not_have(
    community: Any, people: Any, sign_in: Any
) -> None:
    sign_in(people.member).get(f"/communities/{community.slug}/library/?q=unobtainium")

    assert FailedSearch.objects.get().community == community


def test_an_empty_page_says_where_to_ask(community: Any, people: Any, sign_in: Any) -> None:
    client = sign_in(people.member)
    page = client.get("/search/?q=unobtainium+pump").content.decode()
    start = f"/communities/{community.slug}/discussions/start/?kind=question&amp;title=unobtainium+pump"

    assert start in page
    assert 'value="unobtainium pump"' in client.get(start.replace("&amp;", "&")).content.decode()
    needs = client.get(f"/communities/{community.slug}/needs/?text=unobtainium%20pump").content.decode()
    assert 'value="unobtainium pump"' in needs


def test_while_typing_the_last_word_may_be_a_beginning(community: Any, people: Any, sign_in: Any) -> None:
    question(community, people.expert, title="Chlorination of wells")
    client = sign_in(people.member)
    part = client.get("/search/?q=of+chlori", headers={"HX-Request": "true"}).content.decode()

    assert "Chlorination" in part
    assert "<html" not in part
    assert search_all(people.member, "chlori", kind="discussions").total == 0


def test_one_kind_has_pages(community: Any, people: Any, sign_in: Any) -> None:
    talk = question(community, people.expert)
    for number in range(23):
        said(talk, people.member, f"Ferrocement tank {number}")
    client = sign_in(people.member)
    first = client.get("/search/?q=ferrocement&kind=contributions").content.decode()
    second = client.get("/search/?q=ferrocement&kind=contributions&page=2").content.decode()

    assert first.count("<mark>Ferrocement</mark>") == 20
    assert second.count("<mark>Ferrocement</mark>") == 3
    for odd in ("0", "-1", "x", "99999999", "²"):
        assert client.get(f"/search/?q=ferrocement&kind=contributions&page={odd}").status_code == 200


def test_a_visitor_finds_what_is_public_and_no_person(community: Any, people: Any, client: Any) -> None:
    published(community, title="Tippy taps", sharing="public")
    published(community, title="Tippy taps inside", sharing="organisation")
    page = client.get("/search/?q=tippy").content.decode()

    assert page.count("/library/") >= 1
    assert "inside" not in page
    assert people.member.name not in client.get("/search/", {"q": people.member.name}).content.decode().split("<main")[1].replace(f"“{people.member.name}”", "").replace(f'value="{people.member.name}"', "")  # fmt: skip


def test_marks_stand_around_words_and_signs() -> None:
    assert snippet("We trained nurses", "nurse") == "We trained <mark>nurses</mark>"
    assert snippet("农村饮用水<b>", "饮用水") == "农村<mark>饮用水</mark>&lt;b&gt;"
