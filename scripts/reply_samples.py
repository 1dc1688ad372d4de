"""Cut real replies as the portal does, beside what a person would keep of them.

    .venv/bin/python scripts/reply_samples.py FOLDER

FOLDER holds emails/NAME.txt and trimmed/NAME.txt. Prints the names that differ; ends with 1 if any does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(folder: Path) -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_portal.settings.dev")
    import django  # after the settings are named

    django.setup()
    from cop_portal.foundation.mail.replies import split_reply  # needs the settings

    paths = sorted((folder / "emails").glob("*.txt"))
    wrong = []
    for path in paths:
        kept = folder / "trimmed" / path.name
        wanted = kept.read_text().split() if kept.exists() else []
        if split_reply(path.read_text().replace("\r\n", "\n"))[0].split() != wanted:
            wrong.append(path.name)
    print(f"{len(paths) - len(wrong)} of {len(paths)} are cut as a person would", *wrong, sep="\n  ")
    return 1 if wrong or not paths else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
