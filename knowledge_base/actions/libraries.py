"""The library's trunk, and the branch of each community with its groups, collection and review."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from communities.enums import Role
from communities.models import Community
from knowledge_base.models import CommunityLibraryPage, LibraryIndexPage, ReviewTask

# What each role may do in its community's tree. Publishing is for those who answer for the library.
PAGE_RIGHTS = {
    Role.KNOWLEDGE_MANAGER: ("add", "change", "publish", "lock", "unlock"),
    Role.EXPERT: ("add", "change"),
    Role.COORDINATOR: ("add",),
    Role.FACILITATOR: ("add",),
}
FILE_RIGHTS = {
    Role.KNOWLEDGE_MANAGER: ("add", "change", "choose"),
    Role.EXPERT: ("add", "choose"),
    Role.COORDINATOR: ("add", "choose"),
    Role.FACILITATOR: ("add", "choose"),
}
REVIEWERS = (Role.KNOWLEDGE_MANAGER, Role.EXPERT)


@transaction.atomic
def ensure_root() -> LibraryIndexPage:
    """The root of the library, and the site that shows it; made where it is not there."""
    found = LibraryIndexPage.objects.first()
    if found is None:
        Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
        found = LibraryIndexPage(title="Library", slug="library")
        top.add_child(instance=found)
    host, _colon, port = settings.PORTAL_URL.split("://")[1].partition(":")
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    shown = (host, int(port.rstrip("/") or 80), settings.PORTAL_NAME, found.pk)
    if (site.hostname, site.port, site.site_name, site.root_page_id) != shown:
        site.hostname, site.port, site.site_name, site.root_page_id = shown
        site.save()
        # Wagtail's own first page and its workflow for everything are nobody's.
        Page.objects.filter(depth=2).exclude(pk=found.pk).filter(content_type__model="page").delete()
        WorkflowPage.objects.filter(page__depth__lte=2).delete()
    if not Collection.get_first_root_node():
        Collection.add_root(instance=Collection(name="Root"))
    return found


@transaction.atomic
def ensure_library(community: Community) -> CommunityLibraryPage:
    """A community's library with the rights of its roles. Asked again it changes nothing, and locks nothing."""
    found = CommunityLibraryPage.objects.filter(community=community).first()
    if found is not None and (found.title, found.slug) == (community.name, community.slug):
        return found
    # One at a time for a community: two would make two branches.
    Community.objects.select_for_update(no_key=True).only("pk").get(pk=community.pk)
    found = CommunityLibraryPage.objects.filter(community=community).first()
    if found is not None:
        return _renamed(found, community)
    root = LibraryIndexPage.objects.select_for_update(no_key=True).first() or ensure_root()
    library = CommunityLibraryPage(title=community.name, slug=community.slug, community=community)
    root.refresh_from_db()
    root.add_child(instance=library)
    groups = {role: Group.objects.get_or_create(name=community.group_name(role))[0] for role in Role}
    _give_rights(groups, library, community)
    _review(groups, library, community)
    return library


def _renamed(library: CommunityLibraryPage, community: Community) -> CommunityLibraryPage:
    if (library.title, library.slug) != (community.name, community.slug):
        library.title, library.slug = community.name, community.slug
        library.draft_title = community.name
        library.save()
    return library


def collection_of(community: Community) -> Collection:
    """Where the community's pictures and files lie."""
    name = f"{community.name} ({community.pk})"
    found = Collection.objects.filter(name=name).first()
    if found is None:
        top = Collection.get_first_root_node() or Collection.add_root(instance=Collection(name="Root"))
        found = top.add_child(instance=Collection(name=name))
    return found


def _give_rights(groups: dict[Role, Group], library: CommunityLibraryPage, community: Community) -> None:
    """Wagtail's groups follow the roles; these are what the groups may do."""
    collection = collection_of(community)
    entry = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for role, group in groups.items():
        group.permissions.add(entry)
        for name in PAGE_RIGHTS[role]:
            GroupPagePermission.objects.create(group=group, page=library, permission_type=name)
        wanted = [f"{name}_{noun}" for name in FILE_RIGHTS[role] for noun in ("image", "document")]
        # Wagtail asks for the rights of its own two models, whatever model stands in for them.
        for permission in Permission.objects.filter(
            content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=wanted
        ):
            GroupCollectionPermission.objects.create(
                group=group, collection=collection, permission=permission
            )


def _review(groups: dict[Role, Group], library: CommunityLibraryPage, community: Community) -> None:
    """What is handed in is reviewed by an expert, then approved and published by the knowledge manager."""
    name = f"Library review, {community.name}"
    workflow = Workflow.objects.create(name=name)
    last = GroupApprovalTask.objects.create(name=name)
    last.groups.set([groups[Role.KNOWLEDGE_MANAGER]])
    WorkflowTask.objects.create(workflow=workflow, task=last, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=library)
    _first_step(workflow, name, [groups[role] for role in REVIEWERS])


def _first_step(workflow: Workflow, name: str, groups: list[Group]) -> None:
    first = ReviewTask.objects.create(name=f"{name}: expert")
    first.groups.set(groups)
    WorkflowTask.objects.create(workflow=workflow, task=first, sort_order=0)


@transaction.atomic
def ensure_two_steps() -> int:
    """Libraries that were made when the review had one step get the second. Returns how many."""
    made = 0
    for row in WorkflowPage.objects.filter(page__content_type__model="communitylibrarypage").select_related(
        "workflow"
    ):
        tasks = [step.task.specific for step in row.workflow.workflow_tasks.select_related("task")]
        if len(tasks) != 1 or not isinstance(tasks[0], GroupApprovalTask):
            continue
        community = row.page.specific.community
        groups = {role: Group.objects.get(name=community.group_name(role)) for role in REVIEWERS}
        tasks[0].groups.set([groups[Role.KNOWLEDGE_MANAGER]])
        row.workflow.workflow_tasks.update(sort_order=1)
        _first_step(row.workflow, tasks[0].name, list(groups.values()))
        made += 1
    return made
