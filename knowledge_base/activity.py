"""What can happen in the library. The target is always the resource."""

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.verbs import declare

RESOURCE_DRAFTED = declare(
    "knowledge_base.resource_drafted", _("drafted a resource"), facts=("synthesis_id",)
)
RESOURCE_SUBMITTED = declare("knowledge_base.resource_submitted", _("handed in a resource for review"))
RESOURCE_RETURNED = declare(
    "knowledge_base.resource_returned",
    _("gave a resource back with a comment"),
    facts=("owner_id", "comment"),
)
RESOURCE_PUBLISHED = declare(
    "knowledge_base.resource_published", _("published a resource"), facts=("kind", "first"), counts=True
)
RESOURCE_RETIRED = declare("knowledge_base.resource_retired", _("retired a resource"), facts=("reason",))
RESOURCE_CONFIRMED = declare("knowledge_base.resource_confirmed", _("confirmed a resource"), counts=True)
REVIEW_DUE = declare("knowledge_base.review_due", _("a review is due"), facts=("due", "overdue"))
RESOURCE_REUSED = declare(
    "knowledge_base.resource_reused",
    _("used a resource in their work"),
    facts=("office_id", "kind"),
    counts=True,
)
RESOURCE_USEFUL = declare(
    "knowledge_base.resource_useful", _("found a resource useful"), facts=("owner_id",), reaction=True
)
RESOURCE_GIVEN = declare(
    "knowledge_base.resource_given",
    _("gave a resource to another owner"),
    facts=("owner_id", "before_id", "transformation_id"),
)
PAIR_JUDGED = declare("knowledge_base.pair_judged", _("found that two resources are not the same"))
