from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "cop_portal.foundation.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from allauth.account.signals import email_changed

        from cop_portal.foundation.mail import activity  # noqa: F401  (its verbs are declared at import)
        from cop_portal.foundation.mail.bounces import address_changed

        email_changed.connect(address_changed, dispatch_uid="cop.mail.address_changed")
