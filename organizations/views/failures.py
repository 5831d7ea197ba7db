"""Sign-in errors: explained for a customer, and the company's own texts of them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from organizations.failures import UNKNOWN, Explanation, Scope
from organizations.forms.failures import OwnFailureForm, ScreenForm
from organizations.models import OwnFailure, SignInDay
from organizations.services import failures as failures_services
from portal.actor import Actor
from portal.web.access import requires

# How many of the newest texts that nothing explains are listed.
_UNKNOWN = 20
_SCOPES = {
    Scope.EVERYONE: "Everyone",
    Scope.ONE: "Some people",
    Scope.UNKNOWN: "Everyone or some people",
}


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
def failures(request: HttpRequest) -> HttpResponse:
    """Explain what was pasted, with the sentence to send to the customer. Keeps nothing."""
    posted = request.method == "POST"
    answer_in = {"language": settings.LANGUAGE_CODE}
    form = ScreenForm(request.POST if posted else None, initial=answer_in)
    unknown = SignInDay.objects.filter(outcome=UNKNOWN).select_related("connection")
    context: dict[str, object] = {
        "form": form,
        "own": OwnFailure.objects.all(),
        "unknown": unknown.order_by("-last_at")[:_UNKNOWN],
    }
    if form.is_valid():
        told = failures_services.explain_screen(form.cleaned_data["text"])
        with translation.override(form.cleaned_data["language"]):
            theirs = failures_services.explain_screen(form.cleaned_data["text"])
        context |= {
            "told": told,
            "owner": OwnFailure.Owner(told.owner).label,
            "scope": _SCOPES[told.scope],
            "answer": _answer(theirs),
        }
    return render(request, "organizations/failures/failures.html", context)


@requires("manage_failures")
@require_http_methods(["GET", "HEAD", "POST"])
def own_failure_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, OwnFailure(), "Sign-in error added.")


@requires("manage_failures")
@require_http_methods(["GET", "HEAD", "POST"])
def own_failure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(OwnFailure, pk=pk), "Sign-in error saved.")


@requires("manage_failures")
@require_http_methods(["GET", "HEAD", "POST"])
def own_failure_delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OwnFailure, pk=pk)
    if request.method == "POST":
        failures_services.delete_own_failure(row, by=Actor.staff(request))
        messages.success(request, "Sign-in error deleted.")
        return redirect("organizations:failures")
    return render(request, "organizations/failures/own_failure_delete.html", {"row": row})


def _edit(request: HttpRequest, row: OwnFailure, done: str) -> HttpResponse:
    form = OwnFailureForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.Meta.fields}
        failures_services.save_own_failure(
            row, **given, translations=form.translations, by=Actor.staff(request)
        )
        messages.success(request, done)
        return redirect("organizations:failures")
    return render(
        request, "organizations/failures/own_failure_form.html", {"form": form, "row": row}
    )


def _answer(told: Explanation) -> str:
    """Return what to send to the customer: title, explanation, remedy and vendor's page."""
    parts = (told.title, told.explanation, told.remedy, told.url)
    return "\n".join(part for part in parts if part)
