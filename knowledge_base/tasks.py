from celery import shared_task

from cop_portal.foundation.jobs.once import once_per
from knowledge_base.actions import (
    duplicates,
    filetexts,
    gathering,
    harvests,
    inventory_files,
    papers,
    results,
    reuses,
    reviews,
    scores,
)


@shared_task
@once_per("day")
def remind_reviews() -> int:
    """Once a day; asked more often, so that a killed run is made good."""
    return reviews.remind()


@shared_task
@once_per("day")
def measure_scores() -> int:
    """After the night's views were handed down."""
    return scores.measure_all()


@shared_task
@once_per("day")
def gather_gaps() -> int:
    """After the scores: low ones are gaps."""
    return gathering.gather_all()


@shared_task
@once_per("week")
def ask_about_use() -> int:
    """Once a week, so that nobody is asked about two resources in one."""
    return reuses.ask()


@shared_task
def set_papers() -> int:
    """The PDFs of publications that are wanted and not made yet."""
    return papers.set_waiting()


@shared_task
def import_inventories() -> int:
    """The spreadsheets that were handed in for libraries, and those whose worker was killed."""
    return inventory_files.import_waiting()


@shared_task
@once_per("day")
def remind_harvests() -> int:
    """What is over is offered, each event once; what is offered and waits is told in steps, each once."""
    return harvests.offer_events() + harvests.remind()


@shared_task
@once_per("day")
def tell_silent_results() -> int:
    """Pages of results to which nothing was added for a rhythm's length: each told once."""
    return results.tell_silent()


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
