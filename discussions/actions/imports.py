"""Importing a mailing list: each message through the same verbs as a contribution on the web."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from communities.actions.memberships import bring_along, recount
from communities.models import Community
from cop_portal.foundation.accounts import actions as accounts
from cop_portal.foundation.accounts.models import User
from cop_portal.foundation.activity.models import Channel
from cop_portal.foundation.mail.replies import split_reply
from cop_portal.foundation.permissions import SYSTEM, Denied
from cop_portal.foundation.text import excerpt
from cop_portal.foundation.uploads import CheckedFile, check_upload
from discussions.actions import contributions, discussions
from discussions.actions.people import refresh_people
from discussions.archives import Authors, Entry, Problem, Threads, read_message
from discussions.models import Contribution, Discussion, ListMessage
from discussions.queries import moves

ADDRESS = re.compile(r"[\w.+-]+(?:@| at )[\w-]+(?:\.[\w-]+)+(?:\.[a-z]{2,})?")
# What an archiver writes where it took an attachment away.
SCRUBBED = re.compile(r"(?m)^-{8,} next part -{8,}\n(?:.*\n?)*?(?=\Z|^-{8,} next part)")
MOST_FILES = 10
DOMAIN = "imported.invalid"


@dataclass
class Counts:
    """What an import did."""

    messages: int = 0
    imported: int = 0
    already_there: int = 0
    threads: int = 0
    people: int = 0
    files: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, int]:
        numbers = {
            name: getattr(self, name)
            for name in ("messages", "imported", "already_there", "threads", "people", "files", "skipped")
        }
        return {**numbers, "problems": len(self.problems)}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an imported message stands."""

    discussion_id: int
    contribution_id: int | None


class ListImport:
    """One run over the messages of an archive, in their order of time.

    Each message is idempotent by itself: the discussion by its origin, the contribution by its key,
    the note of it by its identity. A run that is killed anywhere is simply run again.
    """

    def __init__(
        self, community: Community, entries: list[Entry], *, keep_names: bool, counts: Counts
    ) -> None:
        self.community, self.counts, self.keep_names = community, counts, keep_names
        self.entries = sorted(entries, key=lambda entry: (entry.at, str(entry.path), entry.start))
        self.authors = Authors(self.entries, settings.SECRET_KEY)
        self.threads = Threads(self.entries)
        self.people: dict[str, User] = {}
        self.pseudonyms = User.objects.filter(email__endswith=f"@{DOMAIN}").count()
        # Where messages of this run belong, refused ones too: what answers those begins no thread of its own.
        self.meant: dict[str, Placed] = {}
        self.placed = {
            identity: Placed(*where)
            for identity, *where in ListMessage.objects.filter(community=community).values_list(
                "identity", "discussion_id", "contribution_id"
            )
        }

    def take(self, entry: Entry) -> None:
        """Import one message. Once is enough: a second time does nothing."""
        if entry.identity in self.placed:
            self.counts.already_there += 1
            return
        try:
            self._take(entry)
        except (ValidationError, ValueError, Denied) as error:
            # A thread that is closed, locked or hidden by now is a problem; the others come all the same.
            self.counts.skipped += 1
            words = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.counts.problems.append(Problem(str(entry.path), entry.line, words))
            return
        self.counts.imported += 1

    def settle(self) -> None:
        """Bring counts and lists of people up to date, also of what a run that was killed left behind."""
        listed = ListMessage.objects.filter(community=self.community).values("discussion")
        imported = Discussion.objects.filter(
            Q(community=self.community, channel=Channel.IMPORT) | Q(pk__in=listed)
        )
        for community in Community.objects.filter(
            Q(pk=self.community.pk) | Q(pk__in=imported.values("community"))
        ):
            recount(community)
        for pk in imported.values_list("pk", flat=True):
            refresh_people(pk)

    def _take(self, entry: Entry) -> None:
        message = read_message(entry)
        written, quoted = split_reply(SCRUBBED.sub("", message.body))
        body = hide_addresses(written).strip()
        files = self._files(entry, message.attachments)
        if not body and files:
            body = _("A file.")
        if not body:
            raise ValidationError(_("nothing written in it but quoted text"))
        author = self._author(entry)
        place, parent = self._place(entry)
        if place is not None:
            self.meant[entry.identity] = Placed(place.pk, None)
        made: Contribution | None = None
        if place is None:
            started = discussions.start(
                community=self.community,
                by=author,
                title=entry.subject or excerpt(body, 80),
                body=body,
                channel=Channel.IMPORT,
                origin=_key(entry),
                quoted=hide_addresses(quoted)[:20_000],
                at=entry.at,
                quiet=True,
            )
            place = cast(Discussion, started)  # an import never waits for a facilitator
            self.counts.threads += 1
            if files:
                made = self._add(entry, place, author, _("Files of the first message."), "", None, files)
        else:
            with transaction.atomic():
                if place.community_id != self.community.pk:  # the thread was moved there
                    bring_along(community=place.community, user=author, by=SYSTEM, at=entry.at)
                made = self._add(entry, place, author, body, hide_addresses(quoted), parent, files)
        self.counts.files += len(files)
        self._note(entry, place, made)

    def _note(self, entry: Entry, place: Discussion, made: Contribution | None) -> None:
        ListMessage.objects.create(
            community=self.community, identity=entry.identity, discussion=place, contribution=made
        )
        self.placed[entry.identity] = Placed(place.pk, made.pk if made else None)

    def _add(
        self,
        entry: Entry,
        place: Discussion,
        author: User,
        body: str,
        quoted: str,
        parent: Contribution | None,
        files: list[CheckedFile],
    ) -> Contribution:
        made = contributions.add(
            discussion=place,
            by=author,
            body=body[: contributions.LONGEST],
            quoted=quoted[:20_000],
            parent=parent,
            files=files,
            channel=Channel.IMPORT,
            key=_key(entry),
            at=entry.at,
            quiet=True,
        )
        return cast(Contribution, made)

    def _place(self, entry: Entry) -> tuple[Discussion | None, Contribution | None]:
        """The discussion that a message joins, and the contribution it answers, wherever they stand now."""
        parent, names = self.threads.parent(entry), [identity_of(one) for one in entry.references]
        wanted = [*names, self.threads.root(entry)]
        found = next((one for one in wanted if one in self.placed or one in self.meant), None)
        if found is None:
            return None, None
        where = self.placed.get(found) or self.meant[found]
        said = self._said(where)
        if said is not None and said.discussion.merged_into_id is None:
            answers = found in names[: names.index(parent.identity) + 1 if parent else None]
            stands = said.withdrawn_at is None and said.hidden_at is None
            return said.discussion, said if answers and stands else None
        # A first text that stands where it stood, or what was withdrawn before a merge and not taken along.
        talks = Discussion.objects.select_related("community", "merged_into__community")
        talk = talks.get(pk=said.discussion_id if said else where.discussion_id)
        return talk.merged_into or talk, None

    def _said(self, where: Placed) -> Contribution | None:
        """What a message became: a contribution, or the first text of a discussion, if that was merged."""
        if where.contribution_id is None:
            return moves.opening_now(where.discussion_id)
        rows = Contribution.objects.select_related("discussion__community").defer("body", "body_html")
        return rows.filter(pk=where.contribution_id).first()

    def _author(self, entry: Entry) -> User:
        """The member behind a message, made and brought along at their first one."""
        key = self.authors.key(entry)
        if key in self.people:
            return self.people[key]
        address = f"list-{key}@{DOMAIN}"
        user = User.objects.filter(email=address).first()
        if user is None:
            self.pseudonyms += 1
            name = _("List member %(number)s") % {"number": self.pseudonyms}
            if self.keep_names and entry.name:
                name = entry.name[:120]
            user = accounts.open_account(
                email=address, name=name, mail_state=User.MailState.NONE, joined_at=entry.at
            )
        bring_along(community=self.community, user=user, by=SYSTEM, at=entry.at)
        self.counts.people += 1
        self.people[key] = user
        return user

    def _files(self, entry: Entry, attachments: list[Any]) -> list[CheckedFile]:
        kept = []
        for attachment in attachments[:MOST_FILES]:
            try:
                kept.append(check_upload(attachment.name, attachment.content))
            except ValidationError as refusal:
                self.counts.problems.append(
                    Problem(str(entry.path), entry.line, f"a file left out: {' '.join(refusal.messages)}")
                )
        return kept


def hide_addresses(text: str) -> str:
    """No address of anybody is shown, wherever it stands in a text."""
    return ADDRESS.sub("…@…", text)


def identity_of(message_id: str) -> str:
    """The identity under which a message of that Message-ID is kept."""
    return hashlib.sha256(message_id.encode()).hexdigest()


def _key(entry: Entry) -> str:
    return f"list:{entry.identity[:58]}"
