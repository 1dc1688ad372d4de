"""Texts to start a charter from, in the language of who starts it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEMPLATES = {
    "short": {
        "label": _("Short: why we are here and three rules"),
        "mission": _("We are here to … together, so that …"),
        "rules": _(
            "We answer questions, also to say that we do not know.\n"
            "What is said here stays here unless its author agrees.\n"
            "We name whose idea it was."
        ),
    },
    "full": {
        "label": _("Full: mission, vision, goals, rules"),
        "mission": _("We are here to … together, so that …"),
        "vision": _("In three years, people who do this work …"),
        "goals": _("By next summer: …\nBy the end of next year: …"),
        "rules": _(
            "Taking part is voluntary; who joins says what they bring and what they seek.\n"
            "We answer questions, also to say that we do not know.\n"
            "We share what did not work as well as what did.\n"
            "What is said here stays here unless its author agrees.\n"
            "We name whose idea it was.\n"
            "Who holds a role hands it over with a note."
        ),
    },
}
