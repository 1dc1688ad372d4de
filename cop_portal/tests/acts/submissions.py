"""A member hands a story in; it comes back, is mended, is published, and somebody confirms its result."""

from __future__ import annotations

from typing import Any

from knowledge_base.actions import resources, stories
from knowledge_base.models import ResourcePage
from knowledge_base.tests.makers import handed_in, returned


def tell_a_story(community: Any, people: Any) -> None:
    form = handed_in(community, people.member, "story", title="Lids <b>budget</b>")
    returned(form, people.knowledge_manager, "Say who saw it.")
    form = handed_in(community, people.member, "story", form=form, title="Lids <b>budget</b>", why="")
    page = resources.publish(resource=ResourcePage.objects.get(submission=form), by=people.knowledge_manager)
    stories.confirm_result(story=page.specific, by=people.expert, words="I counted the lids.")
