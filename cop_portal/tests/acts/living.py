"""A resource lives on: it is used and asked about, a change is proposed, made and answered."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from knowledge_base.actions import changes, resources, reuses
from knowledge_base.models import UsefulResource
from knowledge_base.tests.makers import revised


def live_on(page: Any, people: Any) -> None:
    used = reuses.note(resource=page, by=people.expert, where="Garissa <b>budget</b>", changed="Half")
    reuses.change(reuse=used, by=people.expert, where=used.where, result="It held <b>budget</b>.")
    resources.mark_useful(resource=page, by=people.facilitator)
    UsefulResource.objects.update(at=timezone.now() - datetime.timedelta(days=70))
    reuses.ask()
    proposal, _talk = changes.propose(
        resource=page, by=people.member, title="Grease <b>budget</b>", words="Sand gets in."
    )
    revised(page, by=people.knowledge_manager, change_note="Grease <b>budget</b> monthly", summary="New.")
    changes.answer(
        proposal=proposal,
        by=people.knowledge_manager,
        outcome="Monthly now",
        change=page.changes.get(number=2),
    )
