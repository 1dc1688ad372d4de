"""A handful of people, in two communities: leaks between neighbours are the risk here.

The tests run on the embedded Postgres and Valkey unless DATABASE_URL and REDIS_URL name others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache

from cop_portal.embedded import Servers

ROOT = Path(__file__).parent


# How fast a machine draws examples, and runs them beside other things, says nothing of the code.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")
# Playwright keeps an event loop in the main thread; the tests' own queries beside it are meant.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_xdist_auto_num_workers() -> int | None:
    """One process where the environment names the servers, for they are not to be shared."""
    return 0 if "DATABASE_URL" in os.environ else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs the portal as processes beside the test is marked, for it wants the machine to itself."""
    for item in items:
        beside = {"stack", "apart"} & set(getattr(item, "fixturenames", ()))
        if beside or item.get_closest_marker("browser") or item.get_closest_marker("fault"):
            item.add_marker(pytest.mark.whole)


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """Postgres and Valkey for the whole run, unless the environment names others."""
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        yield
        return
    with Servers(ROOT / os.environ["DATA_DIR"], fsync="off", full_page_writes="off"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    servers: None, django_test_environment: None, django_db_blocker: Any, django_db_createdb: bool
) -> None:
    """The migrated test database, kept for the next run. pytest-django's own makes none for stories."""
    from django.test.utils import setup_databases  # needs Django's settings

    with django_db_blocker.unblock():
        setup_databases(0, interactive=False, aliases={"default"}, keepdb=not django_db_createdb)


@dataclass
class People:
    """One person per role in one community, a stranger, and the same roles next door."""

    coordinator: Any
    facilitator: Any
    expert: Any
    knowledge_manager: Any
    member: Any
    guest: Any
    stranger: Any
    administrator: Any
    sponsor: Any


@pytest.fixture
def make_person(db: Any):
    """A person with a verified address: make_person("Amina Wanjiru")."""
    from cop_portal.tests.factories import person

    return person


@pytest.fixture
def community(db: Any):
    """Water: open to the organisation, with all four roles filled."""
    from cop_portal.tests.factories import community_with_roles
    from cop_portal.tests.replay import again

    return again("Water", lambda: [community_with_roles("Water")])[0]


@pytest.fixture
def neighbour(db: Any):
    """Vaccines: closed, with people of its own."""
    from cop_portal.tests.factories import community_with_roles
    from cop_portal.tests.replay import again

    return again("Vaccines", lambda: [community_with_roles("Vaccines", visibility="closed")])[0]


@pytest.fixture
def people(request: pytest.FixtureRequest, community: Any) -> People:
    """The people of Water; the stranger belongs to Vaccines next door only."""
    from cop_portal.tests.factories import people_of
    from cop_portal.tests.replay import again

    name = "people"
    if "neighbour" in request.fixturenames:  # then the stranger lives in that one
        request.getfixturevalue("neighbour")
        name = "people beside Vaccines"
    return People(*again(name, lambda: vars(people_of(community)).values()))


@pytest.fixture
def sign_in(client: Any):
    """client for a person: sign_in(people.member).get(...)."""

    def signed_in(person: Any) -> Any:
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rate limits do not leak from test to test."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


@pytest.fixture
def dispatched(db: Any):
    """Deal with the record and with incoming mail, as the worker does: dispatched()."""
    from cop_portal.foundation.activity.dispatch import dispatch_all
    from cop_portal.foundation.mail.inbound import route_all

    def run() -> int:
        return route_all() + dispatch_all()

    return run


@pytest.fixture(scope="session")
def stack(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The whole portal as processes, on a copy of the test database."""
    from cop_portal.tests.stack import Stack  # needs Django's settings

    portal = Stack()
    with django_db_blocker.unblock():
        portal.make_database()
    portal.start("mail", "worker", "web")
    try:
        portal.wait_until_well("database", "broker", "worker")
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def live(stack: Any, django_db_blocker: Any) -> Iterator[Any]:
    """The stack, with this process' own queries on its database. Nothing is rolled back."""
    from cop_portal.tests.stack import DATABASE, on_database  # needs Django's settings

    with django_db_blocker.unblock(), on_database(DATABASE):
        yield stack


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, with the address for processes that work on it beside the test."""
    from cop_portal.tests.stack import copy_database, database_url, on_database  # needs Django's settings

    with django_db_blocker.unblock():
        copy_database("apart")
        with on_database("apart"):
            yield database_url("apart")


@pytest.fixture
def sink(settings: Any) -> Iterator[Any]:
    """A mail server on this machine that counts what it is handed; the portal's mail goes to it."""
    from cop_portal.tests.sink import Sink  # needs Django's settings

    with Sink() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
        yield server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that scripts/ensure_browser.py found, without talk to other hosts."""
    found = ROOT / "var" / "browser"
    path = {"executable_path": found.read_text().strip()} if found.exists() else {}
    quiet = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update",
    ]  # fmt: skip
    return {**browser_type_launch_args, **path, "args": quiet}
