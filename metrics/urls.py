from django.urls import path

from metrics.views import health

urlpatterns = [
    path("communities/<slug:slug>/health/", health.health_page, name="health_page"),
    path("communities/<slug:slug>/health/figures.csv", health.figures_csv, name="figures_csv"),
]
