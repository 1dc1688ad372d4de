from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "cop_portal.foundation.mail"
    label = "mail"
    verbose_name = _("Mail")
