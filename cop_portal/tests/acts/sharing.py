"""A resource goes outward by the rule, comes back, and waits to go again."""

from __future__ import annotations

from typing import Any

from knowledge_base.actions import releases

ANSWERS = {"personal_data": "none", "consent": "cleared", "third_party": "none"}


def share_and_take_back(resource: Any, people: Any) -> None:
    asked = {
        "resource": resource, "by": people.knowledge_manager, "to": "public", "licence": "cc-by",
        "checks": ANSWERS, "note": "The <b>budget</b> office agreed",
    }  # fmt: skip
    first = releases.ask(**asked)
    releases.give_back(release=first, by=people.coordinator, comment="Whose <b>budget</b> is it?")
    rule = {"approvers": ["coordinator", "knowledge_manager"], "checks": list(ANSWERS), "licences": ["cc-by"]}
    releases.set_rule(community=resource.community, by=people.coordinator, people_needed=1, **rule)
    releases.approve(release=releases.ask(**asked), by=people.coordinator)
    releases.narrow(resource=resource, by=people.knowledge_manager, to="community", reason="A <b>budget</b>")
    releases.ask(**asked)
