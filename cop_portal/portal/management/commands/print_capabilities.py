"""manage.py print_capabilities: the one table of who may do what, as docs/capabilities.md shows it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from communities.enums import CAPABILITIES, Role


class Command(BaseCommand):
    help = "Print the table of capabilities and roles in Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table())


def table() -> str:
    """One row for each capability, one column for each role."""
    lines = [
        "# Who may do what in a community",
        "",
        "Every member may read, ask, contribute, agree to the charter and hand in resources. Beyond that:",
        "",
        "| | " + " | ".join(str(role.label) for role in Role) + " |",
        "|---" * (len(Role) + 1) + "|",
    ]
    for capability, roles in CAPABILITIES.items():
        marks = " | ".join("yes" if role in roles else "" for role in Role)
        lines.append(f"| {capability.label} | {marks} |")
    return "\n".join(
        [*lines, "", "Administrators may do all of it. Printed by `manage.py print_capabilities`.", ""]
    )
