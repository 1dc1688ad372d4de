"""Pages of people: the directory and a profile."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format

from communities import traces
from communities.forms.directory import PeopleForm
from communities.permissions import check_suspend
from communities.queries import directory, memberships, recognition, roles
from cop_portal.foundation.paging import key_set_page
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import signed_in
from cop_portal.foundation.text import one_line


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    """Colleagues by name; with a name, the best matches."""
    form = PeopleForm({name: one_line(text) for name, text in request.GET.items()}, viewer=request.user)
    asked = form.asked()
    rows = directory.people(request.user, **asked)
    if asked["words"]:
        page = {"rows": list(rows[:30]), "links": []}
    else:
        page = key_set_page(rows, request.GET, order=("folded_name", "pk"), size=30)
    return render(
        request,
        "communities/people.html",
        {
            "page": page,
            "form": form,
            "words": asked["words"],
            "filtered": len(asked) > 1,
            "place": "people",
        },
    )


@signed_in
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What colleagues may ask a person about, where they take part, what became of what they gave."""
    who = directory.get_person_for(request.user, pk)
    return render(
        request,
        "communities/person.html",
        {
            "person": who,
            "memberships": memberships.of_person(request.user, who),
            "expertise": who.expertise.all(),
            "posts": who.posts.select_related("office")[:12],
            "terms": roles.terms_of_person(request.user, who)[:20],
            "traces": traces.of_person(request.user, who),
            "awards": recognition.of_person(request.user, who)[:60],
            "recognise_in": recognition.communities_to_recognise_in(request.user, who),
            "may_suspend": can(check_suspend, request.user, who, None),
            # As words: a template would turn a moment into the reader's own hour.
            "local_time": date_format(who.local_now(), "H:i"),
            "place": "people",
        },
    )


@signed_in
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's photograph, for those who may see the profile."""
    who = directory.get_person_for(request.user, pk)
    if not who.photo:
        raise Http404
    try:
        stored = who.photo.open("rb")
    except OSError as gone:
        raise Http404 from gone
    answer = FileResponse(stored, content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
