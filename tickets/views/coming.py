"""A mail that the portal will send by itself, as it would be now."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from organizations.models import Connection
from portal.access import requires
from tickets import previews, services
from tickets.masking import masked
from tickets.services.errors import TicketError
from tickets.services.steps import Step

from .mails import MAIL_HEADERS


@requires("view_desk")
@require_safe
def coming(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    connection, step = _step(pk, kind)
    if step is None:
        messages.info(request, "This mail went out, or no longer comes.")
        return redirect(connection)
    try:
        mail = previews.coming(step, connection)
    except TicketError as error:
        messages.error(request, f"This mail cannot be written as things stand: {error}")
        return redirect(connection)
    context = {
        "connection": connection,
        "step": step,
        "subject": mail.subject,
        "text": masked(mail.text),
    }
    return render(request, "tickets/coming.html", context)


@requires("view_desk")
@require_safe
def coming_html(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    connection, step = _step(pk, kind)
    try:
        mail = previews.coming(step, connection) if step else None
    except TicketError:
        mail = None
    if mail is None:
        raise Http404
    return HttpResponse(masked(mail.html), headers=MAIL_HEADERS)


def _step(pk: int, kind: str) -> tuple[Connection, Step | None]:
    """The next step that leads to such a mail."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = get_object_or_404(rows, pk=pk)
    steps = (step for step in services.upcoming(connection) if step.kind == kind)
    return connection, next(steps, None)
