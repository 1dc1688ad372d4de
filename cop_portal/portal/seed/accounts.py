"""The demo accounts: one for each kind of person. Refused outside development settings."""

from django.utils.translation import gettext_lazy as _

DOMAIN = "demo.example"

ACCOUNTS = (
    (f"administrator@{DOMAIN}", _("runs the portal")),
    (f"sponsor@{DOMAIN}", _("a senior manager")),
    (f"coordinator@{DOMAIN}", _("coordinates Social Budgeting")),
    (f"facilitator@{DOMAIN}", _("facilitates Social Budgeting")),
    (f"expert@{DOMAIN}", _("an expert of Social Budgeting")),
    (f"knowledge.manager@{DOMAIN}", _("keeps the library of Social Budgeting")),
    (f"member@{DOMAIN}", _("a member of four communities")),
    (f"guest@{DOMAIN}", _("a guest from a ministry")),
    (f"stranger@{DOMAIN}", _("a member of another community")),
)
