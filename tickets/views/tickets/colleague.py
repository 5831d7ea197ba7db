"""A colleague whom the customer named: staff decide whether they get the link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organizations.models import Connection
from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.text.addresses import readable
from portal.web.access import requires
from tickets.models import Nomination
from tickets.services import links


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    connection = get_object_or_404(Connection.objects.select_related("customer"), pk=pk)
    named = Nomination.objects.filter(link__connection=connection, link__ended="")
    nomination = named.select_related("link__connection__customer", "link__contact").first()
    if nomination is None:
        messages.info(request, "No one is waiting for a link here anymore.")
        return redirect(connection)
    if request.method == "POST":
        with refusals_as_messages(request):
            ticket = links.accept_colleague(
                nomination, email=request.POST.get("email", ""), by=Actor.staff(request)
            )
            was = readable(nomination.link.recipient_email)
            told = "still works" if nomination.keeps else "no longer works"
            messages.success(
                request, f"{nomination.name} gets a new link; the one sent to {was} {told}."
            )
            return redirect(ticket)
        return redirect(connection)
    context = {"connection": connection, "nomination": nomination}
    return render(request, "tickets/recipients/colleague.html", context)
