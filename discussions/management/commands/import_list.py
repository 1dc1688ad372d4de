"""manage.py import_list: a mailing-list archive becomes discussions of a community."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities.models import Community
from cop_portal.foundation.jobs.once import advisory_lock
from cop_portal.foundation.permissions import SYSTEM
from discussions.actions.imports import Counts, ListImport
from discussions.archives import Entry, read_entries


class Command(BaseCommand):
    help = "Import a mailing-list archive (monthly files, mbox, also .gz) into a community."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="archive files, or folders of them")
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument(
            "--keep-names", action="store_true", help="show authors by their names; addresses are never shown"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        community = Community.objects.visible_to(SYSTEM).filter(slug=options["community"]).first()
        if community is None:
            raise CommandError(f"There is no community with the address {options['community']}.")
        self.stopped = False
        before = signal.signal(signal.SIGINT, self._stop)
        try:
            with advisory_lock(f"import_list:{community.pk}") as held:
                if not held:
                    raise CommandError("An import into this community runs already. Wait for its end.")
                self._import(community, options)
        finally:
            signal.signal(signal.SIGINT, before)

    def _stop(self, *_: Any) -> None:
        self.stopped = True

    def _import(self, community: Community, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        counts = Counts()
        entries = self._read(self._paths(options["files"]), counts)
        counts.messages = len(entries)
        self.stdout.write(f"{len(entries)} messages in the archive.")
        run = ListImport(community, entries, keep_names=options["keep_names"], counts=counts)
        shown = time.monotonic()
        for number, entry in enumerate(run.entries, start=1):
            if self.stopped:
                break
            run.take(entry)
            if time.monotonic() - shown > 2:
                shown = time.monotonic()
                self.stdout.write(f"  {number} of {len(entries)} ({number * 100 // len(entries)} %) …")
                self.stdout.flush()
        run.settle()
        self._report(counts, time.monotonic() - begun)

    def _paths(self, names: list[str]) -> list[Path]:
        paths: list[Path] = []
        for name in names:
            path = Path(name)
            if path.is_dir():
                paths += sorted(
                    one
                    for one in path.iterdir()
                    if one.is_file() and one.name.endswith((".gz", ".txt", ".mbox"))
                )
            elif path.exists():
                paths.append(path)
            else:
                raise CommandError(f"There is no file {name}.")
        return paths

    def _read(self, paths: list[Path], counts: Counts) -> list[Entry]:
        """The heads of all messages; a message that stands in two files counts once."""
        found: dict[str, Entry] = {}
        for path in paths:
            if self.stopped:
                break
            for entry in read_entries(path, counts.problems):
                if entry.identity in found:
                    counts.skipped += 1
                else:
                    found[entry.identity] = entry
        return list(found.values())

    def _report(self, counts: Counts, seconds: float) -> None:
        for problem in counts.problems:
            self.stdout.write(f"  {problem}")
        self.stdout.write(
            ("Stopped; run it again to go on. " if self.stopped else "Done. ")
            + f"{counts.imported} messages imported, {counts.already_there} were there already, "
            f"{counts.threads} threads, {counts.people} people, {counts.files} files, {counts.skipped} skipped."
        )
        self.stdout.write(
            json.dumps({**counts.as_json(), "stopped": self.stopped, "seconds": round(seconds, 1)})
        )
