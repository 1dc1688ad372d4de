"""Signs of life of the background processes, and what ran when."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """The last sign of life of a background process, in database time."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        cls.objects.update_or_create(name=name, defaults={"at": Now()})


class PeriodicRun(models.Model):
    """One run of a job for one period. Unfinished means that it was stopped and is done again."""

    job = models.CharField(max_length=80)
    period = models.CharField(max_length=20)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="job_once_per_period")]

    def __str__(self) -> str:
        return f"{self.job} {self.period}"
