"""What can happen in discussions."""

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.verbs import declare

DISCUSSION_STARTED = declare(
    "discussions.discussion_started", _("started a discussion"), facts=("kind", "words"), counts=True
)
DISCUSSION_CONVENED = declare("discussions.discussion_convened", _("prepared a facilitated discussion"))
DISCUSSION_OPENED = declare(
    "discussions.discussion_opened", _("opened a facilitated discussion"), counts=True
)
PHASE_OVERDUE = declare("discussions.phase_overdue", _("a phase is overdue"), facts=("phase", "due", "level"))
DISCUSSION_TURNED = declare(
    "discussions.discussion_turned",
    _("turned a conversation into a facilitated discussion"),
    facts=("kind",),
    counts=True,
)
DATES_CHANGED = declare(
    "discussions.dates_changed",
    _("changed the dates of a discussion"),
    facts=("before", "after", "reason", "reopened"),
)
DISCUSSION_TAKEN_OVER = declare(
    "discussions.discussion_taken_over", _("took a discussion over"), facts=("from_id",)
)
PEOPLE_ASKED = declare("discussions.people_asked", _("asked people to speak"), facts=("user_ids",))
INVITED_REMINDED = declare(
    "discussions.invited_reminded", _("reminded people who are asked to speak"), facts=("user_ids", "kind")
)
CONTRIBUTIONS_CLOSED = declare("discussions.contributions_closed", _("closed the contributions"))
DISCUSSION_CLOSED = declare("discussions.discussion_closed", _("closed a discussion"))
DISCUSSION_REOPENED = declare("discussions.discussion_reopened", _("opened a discussion again"))
CONTRIBUTION_ADDED = declare(
    "discussions.contribution_added",
    _("contributed"),
    facts=("discussion_id", "number", "parent_author_id", "words"),
    counts=True,
)
CONTRIBUTION_EDITED = declare(
    "discussions.contribution_edited",
    _("changed a contribution"),
    facts=("discussion_id", "number", "author_id"),
)
OPENING_EDITED = declare(
    "discussions.opening_edited", _("changed the opening text"), facts=("user_ids", "author_id")
)
CONTRIBUTION_WITHDRAWN = declare(
    "discussions.contribution_withdrawn", _("withdrew a contribution"), facts=("discussion_id", "number")
)
MENTIONED = declare(
    "discussions.mentioned",
    _("named somebody when changing a text"),
    facts=("discussion_id", "user_ids"),
)
FOUND_USEFUL = declare(
    "discussions.found_useful",
    _("found a contribution useful"),
    facts=("discussion_id", "author_id"),
    reaction=True,
)
CONTRIBUTION_USED = declare(
    "discussions.contribution_used",
    _("used what a contribution says"),
    facts=("discussion_id", "author_id"),
    reaction=True,
)
ANSWER_ACCEPTED = declare(
    "discussions.answer_accepted", _("accepted an answer"), facts=("discussion_id", "author_id")
)
ANSWER_TAKEN_BACK = declare(
    "discussions.answer_taken_back", _("took the acceptance of an answer back"), facts=("discussion_id",)
)
SUMMARY_PINNED = declare(
    "discussions.summary_pinned", _("pinned a summary"), facts=("discussion_id", "number"), counts=True
)
SYNTHESIS_PUBLISHED = declare(
    "discussions.synthesis_published",
    _("published a synthesis"),
    facts=("discussion_id", "sources"),
    counts=True,
)
SYNTHESIS_SHARED = declare(
    "discussions.synthesis_shared",
    _("sent the synthesis on"),
    facts=("discussion_id", "where", "dissemination_id"),
)
CONTRIBUTORS_ASKED = declare(
    "discussions.contributors_asked",
    _("asked contributors whether they are represented well"),
    facts=("discussion_id", "revision", "user_ids"),
)
REPRESENTATION_ANSWERED = declare(
    "discussions.representation_answered",
    _("said how a draft represents them"),
    facts=("discussion_id", "revision", "answer"),
)
DISCUSSION_MOVED = declare(
    "discussions.discussion_moved",
    _("moved a discussion to another community"),
    facts=("discussion_id", "from_community_id", "reason"),
)
DISCUSSION_SPLIT = declare(
    "discussions.discussion_split",
    _("split contributions off"),
    facts=("discussion_id", "into_id", "numbers", "reason"),
)
DISCUSSIONS_MERGED = declare(
    "discussions.discussions_merged",
    _("merged two discussions"),
    facts=("discussion_id", "into_id", "numbers", "reason"),
)
DISCUSSION_PASSED = declare("discussions.discussion_passed", _("passed a discussion on"))
QUESTION_ROUTED = declare(
    "discussions.question_routed",
    _("put a question to somebody"),
    facts=("discussion_id", "user_id"),
)
ROUTING_ANSWERED = declare(
    "discussions.routing_answered",
    _("answered a question that was put to them"),
    facts=("discussion_id", "user_id"),
)
ROUTING_DECLINED = declare(
    "discussions.routing_declined",
    _("could not answer a question that was put to them"),
    facts=("discussion_id", "user_id", "passed_to_id"),
)
QUESTION_ASKED_BACK = declare(
    "discussions.question_asked_back",
    _("asked back"),
    facts=("discussion_id", "user_id", "number"),
)
ROUTING_REMINDED = declare(
    "discussions.routing_reminded",
    _("reminded of a question that waits"),
    facts=("discussion_id", "user_id", "level"),
)
DUPLICATE_AVOIDED = declare(
    "discussions.duplicate_avoided",
    _("found the answer instead of asking again"),
    facts=("found", "found_id"),
)
IDEA_SUPPORTED = declare(
    "discussions.idea_supported", _("supported an idea"), facts=("discussion_id",), reaction=True
)
IDEA_TAKEN_UP = declare(
    "discussions.idea_taken_up",
    _("took up an idea"),
    facts=("discussion_id", "user_id"),
    counts=True,
)
TRIAL_REPORTED = declare(
    "discussions.trial_reported",
    _("said what became of an idea"),
    facts=("discussion_id", "state"),
    counts=True,
)
TRIAL_DUE = declare(
    "discussions.trial_due", _("an idea that is tried is due"), facts=("discussion_id", "user_id", "due")
)
TEXT_FLAGGED = declare(
    "discussions.text_flagged",
    _("asked a facilitator to look at a text"),
    facts=("discussion_id", "number", "reason"),
)
TEXT_HIDDEN = declare(
    "discussions.text_hidden", _("hid a text"), facts=("discussion_id", "number", "author_id", "why")
)
TEXT_RESTORED = declare(
    "discussions.text_restored",
    _("showed a text again"),
    facts=("discussion_id", "number", "author_id", "why"),
)
MATTER_DECIDED = declare(
    "discussions.matter_decided", _("decided about a text"), facts=("discussion_id", "outcome")
)
DISCUSSION_LOCKED = declare("discussions.discussion_locked", _("locked a discussion"), facts=("why",))
DISCUSSION_UNLOCKED = declare("discussions.discussion_unlocked", _("unlocked a discussion"))
SLOW_MODE_SET = declare(
    "discussions.slow_mode_set", _("set the slow mode of a discussion"), facts=("minutes",)
)
CARE_CHANGED = declare(
    "discussions.care_changed",
    _("changed how discussions are looked after"),
    facts=("hold_first", "slow_minutes"),
)
POST_HELD = declare("discussions.post_held", _("wrote a first post, which waits"), facts=("discussion_id",))
POST_RELEASED = declare(
    "discussions.post_released", _("released a first post"), facts=("discussion_id", "user_id")
)
POST_REFUSED = declare(
    "discussions.post_refused", _("refused a first post"), facts=("discussion_id", "user_id")
)
POST_TAKEN_BACK = declare(
    "discussions.post_taken_back", _("took back a post that waited"), facts=("discussion_id", "user_id")
)
