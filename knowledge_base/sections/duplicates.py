"""Possible duplicates in the curators' queue: pairs that say nearly the same, and were not judged yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.enums import Capability
from communities.models import Community
from knowledge_base.actions import duplicates as actions
from knowledge_base.models import NearPair
from knowledge_base.queries import duplicates as queries
from knowledge_base.sections.registry import MOST, Act, Row, Section, register


def _keep_apart(user: Any, pk: int, words: str) -> None:
    pair = queries.pair_for(user, pk)
    if pair is None:
        raise Http404
    actions.say_different(pair=pair, by=user)


class Duplicates(Section):
    key, order = "duplicates", 40
    heading = gettext_lazy("Possible duplicates")
    hint = gettext_lazy("Two resources that say nearly the same. Judge a pair once; it is not shown again.")
    empty = gettext_lazy("No two are nearly the same")
    capability = Capability.CURATE
    acts = (
        Act("apart", gettext_lazy("Not the same"), _keep_apart, said=gettext_lazy("Noted. You are not asked about these two again.")),
    )  # fmt: skip

    def rows(self, user: Any, communities: Sequence[Community], most: int = MOST) -> Iterable[Row]:
        return [_row(pair) for pair in queries.open_pairs_of(user, communities, limit=most + 1)]


def _row(pair: NearPair) -> Row:
    merge = reverse("curation_merge", args=[pair.first_id, pair.second_id])
    return Row(
        pk=pair.pk,
        title=pair.first.title,
        url=pair.first_url,
        community=pair.first.community,
        reason=_("%(share)s %% alike: “%(title)s”") % {"share": pair.percent, "title": pair.second.title},
        since=pair.at,
        links=((_("Merge the two"), merge), (_("The other one"), pair.second_url)),
    )


register(Duplicates())
