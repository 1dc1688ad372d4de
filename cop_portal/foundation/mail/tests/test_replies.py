"""What is new in a reply, in many languages and mail programs; nothing that was written is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_portal.foundation.mail.replies import split_reply

OLD = "> What do you do when the pump stops?\n> Sam"
SAMPLES = {
    "gmail, english": f"We carry water.\n\nOn Mon, 2 Mar 2026 at 09:14, Sam Sower <letter@example.org> wrote:\n\n{OLD}",
    "gmail, over two lines": f"We carry water.\n\nOn Mon, 2 Mar 2026 at 09:14, Sam Sower <\nletter@example.org> wrote:\n\n{OLD}",
    "french": f"We carry water.\n\nLe lun. 2 mars 2026 à 09:14, Sam Sower <letter@example.org> a écrit :\n\n{OLD}",
    "spanish": f"We carry water.\n\nEl lun, 2 mar 2026 a las 9:14, Sam Sower (<letter@example.org>) escribió:\n\n{OLD}",
    "portuguese": f"We carry water.\n\nEm seg., 2 de mar. de 2026 às 09:14, Sam Sower <letter@example.org> escreveu:\n\n{OLD}",
    "german": f"We carry water.\n\nAm Mo., 2. März 2026 um 09:14 Uhr schrieb Sam Sower <letter@example.org>:\n\n{OLD}",
    "italian": f"We carry water.\n\nIl giorno lun 2 mar 2026 alle ore 09:14 Sam Sower <letter@example.org> ha scritto:\n\n{OLD}",
    "russian": f"We carry water.\n\nпн, 2 мар. 2026 г. в 09:14, Sam Sower <letter@example.org>:\n\n{OLD}",
    "outlook": "We carry water.\n\n________________________________\nFrom: Sam Sower <letter@example.org>\nSent: Monday, 2 March 2026 09:14\n"
    "To: Ann\nSubject: The pump\n\nWhat do you do when the pump stops?",
    "outlook, french": "We carry water.\n\nDe : Sam Sower <letter@example.org>\nEnvoyé : lundi 2 mars 2026 09:14\nÀ : Ann\n"
    "Objet : La pompe\n\nWhat do you do?",
    "original message": "We carry water.\n\n-----Original Message-----\nFrom: Sam Sower\nSent: Monday\nTo: Ann\nSubject: x\n\nWhat do you do?",
    "phone": f"We carry water.\n\nSent from my iPhone\n\n> On 2 Mar 2026, at 09:14, Sam Sower <letter@example.org> wrote:\n> \n{OLD}",
    "signature": "We carry water.\n\n-- \nAnn Archer\nCountry office, Lima\n+51 1 000",
    "nothing quoted": "We carry water.",
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_the_new_words_stand_alone(name: str) -> None:
    assert split_reply(SAMPLES[name])[0].strip() == "We carry water."


def test_answers_between_the_quotes_keep_the_questions_they_answer() -> None:
    text = "On Mon, Sam <a@b.org> wrote:\n> First?\nYes, in Lima.\n> Second?\nNo, never.\n"

    new, _old = split_reply(text)

    assert "Yes, in Lima." in new
    assert "No, never." in new


def test_a_sentence_that_looks_like_an_attribution_stays() -> None:
    new, _old = split_reply("I met Sam on Monday and he wrote:\nthe pump is blue.\nThat is all.")

    assert "That is all." in new


@given(
    st.lists(
        st.sampled_from(
            [
                "> x",
                "words",
                "",
                "On Mon, A <a@b.c> wrote:",
                "-- ",
                "From: a",
                ">> y",
                "Le 2 mars, B a écrit :",
            ]
        ),
        max_size=25,
    )
)
def test_each_line_is_either_new_or_old_and_none_is_lost(lines: list[str]) -> None:
    new, old = split_reply("\n".join(lines))

    kept = (new + "\n" + old).count("words")
    assert kept == lines.count("words")


@pytest.mark.parametrize(
    "line", ["> " * 300, "On " * 5000, "a" * 20_000, "<" * 5000, "wrote:" * 2000, "-" * 9000]
)
def test_two_hundred_kilobytes_of_spite_take_no_time(line: str) -> None:
    text = "\n".join([line] * max(1, 200_000 // len(line)))
    begun = time.perf_counter()

    split_reply(text)

    assert time.perf_counter() - begun < 5
