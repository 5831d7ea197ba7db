"""The doctor's page: examine the installation when the button is pressed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from organizations.services import doctor as services
from portal.doctor import Check, State, examine, network
from portal.web.access import requires


@requires("run_doctor")
@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: HttpRequest) -> HttpResponse:
    """The checks run side by side, so that the page waits for the slowest one only."""
    findings = []
    if request.method == "POST":
        proxies = Check("Proxies", lambda: network.forwarded(request))
        findings = list(examine([*services.checks(), proxies, *services.checks_of_tenants()]))
    problems = sum(finding.state == State.PROBLEM for finding in findings)
    context = {"findings": findings, "problems": problems}
    return render(request, "organizations/doctor.html", context)
