"""Back to the page where a button was pressed."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: Any) -> HttpResponseRedirect:
    """Redirect to the page that the form names as `next`, if it is one of ours.

    `otherwise`: what `redirect` takes (an object with a page, a name, an address).
    """
    page = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    # `redirect` would take an address without a slash for the name of a view.
    return HttpResponseRedirect(page) if ours else redirect(otherwise)
