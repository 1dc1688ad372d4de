"""What a resource is found by: its words, its topics, and the addresses that it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cop_portal.foundation.searching import address_words, search_vector
from knowledge_base.models import ResourcePage
from knowledge_base.models.resources import ResourceTag

# A topic says what all of it is about: a match there counts twice one in the text.
OF_TOPICS = "C"


def vector_of(page: ResourcePage) -> Any:
    """Of the text that is published and its topics of now, which are read in one statement."""
    vector = search_vector(page.full_text(), words_of_addresses(page.addresses()), language=page.language)
    named = ResourceTag.objects.filter(content_object_id=page.pk).order_by("pk")
    if topics := " ".join(named.values_list("tag__name", flat=True)):
        vector = vector + search_vector(topics, language=page.language, weight=OF_TOPICS)
    return vector


def words_of_addresses(addresses: Iterable[tuple[str, str, str]]) -> str:
    """Found by a DOI with and without its address, and by a link as it is copied."""
    return " ".join(address_words(said) for _label, address, shown in addresses for said in {address, shown})
