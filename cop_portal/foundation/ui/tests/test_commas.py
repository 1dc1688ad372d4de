"""Several things in one line."""

from __future__ import annotations

import datetime
from datetime import UTC

from django.utils import translation

from cop_portal.foundation.ui import times
from cop_portal.foundation.ui.commas import listed
from cop_portal.foundation.ui.tests.test_components import show


def test_things_stand_together_with_the_comma_of_the_script() -> None:
    assert listed(["Amina", "Ben"]) == "Amina, Ben"
    assert listed([]) == ""
    with translation.override("ar"):
        assert listed(["أمينة", "بن"]) == "أمينة، بن"
        assert show("{{ names|listed }}{% comma %}", names=["أ", "ب"]) == "أ، ب، "
        assert "," not in times.time_text(datetime.datetime(2019, 3, 2, 22, 30, tzinfo=UTC))
    with translation.override("zh-hans"):
        assert listed(["甲", "乙"]) == "甲，乙"


def test_what_people_wrote_is_escaped_between_the_commas() -> None:
    assert show("{{ names|listed }}", names=["<b>", "Ben"]) == "&lt;b&gt;, Ben"
