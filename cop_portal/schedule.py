"""The timetable of periodic work: name, task, when (UTC), why.

Each may run twice without harm; the ones that must run once per period say so themselves
(foundation/jobs/once.py), and are asked more often than that so that a killed run is made good.
"""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    # What the bell missed: Redis was away, or a process died between commit and ring.
    "sweep the record": {
        "task": "cop_portal.foundation.activity.tasks.dispatch_pending",
        "schedule": 60,
        "options": {"expires": 55},
    },
    # Mail that is due again, and claims whose worker died.
    "sweep the mail queue": {
        "task": "cop_portal.foundation.mail.tasks.send_due",
        "schedule": 60,
        "options": {"expires": 55},
    },
    # Mail that came in and was not routed.
    "sweep the incoming mail": {
        "task": "cop_portal.foundation.mail.tasks.route_pending",
        "schedule": 60,
        "options": {"expires": 55},
    },
    # Mail that came in is kept as it came for some months, no longer.
    "old incoming mail": {
        "task": "cop_portal.foundation.mail.tasks.forget_old_mail",
        "schedule": crontab(minute=40),
    },
    # Files that came and were not read.
    "read attachments": {
        "task": "discussions.tasks.read_attachments",
        "schedule": 60,
        "options": {"expires": 55},
    },
    "read files of the library": {
        "task": "knowledge_base.tasks.read_documents",
        "schedule": 60,
        "options": {"expires": 55},
    },
    # One letter a day for those who chose it, in the morning of their own time zone.
    "daily digests": {
        "task": "cop_portal.foundation.notifications.tasks.send_daily_digests",
        "schedule": crontab(minute=5),
    },
    # Facilitated discussions open on their day; what is overdue is told once.
    "phases of discussions": {
        "task": "discussions.tasks.move_phases",
        "schedule": crontab(minute=15),
    },
    # Questions that were put to somebody and wait for days.
    "questions put to experts": {
        "task": "discussions.tasks.remind_of_questions",
        "schedule": crontab(minute=17),
    },
    # Ideas that somebody tries, on the day they set themselves.
    "ideas that are tried": {
        "task": "discussions.tasks.tell_due_trials",
        "schedule": crontab(minute=18),
    },
    # Who is asked to speak and is silent hears halfway and two days before the end, each once.
    "people asked to speak": {
        "task": "discussions.tasks.remind_invited",
        "schedule": crontab(minute=17),
    },
    # Rounds of “How are we doing?” end with their last day.
    "reflections": {
        "task": "communities.tasks.close_reflections",
        "schedule": crontab(minute=20),
    },
    # Owners hear before a review is due and when it is late; at last those who look after the library.
    "library reviews": {
        "task": "knowledge_base.tasks.remind_reviews",
        "schedule": crontab(minute=25),
    },
    # How often each resource was read yesterday, then the scores made of it, then the gaps these show.
    "uses of resources": {"task": "metrics.tasks.hand_down_uses", "schedule": crontab(minute=40)},
    "scores of resources": {"task": "knowledge_base.tasks.measure_scores", "schedule": crontab(minute=50)},
    "gaps of libraries": {"task": "knowledge_base.tasks.gather_gaps", "schedule": crontab(minute=57)},
    # Who found a resource useful two months ago is asked, once, whether they used it.
    "did you use it": {
        "task": "knowledge_base.tasks.ask_about_use",
        "schedule": crontab(minute=27),
    },
    # PDFs of publications that the bell missed.
    "papers of publications": {
        "task": "knowledge_base.tasks.set_papers",
        "schedule": 120,
        "options": {"expires": 115},
    },
    # Spreadsheets for libraries that the bell missed, or whose worker was killed.
    "imports of inventories": {
        "task": "knowledge_base.tasks.import_inventories",
        "schedule": 60,
        "options": {"expires": 55},
    },
    # What ended and waits to be kept: its gardener hears, then those who look after the community.
    "harvests": {
        "task": "knowledge_base.tasks.remind_harvests",
        "schedule": crontab(minute=26),
    },
    # Coordinators hear when their page of results stayed as it was for too long.
    "pages of results": {
        "task": "knowledge_base.tasks.tell_silent_results",
        "schedule": crontab(minute=27),
    },
    # Imported resources are compared with what is there; others are as they come.
    "near duplicates": {
        "task": "knowledge_base.tasks.compare_resources",
        "schedule": crontab(minute=27),
    },
    # A draft of the weekly letter for each community that has one, Thursday; the editor has a day.
    "newsletter drafts": {
        "task": "cop_portal.newsletters.tasks.compose_drafts",
        "schedule": crontab(minute=35),
    },
    # Yesterday's figures. Asked every hour, done once a day, days that were missed included.
    "nightly figures": {
        "task": "metrics.tasks.nightly",
        "schedule": crontab(minute=45),
    },
    # Terms in roles that end within a month: told once, so that nobody leaves without a successor.
    "terms of roles": {
        "task": "communities.tasks.remind_of_terms",
        "schedule": crontab(minute=20),
    },
    # Steps towards goals: their owners hear a week before and when they are late.
    "steps towards goals": {
        "task": "communities.tasks.tell_due_steps",
        "schedule": crontab(minute=22),
    },
    # Indicators that the portal measures itself get a reading a month, after the night's figures.
    "readings of indicators": {
        "task": "communities.tasks.take_readings",
        "schedule": crontab(minute=55),
    },
    # Proposals close at their stated time, a few minutes late at most.
    "proposals": {
        "task": "communities.tasks.close_proposals",
        "schedule": 300,
        "options": {"expires": 290},
    },
    # Who comes to an event hears a day and an hour before it begins.
    "events": {
        "task": "communities.tasks.remind_of_events",
        "schedule": 300,
        "options": {"expires": 290},
    },
    # What a community announced for today happens: closing, merging, splitting, handing over.
    "transformations": {
        "task": "communities.tasks.carry_out_transformations",
        "schedule": crontab(minute=10),
    },
    # The periodic review of a community opens on its day, with its evidence.
    "reviews of communities": {
        "task": "communities.tasks.open_reviews",
        "schedule": crontab(minute=21),
    },
    # Requests to join that nobody answers reach more people after three and seven days.
    "requests that wait": {
        "task": "communities.tasks.escalate_requests",
        "schedule": crontab(minute=12),
    },
    # Letters of invitation are valid for thirty days.
    "invitations": {
        "task": "communities.tasks.expire_invitations",
        "schedule": crontab(minute=14),
    },
    # Guests hear a week before their last day, and are out after it.
    "guests": {
        "task": "communities.tasks.end_guests_access",
        "schedule": crontab(minute=3),
    },
    # A suspension ends with its last day.
    "suspensions": {
        "task": "communities.tasks.lift_suspensions",
        "schedule": crontab(minute=4),
    },
}
