"""A colleague whom the customer named: staff decide whether they get the link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organizations.models import Connection
from portal.access import requires
from portal.actor import Actor
from tickets import services
from tickets.models import Nomination


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.select_related("customer"), pk=pk)
    named = Nomination.objects.filter(link__connection=connection, link__ended="")
    nomination = named.select_related("link__connection__customer", "link__contact").first()
    if nomination is None:
        messages.info(request, "Nobody is waiting for a link here any more.")
        return redirect(connection)
    if request.method == "POST":
        try:
            ticket = services.accept_colleague(
                nomination, email=request.POST.get("email", ""), by=Actor.staff(request)
            )
        except services.TicketError as error:
            messages.error(request, str(error))
            return redirect(connection)
        messages.success(
            request,
            f"{nomination.name} gets a link of their own; the one to "
            f"{nomination.link.recipient_email} is dead.",
        )
        return redirect(ticket)
    context = {"connection": connection, "nomination": nomination}
    return render(request, "tickets/colleague.html", context)
