"""Ground and roof of the house: settings, the foundation, newsletters and the pages that mix storeys."""

from cop_portal.celery import app as celery_app

__all__ = ["celery_app"]
