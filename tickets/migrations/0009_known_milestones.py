"""Write down what is known of the setups before reports: from rows, and stages from the trail."""

from collections import defaultdict
from datetime import timedelta

from django.db import migrations

AT_ONCE = 500
ROAD = [
    *("planned", "invited", "opened", "configured"),
    *("domain_pending", "domain_verified", "live", "in_use"),
]
MILESTONES = ("opened", "configured", "live", "in_use")
REMINDERS = {"unopened", "half_way", "link_ending", "link_ended", "unused"}
FOLLOW_UPS = {"follow_up", "record"}


def fill(apps, schema_editor):
    connections = apps.get_model("organizations", "Connection").objects.order_by("pk")
    last = 0
    while chunk := list(connections.filter(pk__gt=last)[:AT_ONCE]):
        last = chunk[-1].pk
        fill_some(apps, chunk)


def fill_some(apps, chunk):
    rows = apps.get_model("tickets", "Milestones").objects
    keys = [one.pk for one in chunk]
    tickets = defaultdict(list)
    issued = apps.get_model("tickets", "Ticket").objects.filter(
        connection_id__in=keys, issued_at__isnull=False
    )
    for ticket in issued.order_by("issued_at", "pk").only(
        "connection_id", "kind", "issued_at", "opened_at", "preset_id"
    ):
        tickets[ticket.connection_id].append(ticket)
    sent = defaultdict(list)
    messages = apps.get_model("tickets", "Message").objects.filter(
        connection_id__in=keys, sent_at__isnull=False
    )
    for key, kind, at in messages.values_list("connection_id", "kind", "sent_at"):
        sent[key].append((kind, at))
    events = apps.get_model("organizations", "Event").objects.filter(connection_id__in=keys)
    moved, acted = defaultdict(list), defaultdict(list)
    for key, data, at in events.filter(verb="connection:stage").values_list(
        "connection_id", "data", "at"
    ):
        moved[key].append((data.get("to"), at))
    for key, at in events.filter(actor_kind="staff").order_by("at").values_list(
        "connection_id", "at"
    ):
        acted[key].append(at)
    known = set(rows.filter(connection_id__in=keys).values_list("connection_id", flat=True))
    made = []
    for one in chunk:
        invited = next((t for t in tickets[one.pk] if t.kind == "create"), None)
        if invited and one.pk not in known:
            made.append(
                rows.model(
                    connection_id=one.pk,
                    customer_id=one.customer_id,
                    tenant_id=one.tenant_id,
                    preset_id=invited.preset_id,
                    strategy=one.strategy,
                    invited_at=invited.issued_at,
                    month=invited.issued_at.date().replace(day=1),
                    stage=one.stage,
                    stage_since=one.stage_since,
                    **figures(one, invited, tickets[one.pk], moved[one.pk]),
                )
            )
            took(made[-1], sent[one.pk], acted[one.pk])
    rows.bulk_create(made)


def figures(one, invited, tickets, moved):
    """The hours to each milestone; one that is reached implies those before it."""
    opened = [t.opened_at for t in tickets if t.opened_at]
    told = {
        "opened": min(opened, default=None),
        "configured": one.assistant_created_at,
        "live": one.live_at,
        "in_use": one.first_sign_in_at,
    }
    found, later = {}, None
    for milestone in reversed(MILESTONES):
        place = ROAD.index(milestone)
        logged = [at for to, at in moved if to in ROAD and ROAD.index(to) >= place]
        at = told[milestone] or min(logged, default=None)
        if at is None and one.stage in ROAD and ROAD.index(one.stage) >= place:
            at = one.stage_since
        at = at or later
        if at:
            later = at
            found[f"{milestone}_hours"] = hours(invited.issued_at, at)
    return found


def took(row, sent, acted):
    end = None
    if row.in_use_hours is not None:
        end = row.invited_at + timedelta(hours=row.in_use_hours)
    for kind, at in sent:
        if end is None or at <= end:
            row.mails += kind != "code"
            row.reminders += kind in REMINDERS
            row.follow_ups += kind in FOLLOW_UPS
    for at in acted:
        counts = row.last_act_at is None or at - row.last_act_at >= timedelta(minutes=1)
        if counts and at > row.invited_at and (end is None or at <= end):
            row.acts, row.last_act_at = row.acts + 1, at


def hours(since, moment):
    return max(0, round((moment - since) / timedelta(hours=1)))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_milestones")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
