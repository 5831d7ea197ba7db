"""Staff: the list, an invitation, a colleague's role and state, and their customers handed over."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.forms.staff import HandOverForm, MemberForm, StaffForm
from organizations.models import Attention, User
from organizations.services import customers
from organizations.services import staff as services
from organizations.views.answers import refusals_as_messages, refusals_on
from portal.actor import Actor
from portal.text.addresses import readable
from portal.text.counting import counted
from portal.web.access import requires
from portal.web.listing.lists import listing
from portal.web.step_up import confirmed


@requires("manage_staff")
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    return render(
        request, "organizations/staff/staff.html", listing(request, _members(), ["name", "pk"])
    )


@requires("manage_staff")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def staff_new(request: HttpRequest) -> HttpResponse:
    form = StaffForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            user = services.invite_staff(**form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"{user} invited. {_mailed(user)}")
            return redirect("organizations:staff")
    return render(request, "organizations/staff/staff_form.html", {"form": form})


@requires("manage_staff")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def staff_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a colleague, and change their name and role."""
    found = get_object_or_404(_members(), pk=pk)
    name = str(found)
    form = MemberForm(request.POST or None, instance=found, by=request.user)
    if form.is_valid():
        with refusals_on(form):
            services.change_staff(
                found,
                name=form.cleaned_data["name"],
                role=form.cleaned_data.get("role"),
                by=Actor.staff(request),
            )
            messages.success(request, f"{found} saved.")
            return redirect("organizations:staff_member", found.pk)
    context = {"form": form, "member": found, "name": name, "oneself": found == request.user}
    return render(request, "organizations/staff/staff_member.html", context)


@requires("manage_staff")
@require_POST
@confirmed
def staff_resend(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    with refusals_as_messages(request):
        services.resend_invitation(found, by=Actor.staff(request))
        messages.success(request, f"Invitation resent. {_mailed(found)}")
    return redirect("organizations:staff_member", found.pk)


@requires("manage_staff")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def staff_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_members(), pk=pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            services.deactivate_staff(found, by=Actor.staff(request))
            messages.success(request, f"{found} deactivated and signed out.")
        return redirect("organizations:staff_member", found.pk)
    return render(request, "organizations/staff/staff_deactivate.html", {"member": found})


@requires("manage_staff")
@require_POST
@confirmed
def staff_activate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    services.activate_staff(found, by=Actor.staff(request))
    messages.success(request, f"{found} reactivated.")
    return redirect("organizations:staff_member", found.pk)


@requires("manage_staff")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def staff_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factors of who lost them."""
    found = get_object_or_404(_members(), pk=pk)
    if request.method == "POST":
        services.reset_second_factors(found, by=Actor.staff(request))
        messages.success(request, f"Second factors of {found} removed.")
        return redirect("organizations:staff_member", found.pk)
    return render(request, "organizations/staff/staff_reset.html", {"member": found})


@requires("manage_staff")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def staff_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how much a colleague has, and give it to another one."""
    found = get_object_or_404(_members(), pk=pk)
    form = HandOverForm(request.POST or None, owner=found)
    if form.is_valid():
        to = form.cleaned_data["to"]
        with refusals_on(form):
            count = customers.hand_over_customers(found, to=to, by=Actor.staff(request))
            messages.success(request, f"{counted(count, 'customer')} transferred to {to}.")
            return redirect("organizations:staff_member", found.pk)
    context = {
        "form": form,
        "member": found,
        "items": Attention.objects.filter(assignee=found, resolved_at=None).count(),
    }
    return render(request, "organizations/staff/staff_hand_over.html", context)


def _members() -> QuerySet[User]:
    """Everyone, with what the pages show of them."""
    # Which kind it is, and never the secret.
    factors = Authenticator.objects.only("user", "type")
    return User.objects.annotate(
        customer_count=Count("customers"),
        archived_count=Count("customers", filter=Q(customers__archived_at__isnull=False)),
    ).prefetch_related("groups", Prefetch("authenticator_set", factors))


def _mailed(user: User) -> str:
    return f"An email with a link to set a password is on its way to {readable(user.email)}."
