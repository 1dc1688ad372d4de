"""Pages of people: the directory and a profile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.queries import directory, memberships
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.policies import signed_in


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """Colleagues by name; with words, the best matches."""
    words = request.GET.get("q", "").strip()[:100]
    rows = directory.people(request.user, words=words)
    if words:
        page = {"rows": list(rows[:30]), "links": []}
    else:
        page = key_set_page(rows, request.GET, order=("folded_name", "pk"), size=30)
    return render(request, "communities/people.html", {"page": page, "words": words, "place": "people"})


@signed_in
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What colleagues may ask a person about, and where they take part."""
    who = directory.get_person_for(request.user, pk)
    return render(
        request,
        "communities/person.html",
        {
            "person": who,
            "memberships": memberships.of_person(request.user, who),
            "expertise": who.expertise.all(),
            "local_now": who.local_now(),
            "place": "people",
        },
    )
