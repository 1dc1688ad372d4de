from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "cop_portal.foundation.ui"
    label = "ui"
