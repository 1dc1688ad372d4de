"""One stylesheet, joined from many in the order of their layers."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from cop_portal.foundation.ui import stylesheet
from cop_portal.foundation.ui.stylesheet import JoinedStylesheetFinder

LAYERS = ["tokens", "base", "layout", "components", "pages"]


def test_the_layers_stand_in_their_order() -> None:
    text = stylesheet.joined()

    assert text.startswith(f"@layer {', '.join(LAYERS)};")
    seen = re.findall(r"(?m)^@layer (\w+) \{", text)
    assert list(dict.fromkeys(seen)) == LAYERS
    assert [LAYERS.index(layer) for layer in seen] == sorted(LAYERS.index(layer) for layer in seen)


def test_every_source_is_joined_and_no_import_is_left() -> None:
    text = stylesheet.joined()
    sources = {path for path in stylesheet.source().parent.rglob("*.css") if path != stylesheet.source()}
    named = {
        (stylesheet.source().parent / name).resolve()
        for name, _layer in stylesheet.IMPORT.findall(stylesheet.source().read_text())
    }

    assert "@import" not in text
    assert "/*" not in text
    assert text.count("{") == text.count("}")
    apart = {"admin.css", "cms.css", "email.css", "plain.css"}  # for administrations, letters, error pages
    assert {path.name for path in sources if path.resolve() not in named} <= apart


def test_the_finder_makes_it_and_makes_it_anew_when_a_source_is_newer(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    finder = JoinedStylesheetFinder()

    found = Path(finder.find(stylesheet.NAME))
    found.write_text("old")
    kept = Path(finder.find(stylesheet.NAME)).read_text()
    newest = max(path.stat().st_mtime for path in stylesheet.source().parent.rglob("*.css"))
    os.utime(found, (newest - 10, newest - 10))
    fresh = Path(finder.find(stylesheet.NAME)).read_text()

    assert kept == "old"
    assert fresh == stylesheet.joined()
    assert finder.find("css/other.css") == []
    assert [name for name, _storage in finder.list([])] == [stylesheet.NAME]
