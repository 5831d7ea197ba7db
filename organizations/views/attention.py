"""What needs attention: assigned, snoozed, resolved by staff, and each of these undone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.fields import midnight
from organizations.forms.queue import QueueForm, ResolveForm
from organizations.models import Attention
from organizations.services import attention
from portal.actor import Actor
from portal.text.counting import counted
from portal.web.access import requires
from portal.web.back import back

# In the session: what the last act changed (`attention.Step.items`).
_UNDO = "attention_undo"


@requires("issue_tickets")
@require_POST
def attention_change(request: HttpRequest) -> HttpResponse:
    """One act on the items that were selected in the queue."""
    form = QueueForm(request.POST)
    if not form.is_valid():
        for told in form.errors.values():
            messages.error(request, str(told[0]))
        return back(request, "home")
    keys, by = form.cleaned_data["item"], Actor.staff(request)
    match form.cleaned_data["act"]:
        case "assign":
            to = form.cleaned_data["assignee"]
            step = attention.assign(keys, to=to, by=by)
            _tell(request, step, f"assigned to {to or 'the owner of the customer'}")
        case "snooze":
            until = midnight(form.cleaned_data["until"])
            step = attention.snooze(keys, until=until, by=by)
            _tell(request, step, f"snoozed until {formats.date_format(until, 'DATE_FORMAT')}")
        case "wake":
            _tell(request, attention.snooze(keys, until=None, by=by), "back in the queue")
        case "due":
            on = form.cleaned_data["due"]
            step = attention.set_due(keys, on=on, by=by)
            day = formats.date_format(on, "DATE_FORMAT") if on else ""
            _tell(request, step, f"due on {day}" if day else "left without a due date")
        case "resolve":
            step = attention.resolve(keys, why=form.cleaned_data["why"], by=by)
            _tell(request, step, "marked as resolved")
        case _:
            count = attention.reopen(keys, by=by)
            messages.success(request, f"{counted(count, 'item')} reopened.")
    return back(request, "home")


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def attention_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why one item is resolved, and take it off the list."""
    found = get_object_or_404(Attention.objects.select_related("customer"), pk=pk)
    form = ResolveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        step = attention.resolve([found.pk], why=why, by=Actor.staff(request))
        _tell(request, step, "marked as resolved")
        return back(request, found.customer)
    context = {"attention": found, "form": form}
    return render(request, "organizations/attention_resolve.html", context)


@requires("issue_tickets")
@require_POST
def attention_undo(request: HttpRequest) -> HttpResponse:
    """Take back one's last act on the queue."""
    items = request.session.pop(_UNDO, None)
    count = attention.undo(attention.Step(items), by=Actor.staff(request)) if items else 0
    if count:
        messages.success(request, f"Undone: {counted(count, 'item')} as before.")
    else:
        messages.info(request, "There's nothing to undo: it was changed again meanwhile.")
    return back(request, "home")


def _tell(request: HttpRequest, step: attention.Step, what: str) -> None:
    """Say what was done, beside a button that undoes it."""
    if not step.items:
        messages.info(request, "Nothing changed: the selected items were like that already.")
        return
    request.session[_UNDO] = step.items
    messages.success(
        request,
        f"{counted(len(step.items), 'item')} {what}.",
        extra_tags=reverse("organizations:attention_undo"),
    )
