from celery import shared_task

from cop_portal.foundation.notifications import digests


@shared_task
def send_daily_digests() -> int:
    """Every hour: it is always morning somewhere. One letter a day, week and month by constraint."""
    return digests.send_due()
