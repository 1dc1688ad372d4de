"""What can happen to newsletters."""

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.verbs import declare

ISSUE_COMPOSED = declare("newsletters.issue_composed", _("prepared a newsletter"), facts=("week", "items"))
ISSUE_SENT = declare("newsletters.issue_sent", _("sent the newsletter"), facts=("number", "readers"))
ISSUE_SKIPPED = declare("newsletters.issue_skipped", _("let a newsletter pass"), facts=("week",))
READER_STOPPED = declare("newsletters.reader_stopped", _("stopped the newsletter"), facts=("issue_id",))
