"""The browsers in which a person is signed in, and how to sign out in others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organizations.models import Session
from organizations.services import staff
from portal.actor import Actor
from portal.web import step_up


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    current = Session.digest_of(request.session.session_key)
    if request.method == "POST":
        if asked := step_up.ask(request):
            return asked
        _end(request, current)
        return redirect("organizations:sessions")
    who = Actor.staff(request).user
    rows = Session.objects.filter(user=who, expires_at__gt=timezone.now())
    context = {"sessions": rows, "current": current}
    return render(request, "organizations/account/sessions.html", context)


def _end(request: HttpRequest, current: str) -> None:
    by = Actor.staff(request)
    if "others" in request.POST:
        staff.end_other_sessions(by.user, but=current, by=by)
        messages.success(request, "Signed out everywhere else.")
    elif staff.end_session(by.user, request.POST.get("session", ""), by=by):
        messages.success(request, "Signed out of that browser.")
    else:
        messages.info(request, "That session has already ended.")
