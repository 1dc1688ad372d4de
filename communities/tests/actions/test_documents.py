"""What charter and terms of reference share: a draft nobody overwrites unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from communities.actions import documents
from communities.models import CharterDraft, TermsDraft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [CharterDraft, TermsDraft])
def test_a_draft_is_written_at_the_revision_that_was_opened(model: Any, community: Any, people: Any) -> None:
    model.objects.create(community=community)
    section = model.SECTIONS[0]

    with transaction.atomic():
        draft = documents.locked_draft(model, community, 1)
        documents.write(draft, people.coordinator, {section: " Ours \r\n", "revision": 99})
        with pytest.raises(documents.EditedMeanwhile) as conflict:
            documents.locked_draft(model, community, 1)

    draft.refresh_from_db()
    assert (getattr(draft, section), draft.revision, draft.updated_by) == ("Ours", 2, people.coordinator)
    assert getattr(conflict.value.draft, section) == "Ours"
