"""The machine that watches the house. None of this needs a database."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
STOREYS = ("communities", "discussions", "knowledge_base", "metrics", "cop_portal")
DOORS = ("views", "admin", "api", "newsletters", "wagtail_hooks", "subscribers", "tasks", "inbound")
# Addresses of others: their own views, each with the rights they check themselves.
FOREIGN = ("accounts/", "admin/", "cms/", "documents/", "^library/")
ROOMS = ("actions", "queries", "views", "permissions")


def python_files(*, tests: bool = True) -> list[Path]:
    files = [ROOT / "conftest.py", ROOT / "manage.py"]
    for folder in (*STOREYS, "bench", "scripts"):
        files += (ROOT / folder).rglob("*.py")
    return [
        path
        for path in files
        if path.exists() and "migrations" not in path.parts and (tests or "tests" not in path.parts)
    ]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_400_lines() -> None:
    paths = [*python_files(), *(ROOT / "static").rglob("*.css"), *(ROOT / "static" / "js").rglob("*.js")]

    long = {name(path): n for path in paths if (n := len(path.read_text().splitlines())) > 400}

    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                if (lines := node.end_lineno - node.lineno + 1) > 60:
                    long[f"{name(path)}:{node.name}"] = lines

    assert long == {}


def test_no_template_is_longer_than_120_lines() -> None:
    long = {name(path): n for path in templates() if (n := len(path.read_text().splitlines())) > 120}

    assert long == {}


def test_no_template_stands_deeper_than_three_levels() -> None:
    parents = {}
    for path in templates():
        match = re.search(r'{% extends "([^"]+)" %}', path.read_text())
        parents[str(path.relative_to(ROOT / "templates"))] = match.group(1) if match else None

    def depth(template: str | None) -> int:
        above = parents.get(template or "")
        # A template that extends its own name changes a page of a library.
        return 0 if template is None else 1 + (depth(above) if above != template else 0)

    assert {template: depth(template) for template in parents if depth(template) > 3} == {}


def test_templates_define_only_the_known_blocks() -> None:
    known = {"title", "main", "aside", "scripts"}
    letters = {"title", "kicker", "heading", "parts", "why", "body"}
    foreign = ("allauth/", "account/", "mfa/", "socialaccount/", "wagtailadmin/", "admin/")
    unknown = {}
    for path in [*templates(), *(ROOT / "templates").rglob("*.txt")]:
        relative = str(path.relative_to(ROOT / "templates"))
        blocks = set(re.findall(r"{% block (\w+) %}", path.read_text()))
        allowed = letters if "email" in path.parts else known
        if not relative.startswith(foreign) and blocks - allowed:
            unknown[relative] = blocks - allowed

    assert unknown == {}


def test_templates_hold_no_inline_script_or_style() -> None:
    found = {}
    for path in templates():
        if "email" in path.parts:
            continue
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
        inline = re.findall(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"",
            text,
        )
        if inline:
            found[name(path)] = inline

    assert found == {}


def test_every_form_of_a_community_that_changes_something_is_sent_once() -> None:
    """The script that stops a second click looks for the mark; the pages of the door are a library's."""
    found = [
        f"{name(path)}: {form[:80]}"
        for path in (ROOT / "templates" / "communities").rglob("*.html")
        for form in re.findall(r"<form\b[^>]*>", path.read_text())
        if 'method="post"' in form and "data-once" not in form
    ]

    assert found == []


def test_doors_never_start_from_all_rows() -> None:
    found = [
        f"{name(path)}:{number}"
        for path in python_files(tests=False)
        if set(path.with_suffix("").parts) & set(DOORS) and "queries" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if ".objects.all()" in line
    ]

    assert found == []


def test_nothing_hangs_on_saving_our_own_models() -> None:
    found = [
        name(path)
        for path in python_files(tests=False)
        if re.search(r"\b(post_save|pre_save|m2m_changed)\b", path.read_text())
    ]

    assert found == []


def test_every_import_inside_a_function_has_a_reason() -> None:
    """A comment on the line, or on the one before, says why; test factories and settings-dependent commands are the usual ones."""
    found = []
    for path in python_files(tests=False):
        if path.name in ("apps.py", "conftest.py", "manage.py", "wsgi.py", "embedded.py"):
            continue
        lines = path.read_text().splitlines()
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) and not any(
                    "#" in line for line in lines[node.lineno - 2 : node.lineno]
                ):
                    found.append(f"{name(path)}:{node.lineno}")

    assert found == []


def _views(patterns: list, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def test_every_address_has_a_declared_policy() -> None:
    bare = [
        route
        for route, view in _views(get_resolver().url_patterns)
        if not route.startswith(FOREIGN)
        and getattr(view, "policy", None) not in ("public", "signed_in", "token", "development")
    ]

    assert bare == []


def _names(patterns: list, prefix: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield str(pattern.name or ""), route
        elif not pattern.namespace:
            yield from _names(pattern.url_patterns, route)


def test_every_name_of_an_address_leads_to_one_address() -> None:
    """Else a link of one page leads to another page of the same name, and nothing says so."""
    routes: dict[str, set[str]] = {}
    for known, route in _names(get_resolver().url_patterns):
        routes.setdefault(known, set()).add(route)

    assert {known: found for known, found in routes.items() if known and len(found) > 1} == {}


def test_every_listed_model_has_a_gate() -> None:
    """Models that people see in lists narrow their rows by visible_to(user)."""
    from communities.models import Community, Membership
    from discussions.models import Attachment, Contribution, Discussion, Synthesis

    bare = [
        model.__name__
        for model in (Community, Membership, Discussion, Contribution, Synthesis, Attachment)
        if not hasattr(model.objects.none(), "visible_to")
    ]

    assert bare == []


@pytest.mark.parametrize("storey", STOREYS)
def test_every_room_with_rules_or_verbs_has_its_test_file(storey: str) -> None:
    base = ROOT / storey
    missing = []
    for path in base.rglob("*.py"):
        parts = path.relative_to(base).parts
        if "tests" in parts or "migrations" in parts or path.stem in ("__init__", "shared", "keys"):
            continue
        room = next((part.removesuffix(".py") for part in parts if part.removesuffix(".py") in ROOMS), None)
        if room is None:
            continue
        app = path.parent if path.stem == room else path.parent.parent
        wanted = [
            app / "tests" / room / f"test_{path.stem}.py",
            app / "tests" / f"test_{room}.py",
            app / "tests" / f"test_{path.stem}.py",
        ]
        if not any(candidate.exists() for candidate in wanted):
            missing.append(name(path))

    assert missing == []


def test_every_setting_from_the_environment_is_listed() -> None:
    listed = set(re.findall(r"(?m)^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text()))
    read = set()
    for path in (ROOT / "cop_portal" / "settings").glob("*.py"):
        read |= set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', path.read_text()))

    assert read - listed == set()


def test_each_story_has_communities_of_its_own() -> None:
    """What a story leaves stays for the stories after it, and a name is taken once."""
    made = re.compile(r'(?:factories\.community(?:_with_roles)?\(\s*"|"(?=Story ))([^"{]+)"')
    named = [
        (found, path.name)
        for path in sorted((ROOT / "cop_portal" / "tests" / "stories").glob("test_*.py"))
        for found in set(made.findall(path.read_text()))
    ]
    assert len(named) > 40

    twice = [pair for pair in named if [found for found, _file in named].count(pair[0]) > 1]

    assert twice == []


def test_who_holds_what_others_point_to_leaves_them_room() -> None:
    """A row that is locked with its key holds up each new row that names it, at its COMMIT: two of these wait in a ring."""
    held = re.compile(
        r"\b(?:User|Community|Discussion|\w*Page)\.objects\s*\.select_for_update\(([^()]*(?:\([^()]*\))?[^()]*)\)"
    )
    locks = [
        (name(path), found) for path in python_files(tests=False) for found in held.findall(path.read_text())
    ]
    assert len(locks) > 25

    assert [lock for lock in locks if "no_key=True" not in lock[1]] == []
