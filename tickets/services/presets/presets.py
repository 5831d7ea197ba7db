"""Presets: saved, copied, deleted, each change audited."""

from django.db import transaction

from organizations.models import Tenant
from organizations.services import audit
from portal import clock
from portal.actor import Actor
from tickets.models import Automation, Preset
from tickets.verbs import Verb


def save_preset(preset: Preset, *, by: Actor) -> Preset:
    """Write a new or changed preset; the default takes the place of the tenant's old one."""
    new = preset.pk is None
    with transaction.atomic():
        if preset.is_default:
            Preset.objects.filter(tenant=preset.tenant, is_default=True).exclude(
                pk=preset.pk
            ).update(is_default=False)
        preset.save()
        _record(Verb.PRESET_CREATE if new else Verb.PRESET_CHANGE, preset, by)
        # What is due may be due at another time by these rules.
        Automation.objects.filter(connection__tickets__preset=preset, due_at__isnull=False).update(
            due_at=clock.now()
        )
    return preset


def copy_preset(preset: Preset, *, by: Actor) -> Preset:
    """Make a preset with the same settings under a name of its own; it is nobody's default."""
    copy = Preset.objects.get(pk=preset.pk)
    copy.pk = None
    copy._state.adding = True
    copy.is_default = False
    copy.name = _free_name(preset.name)
    with transaction.atomic():
        copy.save()
        _record(Verb.PRESET_COPY, copy, by)
    return copy


def delete_preset(preset: Preset, *, by: Actor) -> None:
    """Delete a preset; tickets that were issued with it stay as they are."""
    with transaction.atomic():
        _record(Verb.PRESET_DELETE, preset, by)
        preset.delete()


def default_preset(tenant: Tenant) -> Preset | None:
    """Return the tenant's default, else its only preset, else nothing."""
    presets = list(Preset.objects.filter(tenant=tenant))
    only = presets[0] if len(presets) == 1 else None
    return next((preset for preset in presets if preset.is_default), only)


def usual_applications(tenant: Tenant) -> list[str]:
    """Return the applications of the tenant's default preset, for `organizations` to offer."""
    preset = default_preset(tenant)
    return list(preset.settings.get("enabled_clients") or []) if preset else []


def _free_name(name: str) -> str:
    proposals = (f"{name[:80]} (copy{f' {n}' if n > 1 else ''})" for n in range(1, 1000))
    taken = set(Preset.objects.filter(name__startswith=name[:80]).values_list("name", flat=True))
    return next(proposal for proposal in proposals if proposal not in taken)


def _record(verb: Verb, preset: Preset, by: Actor) -> None:
    audit.record(
        verb, by=by, target=f"preset:{preset.pk}", name=preset.name, tenant=preset.tenant.name
    )
