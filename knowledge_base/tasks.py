from celery import shared_task

from cop_portal.foundation.jobs.once import once_per
from knowledge_base.actions import duplicates, filetexts, reviews


@shared_task
@once_per("day")
def remind_reviews() -> int:
    """Once a day; asked more often, so that a killed run is made good."""
    return reviews.remind()


@shared_task
def read_documents() -> int:
    """After a publication, and every minute for what the bell missed: the words of new files."""
    done = 0
    while read := filetexts.read_waiting():
        done += read
    return done


@shared_task
def compare_resources() -> int:
    """Once an hour: resources that were never compared with the others."""
    done = 0
    while compared := duplicates.compare_waiting():
        done += compared
    return done
