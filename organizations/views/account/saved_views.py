"""Saved views of a list: the tabs above it, save, rename, delete."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations.forms.account.saved_views import SavedViewForm
from organizations.forms.filters import CustomerFilter, OwnedFilter
from organizations.models import SavedView
from organizations.services import customers
from organizations.views.answers import refusals_on
from portal.actor import Actor
from portal.web.access import requires
from portal.web.listing.viewed import Viewed, learn, viewed

_CUSTOMERS = Viewed(
    "customers",
    "Customers",
    "customers",
    lambda query, user: CustomerFilter(query, user=user),
    (
        ("All", ""),
        ("Mine", "owner=me"),
        ("Needs attention", "show=attention"),
        ("Not mapped", "show=unmapped"),
    ),
)
learn(_CUSTOMERS)


def tabs(form: OwnedFilter, key: str = "customers") -> dict[str, Any]:
    """Return what stands above a list: its views, and what can be done with the present one."""
    page = viewed(key) or _CUSTOMERS
    query = form.query()
    saved = list(_visible(form.user).filter(page=page.key))
    views = [{"label": label, "query": shared} for label, shared in page.for_all]
    views += [{"label": view.name, "query": view.query, "shared": view.shared} for view in saved]
    here = [view for view in saved if view.query == query]
    return {
        "page": page,
        "url": reverse(page.address),
        "views": views,
        "query": query,
        "can_save": bool(query) and all(link["query"] != query for link in views),
        "mine": next((view for view in here if _may_change(form.user, view)), None),
    }


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
def view_new(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the address under a name."""
    page = viewed(request.GET.get("list", "")) or _CUSTOMERS
    query = page.form(request.GET, request.user).query()
    if not query:
        messages.info(request, "Filter or sort the list first, then save the view.")
        return redirect(page.address)
    form = SavedViewForm(request.POST or None, may_share=_may_share(request.user))
    if form.is_valid():
        with refusals_on(form):
            view = customers.save_view(
                request.user,  # type: ignore[arg-type]
                page=page.key,
                query=query,
                **form.cleaned_data,
                by=Actor.staff(request),
            )
            messages.success(request, f"View “{view}” saved. It now appears above the list.")
            return redirect(_address(page, query))
    return _page(request, form, page, query=query)


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
            return redirect(_address(_page_of(view), view.query))
    return _page(request, form, _page_of(view), query=view.query, name=name)


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = _changeable(request, pk)
    if request.method == "POST":
        customers.delete_view(view, by=Actor.staff(request))
        messages.success(request, f"View “{view}” deleted.")
        return redirect(_page_of(view).address)
    page = _page_of(view)
    context = {"view": view, "page": page, "cancel_url": _address(page, view.query)}
    return render(request, "organizations/account/view_delete.html", context)


def _page(request: HttpRequest, form: SavedViewForm, page: Viewed, **context: Any) -> HttpResponse:
    context |= {"form": form, "page": page, "cancel_url": _address(page, context["query"])}
    return render(request, "organizations/account/view_form.html", context)


def _page_of(view: SavedView) -> Viewed:
    return viewed(view.page) or _CUSTOMERS


def _address(page: Viewed, query: str) -> str:
    return f"{reverse(page.address)}?{query}"


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
