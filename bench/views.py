"""The limits: views that do the least that could be done. L0 is a constant page, L1 twenty rows."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

CONSTANT = "<!DOCTYPE html><title>constant</title><p>" + "constant " * 200


@never_cache
def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONSTANT)


def _rows(sql: str, parameters: list) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@never_cache
def discussion_rows(request: HttpRequest, community: int) -> HttpResponse:
    rows = _rows(
        "SELECT d.id, d.title, d.kind, d.contribution_count, d.active_at, u.name FROM discussions_discussion d "
        "LEFT JOIN accounts_user u ON u.id = d.author_id WHERE d.community_id = %s "
        "ORDER BY d.active_at DESC, d.id DESC LIMIT 20",
        [community],
    )
    return render(request, "bench/rows.html", {"rows": rows})


@never_cache
def contribution_rows(request: HttpRequest, discussion: int) -> HttpResponse:
    rows = _rows(
        "SELECT k.number, k.body_html, k.created_at, k.useful_count, u.name, o.city FROM discussions_contribution k "
        "LEFT JOIN accounts_user u ON u.id = k.author_id LEFT JOIN accounts_office o ON o.id = k.office_id "
        "WHERE k.discussion_id = %s AND k.number BETWEEN 1 AND 20 ORDER BY k.number",
        [discussion],
    )
    return render(request, "bench/rows.html", {"rows": rows})


@never_cache
def search_rows(request: HttpRequest) -> HttpResponse:
    """The bare full-text query over contributions: best twenty of the newest that match."""
    rows = _rows(
        "SELECT k.id, k.body, k.created_at, u.name FROM (SELECT id FROM discussions_contribution "
        "WHERE search @@ websearch_to_tsquery('simple', %s) ORDER BY id DESC LIMIT 150) newest "
        "JOIN discussions_contribution k USING (id) LEFT JOIN accounts_user u ON u.id = k.author_id "
        "ORDER BY ts_rank(k.search, websearch_to_tsquery('simple', %s)) DESC LIMIT 20",
        [request.GET["q"], request.GET["q"]],
    )
    return render(request, "bench/rows.html", {"rows": rows})


@csrf_exempt
def insert(request: HttpRequest, discussion: int) -> HttpResponse:
    """One row into a table, and a redirect."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO discussions_draft (user_id, place, title, body, at) VALUES (1, %s, '', %s, now()) "
            "ON CONFLICT DO NOTHING",
            [f"bench:{request.POST['key']}", request.POST["body"]],
        )
    return redirect(f"/bench/contributions/{discussion}/")
