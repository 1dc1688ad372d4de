from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "cop_portal.foundation.accounts"
    label = "accounts"
    verbose_name = _("People and offices")

    def ready(self) -> None:
        from allauth.account.signals import email_changed
        from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset

        from cop_portal.foundation.accounts.rounds import begin_round_elsewhere

        for name, signal in (
            ("email_changed", email_changed),
            ("authenticator_added", authenticator_added),
            ("authenticator_removed", authenticator_removed),
            ("authenticator_reset", authenticator_reset),
        ):
            signal.connect(begin_round_elsewhere, dispatch_uid=f"cop.accounts.{name}")
