"""Saved views of the list of customers: the tabs above it, save, rename, delete."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations.forms.account.saved_views import SavedViewForm
from organizations.forms.filters import CustomerFilter
from organizations.models import SavedView
from organizations.services import customers
from organizations.views.answers import refusals_on
from portal.actor import Actor
from portal.web.access import requires

# (label, query string): what everybody finds above the list.
_FOR_ALL = (
    ("All", ""),
    ("Mine", "owner=me"),
    ("Needs attention", "show=attention"),
    ("Not mapped", "show=unmapped"),
)


def tabs(form: CustomerFilter) -> dict[str, Any]:
    """Return what stands above the list: its views, and what can be done with the present one."""
    query = form.query()
    saved = list(_visible(form.user))
    views = [{"label": label, "query": shared} for label, shared in _FOR_ALL]
    views += [{"label": view.name, "query": view.query, "shared": view.shared} for view in saved]
    here = [view for view in saved if view.query == query]
    return {
        "views": views,
        "query": query,
        "can_save": bool(query) and all(link["query"] != query for link in views),
        "mine": next((view for view in here if _may_change(form.user, view)), None),
    }


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
def view_new(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the address under a name."""
    query = CustomerFilter(request.GET, user=request.user).query()
    if not query:
        messages.info(request, "Filter or sort the list first, then save the view.")
        return redirect("customers")
    form = SavedViewForm(request.POST or None, may_share=_may_share(request.user))
    if form.is_valid():
        with refusals_on(form):
            view = customers.save_view(
                request.user,  # type: ignore[arg-type]
                query=query,
                **form.cleaned_data,
                by=Actor.staff(request),
            )
            messages.success(request, f"View “{view}” saved. It now appears above the list.")
            return redirect(_address(query))
    return _page(request, form, query=query)


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
def view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    view = _changeable(request, pk)
    name = view.name
    may_share = _may_share(request.user)
    form = SavedViewForm(request.POST or None, instance=view, may_share=may_share)
    if form.is_valid():
        with refusals_on(form):
            customers.change_view(view, **form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"View “{view}” saved.")
            return redirect(_address(view.query))
    return _page(request, form, query=view.query, name=name)


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = _changeable(request, pk)
    if request.method == "POST":
        customers.delete_view(view, by=Actor.staff(request))
        messages.success(request, f"View “{view}” deleted.")
        return redirect("customers")
    context = {"view": view, "cancel_url": _address(view.query)}
    return render(request, "organizations/account/view_delete.html", context)


def _page(request: HttpRequest, form: SavedViewForm, **context: Any) -> HttpResponse:
    context |= {"form": form, "cancel_url": _address(context["query"])}
    return render(request, "organizations/account/view_form.html", context)


def _address(query: str) -> str:
    return f"{reverse('customers')}?{query}"


def _visible(user: Any) -> Any:
    return SavedView.objects.filter(Q(user=user) | Q(shared=True))


def _changeable(request: HttpRequest, pk: int) -> SavedView:
    """The view, if this person may change it; to others it is not there."""
    view = get_object_or_404(_visible(request.user), pk=pk)
    if not _may_change(request.user, view):
        raise PermissionDenied("share_views")
    return view


def _may_change(user: Any, view: SavedView) -> bool:
    """One's own; managers keep in order what everybody sees."""
    return view.user_id == user.pk or (view.shared and _may_share(user))


def _may_share(user: Any) -> bool:
    return bool(user.has_perm("organizations.share_views"))
