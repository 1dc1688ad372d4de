"""What operators do with the portal's mail."""

from django.utils.translation import gettext_lazy as _

from cop_portal.foundation.activity.verbs import declare

SENDING_PAUSED = declare("mail.sending_paused", _("paused sending"), facts=("reason",))
SENDING_RESUMED = declare("mail.sending_resumed", _("resumed sending"))
MAILS_QUEUED_AGAIN = declare(
    "mail.mails_queued_again", _("had mails sent again that had failed"), facts=("count", "kind")
)
UNCERTAIN_SETTLED = declare(
    "mail.uncertain_settled", _("said of an uncertain mail whether it arrived"), facts=("arrived",)
)
ADDRESS_RESTORED = declare("mail.address_restored", _("allowed mail to an address again"))
