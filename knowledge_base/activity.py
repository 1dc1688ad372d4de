"""What can happen in the library. The target is the resource, unless it says otherwise."""

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
REVIEW_DUE = declare("knowledge_base.review_due", _("a review is due"), facts=("due", "overdue", "escalated"))
RESOURCE_REUSED = declare(
    "knowledge_base.resource_reused",
    _("used a resource in their work"),
    facts=("office_id", "kind", "reuse_id"),
    counts=True,
)
RESULT_CONFIRMED = declare(
    "knowledge_base.result_confirmed", _("confirmed the result of a story"), facts=("said",), counts=True
)
RESOURCE_USEFUL = declare(
    "knowledge_base.resource_useful", _("found a resource useful"), facts=("owner_id",), reaction=True
)
RESOURCE_GIVEN = declare(
    "knowledge_base.resource_given",
    _("gave a resource to another owner"),
    facts=("owner_id", "before_id", "transformation_id"),
)
RESOURCE_REINSTATED = declare("knowledge_base.resource_reinstated", _("brought a retired resource back"))
RESOURCE_MERGED = declare(
    "knowledge_base.resource_merged", _("merged two resources"), facts=("merged_id", "title", "reason")
)
RESOURCE_OWNED = declare(
    "knowledge_base.resource_owned",
    _("named the owner of a resource"),
    facts=("owner_id", "before_id", "others"),
)
RESOURCE_REVIEWED = declare(
    "knowledge_base.resource_reviewed", _("reviewed a resource that was handed in"), facts=("comment",)
)
INVENTORY_IMPORTED = declare(
    "knowledge_base.inventory_imported",
    _("imported an inventory"),
    facts=("new", "changed", "unchanged", "left_out"),
)
# The target is the file.
INVENTORY_ANSWERED = declare(
    "knowledge_base.inventory_answered", _("came to the end of the file of an inventory")
)
RESOURCE_NOT_USEFUL = declare(
    "knowledge_base.resource_not_useful", _("did not find a resource useful"), reaction=True
)
# The target of these is the gap.
GAP_TAKEN = declare("knowledge_base.gap_taken", _("took a gap of the library"), facts=("owner_id", "due"))
GAP_GIVEN_BACK = declare("knowledge_base.gap_given_back", _("gave a gap of the library back"))
GAP_FILLED = declare(
    "knowledge_base.gap_filled", _("filled a gap of the library"), facts=("resource_id",), counts=True
)
GAP_SET_ASIDE = declare(
    "knowledge_base.gap_set_aside", _("set a gap of the library aside"), facts=("reason",)
)
REUSE_TOLD_ON = declare(
    "knowledge_base.reuse_told_on", _("told what came of using a resource"), facts=("reuse_id",)
)
REUSE_WITHDRAWN = declare("knowledge_base.reuse_withdrawn", _("took back that they used a resource"))
REUSE_ASKED = declare(
    "knowledge_base.reuse_asked", _("asked whether a resource was used"), facts=("user_id",)
)
RESOURCE_CHANGED = declare(
    "knowledge_base.resource_changed", _("changed a resource"), facts=("change_id", "number")
)
CHANGE_PROPOSED = declare(
    "knowledge_base.change_proposed", _("proposed a change of a resource"), facts=("proposal_id",)
)
CHANGE_ANSWERED = declare(
    "knowledge_base.change_answered", _("answered a proposed change"), facts=("proposal_id", "state")
)
CREDITS_UNITED = declare(
    "knowledge_base.credits_united",
    _("carried the credits of a resource to another"),
    facts=("from_id", "people"),
)
CREDIT_NAMED = declare(
    "knowledge_base.credit_named", _("changed how they are named in a resource"), facts=("unnamed",)
)
CREDIT_REMOVED = declare(
    "knowledge_base.credit_removed", _("took a mistaken credit away"), facts=("name", "reason")
)
RELEASE_ASKED = declare(
    "knowledge_base.release_asked", _("asked to share a resource further"), facts=("release_id", "to")
)
RELEASE_AGREED = declare(
    "knowledge_base.release_agreed", _("said the first of two yeses to a step outward"), facts=("release_id",)
)
RELEASE_RETURNED = declare(
    "knowledge_base.release_returned", _("gave a step outward back with a comment"), facts=("release_id",)
)
RELEASE_WITHDRAWN = declare(
    "knowledge_base.release_withdrawn", _("withdrew a step outward"), facts=("release_id",)
)
RESOURCE_RELEASED = declare(
    "knowledge_base.resource_released",
    _("shared a resource further"),
    facts=("release_id", "before", "to", "licence"),
)
RESOURCE_NARROWED = declare(
    "knowledge_base.resource_narrowed", _("took a resource back inside"), facts=("before", "to", "reason")
)
SHARING_RULE_CHANGED = declare(
    "knowledge_base.sharing_rule_changed",
    _("changed the rule for sharing outside"),
    facts=("approvers", "people_needed", "checks", "licences"),
)
PUBLICATION_BEGUN = declare("knowledge_base.publication_begun", _("began a publication"))
PUBLICATION_SENT = declare("knowledge_base.publication_sent", _("sent a publication to the members"))
HARVEST_OFFERED = declare(
    "knowledge_base.harvest_offered", _("offered something to harvest"), facts=("gardener_id", "source")
)
HARVEST_HANDED_ON = declare(
    "knowledge_base.harvest_handed_on", _("handed a harvest on"), facts=("gardener_id", "said")
)
HARVEST_ACCEPTED = declare("knowledge_base.harvest_accepted", _("took up a harvest"), facts=("resource_id",))
HARVEST_DECLINED = declare("knowledge_base.harvest_declined", _("declined a harvest"), facts=("reason",))
HARVEST_OVERDUE = declare("knowledge_base.harvest_overdue", _("a harvest waits"), facts=("due", "level"))
RESULTS_SILENT = declare(
    "knowledge_base.results_silent", _("nothing new on the page of results"), facts=("since", "days")
)
PAIR_JUDGED = declare("knowledge_base.pair_judged", _("found that two resources are not the same"))
# The target is the passing, as with discussions and events.
RESOURCE_PASSED = declare("knowledge_base.resource_passed", _("passed a resource on"))
