"""A mail that the portal will send by itself, as it would be now."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from organizations.models import Connection
from portal.web.access import requires
from tickets.errors import TicketError
from tickets.landing import previews
from tickets.services import automation
from tickets.services.automation.steps import Step
from tickets.services.mail.masking import masked
from tickets.views.mails import MAIL_HEADERS


@requires("view_pages")
@require_safe
def scheduled(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    connection, step = _step(pk, kind)
    if step is None:
        messages.info(request, "This email was sent, or is no longer scheduled.")
        return redirect(connection)
    try:
        mail = previews.scheduled(step, connection)
    except TicketError as error:
        messages.error(request, f"This email can't be prepared at the moment: {error}")
        return redirect(connection)
    context = {
        "connection": connection,
        "step": step,
        "subject": mail.subject,
        "text": masked(mail.text),
    }
    return render(request, "tickets/automation/scheduled.html", context)


@requires("view_pages")
@require_safe
def scheduled_html(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    connection, step = _step(pk, kind)
    try:
        mail = previews.scheduled(step, connection) if step else None
    except TicketError:
        mail = None
    if mail is None:
        raise Http404
    return HttpResponse(masked(mail.html), headers=MAIL_HEADERS)


def _step(pk: int, kind: str) -> tuple[Connection, Step | None]:
    """The next step that leads to such a mail."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = get_object_or_404(rows, pk=pk)
    steps = (step for step in automation.planned_steps(connection) if step.kind == kind)
    return connection, next(steps, None)
