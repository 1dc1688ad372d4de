from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "metrics"
    verbose_name = _("Figures")

    def ready(self) -> None:
        from communities import places
        from metrics.permissions import may_see_figures
        from metrics.queries import readings

        readings.register_all()

        places.register(
            places.Place(
                70, "health", _("How we are doing"), "health_page", may_see_figures, module="figures"
            )
        )
