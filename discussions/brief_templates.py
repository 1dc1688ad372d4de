"""Briefs to start from: what experienced facilitators ask, in which words, for how long.

A gap to fill is written as an ellipsis; a brief with a gap in it cannot be kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GAP = "…"


@dataclass(frozen=True)
class BriefTemplate:
    """A beginning for a brief, with days counted from the opening."""

    key: str
    label: str | Promise
    use: str | Promise
    title: str | Promise
    body: tuple[str | Promise, ...]
    questions: tuple[str | Promise, ...]
    days_open: int
    days_to_synthesis: int = 7
    days_to_sharing: int = 4


TEMPLATES = (
    BriefTemplate(
        key="experience",
        label=_("Draw on country experience"),
        use=_("What did others do in this situation, and what came of it?"),
        title=_("How did you handle … in your country?"),
        body=(
            _("What is at stake, and where: …"),
            _("What is known already, with links: …"),
            _("Who is asked, and why they: …"),
            _("What the synthesis will be used for, and by whom: …"),
            _("One case of your own in ten lines helps more than a general answer."),
        ),
        questions=(
            _("What was the situation, and what did you do?"),
            _("What came of it, and how do you know?"),
            _("What would you do differently?"),
            _("Whom else should we ask, and what should we read?"),
        ),
        days_open=14,
    ),
    BriefTemplate(
        key="approaches",
        label=_("Choose between approaches"),
        use=_("There are two or three ways, and a choice has to be made by a day."),
        title=_("Which approach to … fits which situation?"),
        body=(
            _("The choice, who makes it, and by when: …"),
            _("The approaches, one line each: …"),
            _("What must hold whatever is chosen (cost, people, rules): …"),
            _("Disagreement is welcome and will stand in the synthesis."),
        ),
        questions=(
            _("Which of them have you used, and where?"),
            _("Where does it work, and where not?"),
            _("What does it take in money, time and people?"),
            _("Which would you choose here, and what would change your mind?"),
        ),
        days_open=10,
        days_to_synthesis=5,
        days_to_sharing=2,
    ),
    BriefTemplate(
        key="review",
        label=_("Review a draft"),
        use=_("A paper, guideline or tool is nearly done, and those who know can still change it."),
        title=_("What does the draft … still need?"),
        body=(
            _("The draft, with its link: …"),
            _("For whom it is, and what they should do with it: …"),
            _("What can still change, and what is settled: …"),
            _("Name the page or paragraph you speak of. Each remark gets an answer in the synthesis."),
        ),
        questions=(
            _("What is wrong or missing?"),
            _("What would you not understand in the field?"),
            _("Which example should stand in it?"),
        ),
        days_open=10,
        days_to_synthesis=5,
        days_to_sharing=5,
    ),
    BriefTemplate(
        key="failure",
        label=_("Look back at what failed"),
        use=_("Something did not work. What can all learn from it, without blame?"),
        title=_("What can we learn from …?"),
        body=(
            _("What was planned, and what happened instead: …"),
            _("What is known about the reasons so far: …"),
            _("Who will act on what we learn: …"),
            _(
                "Speak of decisions and conditions, not of persons. Nothing is quoted outside without your word."
            ),
        ),
        questions=(
            _("When was it first to be seen, and who saw it?"),
            _("What would have helped at that moment?"),
            _("Where did the same go well, and why?"),
            _("What do we change, and who sees to it?"),
        ),
        days_open=14,
    ),
    BriefTemplate(
        key="emerging",
        label=_("Make sense of something new"),
        use=_("A method, a rule or a risk appears, and nobody has the whole picture yet."),
        title=_("What does … mean for our work?"),
        body=(
            _("What is new, and since when: …"),
            _("What we do not know yet: …"),
            _("What will be decided with it, by whom, and when: …"),
            _("Say what you saw yourself, and what you only heard."),
        ),
        questions=(
            _("What have you seen of it where you work?"),
            _("What does it make easier, and what harder?"),
            _("What should we try first, and how would we see that it works?"),
        ),
        days_open=14,
    ),
)

BY_KEY = {template.key: template for template in TEMPLATES}
