"""What can happen in a community."""

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.verbs import declare

COMMUNITY_CREATED = declare("communities.community_created", _("created the community"))
MEMBERS_ASKED = declare("communities.members_asked", _("asked members about their technical needs"))
NEEDS_ANSWERED = declare("communities.technical_answered", _("answered about technical needs"))
SETTING_ADOPTED = declare(
    "communities.setting_adopted", _("took over a proposed setting"), facts=("setting", "value")
)
WAY_SETTLED = declare("communities.way_settled", _("settled a way of communicating"), facts=("way", "state"))
IDENTITY_CHANGED = declare("communities.identity_changed", _("changed the community's identity"))
STAGE_MOVED = declare(
    "communities.stage_moved", _("moved the community to another stage"), facts=("from_stage", "to_stage")
)
ANNOUNCEMENT_SENT = declare("communities.announcement_sent", _("announced something"))
ANNOUNCEMENT_EDITED = declare("communities.announcement_edited", _("changed an announcement"))
ANNOUNCEMENT_WITHDRAWN = declare("communities.announcement_withdrawn", _("withdrew an announcement"))
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
ROLE_DEFINED = declare("communities.role_defined", _("defined a role"), facts=("own_role_id",))
CALL_OPENED = declare("communities.call_opened", _("opened a call for a role"))
CALL_DECIDED = declare("communities.call_decided", _("announced who takes a role"))
VOLUNTEERED = declare("communities.volunteered", _("volunteered for a role"), facts=("call_id",))
OWN_ROLE_GIVEN = declare(
    "communities.own_role_given", _("gave a role of the community’s own"), facts=("user_id", "own_role_id")
)
OWN_ROLE_ENDED = declare(
    "communities.own_role_ended", _("ended a role of the community’s own"), facts=("user_id", "own_role_id")
)
TERM_EXTENDED = declare("communities.term_extended", _("prolonged a term"), facts=("user_id",))
TERM_ENDING = declare("communities.term_ending", _("a term comes to its end"), facts=("user_id",))
CORE_GROUP_CHANGED = declare(
    "communities.core_group_changed", _("changed the core group"), facts=("user_id", "core", "connector")
)
CONNECTION_MADE = declare("communities.connection_made", _("made a connection"))
CASE_SUBMITTED = declare("communities.case_submitted", _("proposed a community"), facts=("case_id",))
CASE_RETURNED = declare(
    "communities.case_returned", _("returned a proposed community with a comment"), facts=("case_id",)
)
CASE_APPROVED = declare("communities.case_approved", _("approved a community"), facts=("case_id",))
CHECKLIST_TICKED = declare(
    "communities.checklist_ticked", _("ticked off a step of the stage"), facts=("key",)
)
CHECKLIST_ADAPTED = declare(
    "communities.checklist_adapted", _("adapted the checklist of a stage"), facts=("key",)
)
CHARTER_SHOWN = declare("communities.charter_shown", _("showed the draft of a charter to members"))
CHARTER_COMMENTED = declare("communities.charter_commented", _("commented on the draft of a charter"))
CHARTER_REMINDED = declare(
    "communities.charter_reminded", _("reminded members of the charter"), facts=("number",)
)
TERMS_PUBLISHED = declare("communities.terms_published", _("published terms of reference"), facts=("number",))
GOAL_SET = declare("communities.goal_set", _("set a goal"))
GOAL_CHANGED = declare("communities.goal_changed", _("changed a goal"), facts=("state",))
STEP_CHANGED = declare("communities.step_changed", _("changed a step towards a goal"), facts=("state",))
STEP_DUE = declare("communities.step_due", _("a step towards a goal is due"), facts=("user_id", "late"))
INDICATOR_NAMED = declare("communities.indicator_named", _("named an indicator"))
INDICATOR_CHANGED = declare("communities.indicator_changed", _("changed an indicator"))
READING_TAKEN = declare("communities.reading_taken", _("took a reading of an indicator"))
NEED_ADDED = declare("communities.need_added", _("named a need"))
NEED_SUPPORTED = declare("communities.need_supported", _("supported a need"))
NEED_ANSWERED = declare("communities.need_answered", _("said what becomes of a need"), facts=("state",))
PROPOSAL_OPENED = declare("communities.proposal_opened", _("proposed a change"))
PROPOSAL_WITHDRAWN = declare("communities.proposal_withdrawn", _("withdrew a proposal"))
BALLOT_CAST = declare("communities.ballot_cast", _("took part in a proposal"))
PROPOSAL_CLOSED = declare("communities.proposal_closed", _("a proposal closed"), facts=("state",))
PROPOSAL_CONCLUDED = declare("communities.proposal_concluded", _("wrote what follows from a proposal"))
MODULES_SWITCHED = declare("communities.modules_switched", _("switched modules on or off"))
TRANSFORMATION_PROPOSED = declare(
    "communities.transformation_proposed", _("proposed a transformation"), facts=("kind",)
)
TRANSFORMATION_DECLINED = declare(
    "communities.transformation_declined", _("said no to a transformation"), facts=("kind",)
)
TRANSFORMATION_ANNOUNCED = declare(
    "communities.transformation_announced", _("announced a transformation"), facts=("kind", "on_date")
)
TRANSFORMATION_WITHDRAWN = declare(
    "communities.transformation_withdrawn", _("withdrew a transformation"), facts=("kind", "told", "why")
)
COMMUNITY_TRANSFORMED = declare(
    "communities.community_transformed",
    _("transformed the community"),
    facts=("kind", "closes", "library_owner_id", "outgoing_id"),
)
TRANSFORMATION_UNDONE = declare(
    "communities.transformation_undone", _("undid a transformation"), facts=("kind",)
)
REVIEW_OPENED = declare("communities.review_opened", _("opened the review of the community"))
REVIEW_MOVED = declare(
    "communities.review_moved", _("moved the day of the review"), facts=("before", "after")
)
REVIEW_DECIDED = declare(
    "communities.review_decided", _("ended the review of the community"), facts=("outcome",)
)
REFLECTION_OPENED = declare("communities.reflection_opened", _("opened a round of “How are we doing?”"))
REFLECTION_NOTED = declare(
    "communities.reflection_noted", _("wrote to “How are we doing?”"), facts=("heading",)
)
REFLECTION_CHANGED = declare("communities.reflection_changed", _("noted what was changed as a result"))
REFLECTION_CLOSED = declare("communities.reflection_closed", _("closed a round of “How are we doing?”"))
ADDRESS_INVITED = declare("communities.address_invited", _("invited somebody by address"))
INVITATION_DECLINED = declare("communities.invitation_declined", _("declined an invitation"))
INVITATION_WITHDRAWN = declare("communities.invitation_withdrawn", _("withdrew an invitation"))
LINK_MADE = declare("communities.link_made", _("made an invitation link"), facts=("personal",))
LINK_REVOKED = declare("communities.link_revoked", _("withdrew an invitation link"))
REQUEST_ESCALATED = declare(
    "communities.request_escalated", _("reminded of a request that waits"), facts=("level",)
)
ACCESS_CHANGED = declare(
    "communities.access_changed", _("changed a guest’s last day of access"), facts=("user_id", "until")
)
ACCESS_ENDING = declare(
    "communities.access_ending", _("a guest’s access comes to its end"), facts=("user_id",)
)
ACCESS_ENDED = declare("communities.access_ended", _("a guest’s access ended"), facts=("user_id",))
BUDDY_NAMED = declare("communities.buddy_named", _("named a buddy"), facts=("user_id", "buddy_id"))
NEWCOMER_NUDGED = declare("communities.newcomer_nudged", _("wrote to a newcomer"), facts=("user_id",))
INTRODUCED = declare("communities.introduced", _("said what they bring and seek"))
SUBJECTS_NAMED = declare("communities.subjects_named", _("named an expert’s subjects"), facts=("user_id",))
SUSPENDED = declare("communities.suspended", _("suspended somebody"), facts=("user_id", "until"))
SUSPENSION_LIFTED = declare("communities.suspension_lifted", _("lifted a suspension"), facts=("user_id",))
EVENT_PUBLISHED = declare("communities.event_published", _("announced an event"), facts=("dates",))
EVENT_MOVED = declare("communities.event_moved", _("moved an event"), facts=("what", "before"))
EVENT_CANCELLED = declare("communities.event_cancelled", _("cancelled an event"), facts=("dates",))
EVENT_ANSWERED = declare("communities.event_answered", _("answered to an event"), facts=("answer",))
EVENT_PLACE_FREED = declare("communities.event_place_freed", _("a place was free"), facts=("user_id",))
EVENT_TOMORROW = declare("communities.event_tomorrow", _("an event is a day away"))
EVENT_SOON = declare("communities.event_soon", _("an event is an hour away"))
EVENT_PASSED = declare("communities.event_passed", _("passed an event on"))
EVENT_TOLD = declare("communities.event_told", _("told how an event went"))
AWARD_GIVEN = declare("communities.award_given", _("thanked somebody or awarded a badge"), facts=("user_id",))
AWARD_ACCEPTED = declare("communities.award_accepted", _("accepted a badge or thanks"))
AWARD_DECLINED = declare("communities.award_declined", _("declined a badge or thanks"))
AWARD_SHOWN = declare("communities.award_shown", _("showed or hid a badge"), facts=("shown",))
AWARD_REVOKED = declare("communities.award_revoked", _("revoked a badge or thanks"), facts=("user_id",))
