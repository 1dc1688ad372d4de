"""A handful of people, in two communities: leaks between neighbours are the risk here.

The tests run on the embedded Postgres and Valkey unless DATABASE_URL and REDIS_URL name others.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cop_portal.embedded import Servers

ROOT = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before Django is asked for a connection."""
    os.environ.setdefault("DATA_DIR", "var/test")
    data_dir = ROOT / os.environ["DATA_DIR"]
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        servers = Servers(data_dir, fsync="off", synchronous_commit="on", full_page_writes="off")
        servers.__enter__()
        config.add_cleanup(lambda: servers.__exit__(None, None, None))


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

    return community_with_roles("Water")


@pytest.fixture
def neighbour(db: Any):
    """Vaccines: closed, with people of its own."""
    from cop_portal.tests.factories import community_with_roles

    return community_with_roles("Vaccines", visibility="closed")


@pytest.fixture
def people(community: Any) -> People:
    """The people of Water; the stranger belongs to Vaccines next door only."""
    from cop_portal.tests.factories import people_of

    return people_of(community)


@pytest.fixture
def sign_in(client: Any):
    """client for a person: sign_in(people.member).get(...)."""

    def signed_in(person: Any) -> Any:
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def _fresh_pieces() -> Any:
    """Rate limits and rendered pieces do not leak from test to test."""
    yield
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def dispatched(db: Any):
    """Deal with the record and with incoming mail, as the worker does: dispatched()."""
    from cop_portal.foundation.activity.dispatch import dispatch_all
    from cop_portal.foundation.mail.inbound import route_all

    def run() -> int:
        return route_all() + dispatch_all()

    return run
