"""The portal leads nobody elsewhere unasked, and asks nothing of other hosts."""

from __future__ import annotations

import ast
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from django.urls import reverse

from communities.views.shared import back_to
from cop_portal.tests.test_architecture import name, python_files

CLIENTS = (
    "urllib.request",
    "http.client",
    "xmlrpc.client",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "websockets",
    "ftplib",
)
# Who may ask over the network, and whom.
MAY_ASK = {
    "cop_portal/portal/management/commands/run_portal.py": "its own portal, whether it answers already",
    "cop_portal/portal/supervision.py": "its own parts, whether they still live",
}
# Where a form or an address names the page that comes next; all others take it from here.
MAY_LEAD = {
    "communities/views/shared.py": "back_to",
    "cop_portal/portal/views/language.py": "after a language was chosen",
}
LEADS = re.compile(
    r"""\.get\(\s*["'](next|back|return|return_to|redirect|redirect_to|goto|url)["']|Referer"""
)
ELSEWHERE = (
    "https://evil.example/",
    "http:evil.example",
    "//evil.example/communities/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://evil.example",
    "",
)


def clients_of(source: str) -> set[str]:
    """The clients that a text of Python imports, in whatever form."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        found |= {client for client in CLIENTS for one in names if f"{one}.".startswith(f"{client}.")}
    return found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import urllib.request as u", {"urllib.request"}),
        ("from urllib import request", {"urllib.request"}),
        ("from http.client import HTTPConnection", {"http.client"}),
        ("def f():\n    import requests.adapters", {"requests"}),
        ("from urllib.parse import quote", set()),
        ("import requests_of_ours", set()),
    ],
)
def test_a_client_is_known_in_each_form_of_an_import(line: str, found: set[str]) -> None:
    assert clients_of(line) == found


def test_only_the_named_few_ask_over_the_network() -> None:
    asking = {name(path) for path in python_files(tests=False) if clients_of(path.read_text())}

    assert asking == set(MAY_ASK)


def test_only_the_named_few_read_which_page_comes_next() -> None:
    leading = {
        name(path)
        for path in python_files(tests=False)
        if "views" in path.parts and LEADS.search(path.read_text())
    }

    assert leading == set(MAY_LEAD)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_button_that_names_another_host_leads_where_it_would_have_led(target: str) -> None:
    request = RequestFactory().post("/", {"back": target})

    assert back_to(request, "/otherwise/") == "/otherwise/"


@pytest.mark.parametrize("target", ["/my/calendar/?month=2026-11", "http://testserver/desk/"])
def test_a_button_leads_back_to_a_page_of_the_portal(target: str) -> None:
    assert back_to(RequestFactory().post("/", {"back": target}), "/otherwise/") == target


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["account_login", "account_logout", "wagtailadmin_login", "admin:login"])
def test_the_doors_of_signing_in_and_out_lead_to_no_other_host(door: str, people: Any, sign_in: Any) -> None:
    for target in ELSEWHERE:
        browser = sign_in(people.administrator)
        for answer in (
            browser.get(reverse(door), {"next": target}),
            browser.post(reverse(door), {"next": target}),
        ):
            place = answer.headers.get("Location", "")
            assert urlsplit(place).netloc in ("", "testserver"), (door, target, place)
            assert not place.startswith(("//", "/\\", "javascript:", "data:")), (door, target, place)
