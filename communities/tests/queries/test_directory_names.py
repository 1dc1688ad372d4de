"""The directory asked with names as people type them, in their scripts, and in an organisation of 20,000."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from communities.queries import directory

pytestmark = pytest.mark.django_db

NAMES = (
    "Ana", "Ana Núñez", "Mariana Stone", "Đặng Thị Ánh", "Nguyễn Văn Đức", "Nguyễn Thị Ánh Tuyết",
    "Алёна Сергеевна Орлова", "Сергей Орлов", "Николай Сергеев", "محمد أحمد", "مُحَمَّد", "أحمد محمود", "فاطمة الزهراء",
    "هناء عبد الله", "Jean-Pierre N’Diaye", "Pierre Jean", "李伟", "李伟明", "王芳", "Amina Wanjiru", "Wanjiru Amina Otieno",
)  # fmt: skip


@pytest.fixture
def colleagues(people: Any, make_person: Any) -> Any:
    for name in NAMES:
        make_person(name)
    return people.member


@pytest.mark.parametrize(
    ("words", "first", "also"),
    [
        ("ana", "Ana", {"Ana Núñez", "Mariana Stone"}),
        ("nunez", "Ana Núñez", set()),
        ("dang thi anh", "Đặng Thị Ánh", set()),
        ("Đặng", "Đặng Thị Ánh", set()),
        ("nguyen", "Nguyễn Thị Ánh Tuyết", {"Nguyễn Văn Đức"}),
        ("anh nguyen", "Nguyễn Thị Ánh Tuyết", set()),
        ("duc", "Nguyễn Văn Đức", set()),
        ("алена", "Алёна Сергеевна Орлова", set()),
        ("СЕРГЕЙ", "Сергей Орлов", {"Николай Сергеев"}),
        ("орлова алена", "Алёна Сергеевна Орлова", set()),
        ("محمد", "مُحَمَّد", {"محمد أحمد"}),
        ("احمد", "أحمد محمود", {"محمد أحمد"}),
        ("مُحَمَّد أَحْمَد", "محمد أحمد", set()),
        ("فاطمه", "فاطمة الزهراء", set()),
        ("الزهرا", "فاطمة الزهراء", set()),
        ("هنا عبدالله", "هناء عبد الله", set()),
        ("jean pierre", "Jean-Pierre N’Diaye", {"Pierre Jean"}),
        ("ndiaye", "Jean-Pierre N’Diaye", set()),
        ("李伟", "李伟", {"李伟明"}),
        ("芳", "王芳", set()),
        ("amina wanjiru", "Amina Wanjiru", {"Wanjiru Amina Otieno"}),
        ("wanjiro", "Amina Wanjiru", {"Wanjiru Amina Otieno"}),
    ],
)
def test_the_right_name_comes_first(words: str, first: str, also: set[str], colleagues: Any) -> None:
    found = [person.name for person in directory.people(colleagues, words=words)]

    assert found[:1] == [first], found
    assert also <= set(found), found


@pytest.mark.parametrize("words", ["'", "%", "_", "--", "\u200c", "\x00", "ء", "a" * 500, "🙂"])
def test_what_is_no_name_finds_nobody_wrongly_and_breaks_nothing(words: str, colleagues: Any) -> None:
    list(directory.people(colleagues, words=words)[:30])


def test_among_twenty_thousand_an_index_is_used(colleagues: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user (password, is_superuser, email, name, folded_name, is_guest, organisation, "
            "is_sponsor, language, languages, time_zone, about, photo, mail_state, is_staff, is_active, joined_at) "
            "SELECT 'x', false, 'many' || n || '@example.org', md5(n::text), md5(n::text), false, '', false, 'en', "
            "'{}', 'UTC', '', '', 'works', false, true, now() FROM generate_series(1, 20000) n"
        )
        # As after a while: what was written last no longer waits beside the index.
        cursor.execute("SELECT gin_clean_pending_list('user_name_trigram')")
        cursor.execute("ANALYZE accounts_user")

    for words in ("nguyen thi", "wanjiru", "محمد", "орлов"):
        rows = directory.people(colleagues, words=words)
        assert "user_name_trigram" in rows.explain(), words
        assert rows[0].name in NAMES
