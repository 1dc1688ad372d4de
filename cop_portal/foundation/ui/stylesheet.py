"""One stylesheet for browsers, many small files for us.

static/css/portal.layers.css lists the files and their cascade layers. This finder serves them
joined as css/portal.css, so that a first visit asks once and not thirty times; collectstatic,
WhiteNoise and the development server all ask finders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/portal.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\((\w+)\))?;')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def source() -> Path:
    return Path(settings.BASE_DIR) / "static" / "css" / "portal.layers.css"


def joined() -> str:
    """The layer statement, then every file in its order, each inside its layer."""
    text = source().read_text()
    out = [line for line in text.splitlines() if line.startswith("@layer")]
    for name, layer in IMPORT.findall(text):
        content = COMMENT.sub("", (source().parent / name).read_text()).strip()
        content = "\n".join(line.strip() for line in content.splitlines() if line.strip())
        out.append(f"@layer {layer} {{\n{content}\n}}" if layer else content)
    return "\n".join(out) + "\n"


class JoinedStylesheetFinder(BaseFinder):
    """Finds css/portal.css, written anew into the data directory where a source is newer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.DATA_DIR) / "styles"
        self.storage = FileSystemStorage(location=str(self.root))
        self.storage.prefix = ""  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def _build(self) -> Path:
        target = self.root / NAME
        newest = max(path.stat().st_mtime for path in source().parent.rglob("*.css"))
        if not target.exists() or target.stat().st_mtime < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(".new")
            fresh.write_text(joined())
            fresh.replace(target)
        return target

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        found = str(self._build())
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self._build()
        yield NAME, self.storage
