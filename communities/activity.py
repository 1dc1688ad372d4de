"""What can happen in a community."""

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.verbs import declare

COMMUNITY_CREATED = declare("communities.community_created", _("created the community"))
IDENTITY_CHANGED = declare("communities.identity_changed", _("changed the community's identity"))
STAGE_MOVED = declare(
    "communities.stage_moved", _("moved the community to another stage"), facts=("from_stage", "to_stage")
)
JOIN_REQUESTED = declare("communities.join_requested", _("asked to join"))
REQUEST_DECLINED = declare(
    "communities.request_declined", _("declined a request to join"), facts=("user_id",)
)
MEMBER_INVITED = declare("communities.member_invited", _("invited somebody"), facts=("user_id",))
MEMBER_JOINED = declare("communities.member_joined", _("joined"), facts=("user_id", "how"))
MEMBER_LEFT = declare("communities.member_left", _("left"), facts=("user_id",))
MEMBER_REMOVED = declare("communities.member_removed", _("removed a member"), facts=("user_id",))
ROLE_GIVEN = declare("communities.role_given", _("gave a role"), facts=("user_id", "role"))
ROLE_ENDED = declare("communities.role_ended", _("ended a role"), facts=("user_id", "role"))
CHARTER_PUBLISHED = declare(
    "communities.charter_published", _("put a charter to the members"), facts=("number",)
)
CHARTER_AGREED = declare("communities.charter_agreed", _("agreed to the charter"), facts=("number",))
NEWSLETTER_CHOSEN = declare(
    "communities.newsletter_chosen", _("chose whether to get the newsletter"), facts=("wanted",)
)
