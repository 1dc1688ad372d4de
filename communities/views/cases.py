"""Proposing a community: the guided form, the case as those who decide read it, the decision."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.actions import cases as actions
from communities.advice import QUESTIONS, advice
from communities.forms.cases import CaseForm, DecisionForm
from communities.models import Case
from communities.permissions.cases import check_decide_case, check_edit_case, check_propose_community
from communities.queries import cases
from cop_portal.foundation.permissions import can
from cop_portal.foundation.policies import signed_in


@signed_in
def case_list(request: HttpRequest) -> HttpResponse:
    """One's own cases, and those that wait for one's decision."""
    return render(
        request,
        "communities/case_list.html",
        {
            "own": cases.own_cases(request.user)[:50],
            "waiting": cases.cases_to_decide(request.user)[:50],
            "may_propose": can(check_propose_community, request.user),
            "place": "communities",
        },
    )


@signed_in
def new_case(request: HttpRequest) -> HttpResponse:
    """The guided form, empty; saving makes a draft with an address of its own."""
    check_propose_community(request.user)
    form = CaseForm(request.POST or None, author=request.user, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        case = actions.begin(by=request.user, **form.cleaned_data)
        return _next(request, case)
    return _form_page(request, form, None)


@signed_in
def edit_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft, or with one that came back."""
    case = cases.get_case_for(request.user, pk)
    check_edit_case(request.user, case)
    form = CaseForm(request.POST or None, instance=case, author=request.user)
    if request.method == "POST" and form.is_valid():
        return _next(request, actions.save(case=case, by=request.user, **form.cleaned_data))
    return _form_page(request, form, cases.get_case_for(request.user, pk))


def _next(request: HttpRequest, case: Case) -> HttpResponse:
    """After saving: hand it in if that was asked, else go on writing or look at it."""
    if "submit" in request.POST:
        try:
            actions.submit(case=case, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("case_edit", pk=case.pk)
        messages.success(request, _("Handed in. You get a letter with the decision."))
        return redirect("case", pk=case.pk)
    messages.success(request, _("The draft is saved."))
    return redirect("case_edit", pk=case.pk) if "stay" in request.POST else redirect("case", pk=case.pk)


@signed_in
def similar(request: HttpRequest) -> HttpResponse:
    """Communities like the one that is being typed: a part of the page, or a page of its own."""
    check_propose_community(request.user)
    text = " ".join(request.GET.get(name, "")[:300] for name in ("name", "tagline"))
    template = "communities/partials/_similar.html" if request.htmx else "communities/case_similar.html"
    return render(
        request,
        template,
        {"similar": cases.similar(request.user, text), "asked": text.strip(), "place": "communities"},
    )


@signed_in
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case as its author and those who decide read it."""
    found = cases.get_case_for(request.user, pk)
    return render(request, "communities/case_detail.html", _context(request, found, DecisionForm()))


def _context(request: HttpRequest, found: Case, form: DecisionForm) -> dict:
    return {
        "case": found,
        "people_named": found.people_named,
        "questions": [(question, found.answers[question.key]) for question in QUESTIONS],
        "advice": advice(found.answers),
        "decisions": found.decisions.select_related("by"),
        "similar": cases.similar(request.user, f"{found.name} {found.tagline}"),
        "may_decide": found.state == "submitted" and can(check_decide_case, request.user, found),
        "may_edit": can(check_edit_case, request.user, found),
        "is_author": found.author_id == request.user.pk,
        "form": form,
        "place": "communities",
    }


@signed_in
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or return; a case that was decided otherwise meanwhile says so."""
    found = cases.get_case_for(request.user, pk)
    check_decide_case(request.user, found)
    form = DecisionForm(request.POST)
    approves = "approve" in request.POST
    if form.is_valid():
        try:
            verb = actions.approve if approves else actions.return_case
            verb(case=found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            if cases.is_decided_so(request.user, found, approved=approves):
                return _decided(request, pk, approved=approves)
            form.add_error("comment" if hasattr(refusal, "error_dict") else None, refusal.messages)
            if found.state != "submitted":  # then the page has no form that could say it
                messages.error(request, refusal.messages[0])
        else:
            return _decided(request, pk, approved=approves)
    return render(request, "communities/case_detail.html", _context(request, found, form))


def _decided(request: HttpRequest, pk: int, *, approved: bool) -> HttpResponse:
    if approved:
        messages.success(request, _("Approved. The community is there, in Planning."))
        return redirect(cases.get_case_for(request.user, pk).community or "cases")
    messages.success(request, _("Returned. The author gets your comment by letter."))
    return redirect("cases")


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case back to go on writing, or give a draft up."""
    found = cases.get_case_for(request.user, pk)
    back = found.state == "submitted"
    actions.withdraw(case=found, by=request.user)
    messages.success(request, _("It is a draft again.") if back else _("Given up. Your other cases stay."))
    return redirect("case_edit", pk=pk) if back else redirect("cases")


def _form_page(request: HttpRequest, form: CaseForm, found: Case | None) -> HttpResponse:
    answers = found.answers if found else {}
    return render(
        request,
        "communities/case_form.html",
        {
            "form": form,
            "case": found,
            "parts": [
                ("topic", _("The topic"), [form[name] for name in ("name", "tagline", "audience")]),
                (
                    "reasons",
                    _("Why it is worth it"),
                    [form[name] for name in ("practice", "why_now", "objectives")],
                ),
                ("questions", _("Five plain questions"), [form[question.key] for question in QUESTIONS]),
                (
                    "people",
                    _("Who would hold it"),
                    [
                        form[name]
                        for name in ("coordinator", "facilitator", "expert", "knowledge_manager", "sponsor")
                    ],
                ),
            ],
            "similar": cases.similar(request.user, f"{found.name} {found.tagline}") if found else [],
            "asked": bool(found),
            "advice": advice(answers) if found else None,
            "decisions": found.decisions.select_related("by") if found else [],
            "place": "communities",
        },
    )
