from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "metrics"
    verbose_name = _("Figures")

    def ready(self) -> None:
        from communities import evidence, places
        from metrics.permissions import may_see_figures
        from metrics.queries import readings
        from metrics.queries.health import sentences

        readings.register_all()

        evidence.register_words("health", sentences)
        places.register(
            places.Place(70, "health", _("Health"), "health_page", may_see_figures, module="figures")
        )
