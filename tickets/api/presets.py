"""Presets and self-service profiles, read."""

from typing import Annotated

from django.db.models import QuerySet
from ninja import Query
from pydantic import Field

from organizations.api.door import KeyRequest, Resource
from organizations.api.expanding import Related, expandable, expanded
from organizations.api.found import in_tenants_of, one_of, tenants_of
from organizations.api.organizations import TenantOut
from organizations.auth0_clients import auth0
from portal.api.pages import Paging, page_of
from portal.api.schemas import Id, In, Out, Page
from tickets.models import Preset

presets = Resource("Presets")


class PresetOut(Out):
    """Saved ticket settings on top of one of Auth0's self-service profiles."""

    id: int
    tenant_id: int
    name: str
    is_default: bool
    profile_id: str
    profile_name: str
    connection_name: str = Field(description="The pattern for connection names.")
    link_days: int
    confirmation: str = Field(description="none, address or code.")
    follow_up: str = Field(description="edit_ticket, enable or nothing.")
    tenant: TenantOut | None = None


class PresetExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("tenant")] = []


class PresetSearch(Paging, PresetExpand):
    """Filters and related objects to include."""


class ProfileOut(Out):
    """A self-service profile in Auth0. No `allowed_strategies` means all of them."""

    id: str
    name: str
    description: str
    allowed_strategies: list[str]


class ProfileList(Out):
    """A tenant's profiles; Auth0 allows twenty."""

    data: list[ProfileOut]


@presets.get("/presets", "presets:read", Page[PresetOut])
def list_presets(request: KeyRequest, wanted: Query[PresetSearch]) -> Page[PresetOut]:
    """List presets, ordered by name."""
    found = page_of(request, _rows(request), ["name", "pk"], _show, wanted)
    return expanded(request, found, wanted)


@presets.get("/presets/{preset_id}", "presets:read", PresetOut)
def get_preset(request: KeyRequest, preset_id: Id, wanted: Query[PresetExpand]) -> PresetOut:
    """Get a preset."""
    return expanded(request, _show(one_of(_rows(request), preset_id, "preset")), wanted)


@presets.get("/tenants/{tenant_id}/profiles", "presets:read", ProfileList, auth0=True)
def list_profiles(request: KeyRequest, tenant_id: Id) -> ProfileList:
    """List a tenant's self-service profiles, read from Auth0."""
    tenant = one_of(tenants_of(request), tenant_id, "tenant")
    found = auth0(tenant).urgently().profiles.list().items
    return ProfileList(
        data=[
            ProfileOut(
                id=one.id,
                name=one.name,
                description=one.description,
                allowed_strategies=list(one.allowed_strategies),
            )
            for one in found
        ]
    )


def _rows(request: KeyRequest) -> QuerySet[Preset]:
    return in_tenants_of(request, Preset.objects.all())


def _show(preset: Preset) -> PresetOut:
    return PresetOut.model_construct(
        id=preset.pk,
        tenant_id=preset.tenant_id,
        name=preset.name,
        is_default=preset.is_default,
        profile_id=preset.profile_id,
        profile_name=preset.profile_name,
        connection_name=preset.connection_name,
        link_days=preset.link_days,
        confirmation="none" if preset.confirmation == "nothing" else preset.confirmation,
        follow_up=preset.follow_up,
    )


expandable("preset", "presets:read", _rows, _show)
