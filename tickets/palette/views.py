"""Find anything: a page of its own, and what the palette on every page (Ctrl-K) asks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.signing import find_token
from portal.web.access import requires
from tickets.palette import search
from tickets.palette.forms import FindForm
from tickets.palette.recent import recent


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("q")
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Show what a text leads to. It comes by POST, because a pasted link is a secret: addresses
    end in logs and in the browser's history.
    """
    form = FindForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    groups = []
    if not form.errors:
        groups = search.find(text, request.user, () if text else recent(request))
    palette = bool(request.htmx)  # type: ignore[attr-defined]
    context = {"form": form, "groups": groups, "palette": palette}
    if find_token(text):
        context["form"] = FindForm()  # a link is a secret: it is read and not shown again
    return render(request, "palette/_found.html" if palette else "palette/page.html", context)
