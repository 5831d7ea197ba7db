"""Keep what reports are counted from, at the moment when it happens."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q

from organizations.models import Connection, Stage
from organizations.stages import ROAD
from portal.actor import Actor
from tickets.models import Message, Ticket
from tickets.models.reports import Milestone, Milestones

# One click of a person may leave several lines in the audit trail.
_ONE_ACT = timedelta(minutes=1)
_REMINDERS = (*Message.REMINDERS, Message.Kind.UNUSED)
_FOLLOW_UPS = (Message.Kind.FOLLOW_UP, Message.Kind.RECORD)
_STAGE_OF = {
    Milestone.OPENED: Stage.OPENED,
    Milestone.CONFIGURED: Stage.CONFIGURED,
    Milestone.LIVE: Stage.LIVE,
    Milestone.IN_USE: Stage.IN_USE,
}


def note_stage(connection: Connection, to: Stage, at: datetime, **_kwargs: object) -> None:
    """Write down which milestones a setup reached by moving to a stage.

    A receiver of `organizations.signals.stage_moved`. What is reached implies what comes before
    it. Setups that are not known yet, because an older version moved them, are begun here.
    """
    fresh = Connection.objects.get(pk=connection.pk)
    row = Milestones.objects.filter(connection=fresh).first() or _begun(fresh)
    if row is None:
        return
    row.stage, row.stage_since, row.strategy = to, at, fresh.strategy
    opened_at = fresh.tickets.aggregate(first=Min("opened_at"))["first"]
    # What Auth0 told is nearer to it than when it was noticed.
    known = {
        Milestone.OPENED: opened_at,
        Milestone.CONFIGURED: fresh.assistant_created_at,
        Milestone.LIVE: fresh.live_at,
        Milestone.IN_USE: fresh.first_sign_in_at,
    }
    for milestone, moment in known.items():
        reached = to in ROAD and ROAD.index(to) >= ROAD.index(_STAGE_OF[milestone])
        if reached and getattr(row, milestone.column) is None:
            setattr(row, milestone.column, _hours(row.invited_at, moment or at))
    row.save()


def note_act(connection: Connection, by: Actor, at: datetime, **_kwargs: object) -> None:
    """Count what a member of staff did for a setup, up to its first sign-in.

    A receiver of `organizations.signals.recorded`.
    """
    if by.kind == "staff":
        Milestones.objects.filter(
            Q(last_act_at=None) | Q(last_act_at__lte=at - _ONE_ACT),
            connection=connection,
            in_use_hours=None,
        ).update(acts=F("acts") + 1, last_act_at=at)


def count_mails(connection: Connection) -> None:
    """Count the emails that went out for a setup, up to its first sign-in."""
    open_rows = Milestones.objects.filter(connection=connection, in_use_hours=None)
    if not open_rows.exists():
        return
    sent = Message.objects.filter(connection=connection, sent_at__isnull=False)
    counts = sent.order_by().aggregate(
        mails=Count("pk", filter=~Q(kind=Message.Kind.CODE)),
        reminders=Count("pk", filter=Q(kind__in=_REMINDERS)),
        follow_ups=Count("pk", filter=Q(kind__in=_FOLLOW_UPS)),
    )
    open_rows.update(**counts)


def _begun(connection: Connection) -> Milestones | None:
    invitations = Ticket.objects.filter(
        connection=connection, kind=Ticket.Kind.CREATE, issued_at__isnull=False
    )
    first = invitations.order_by("issued_at", "pk").first()
    if first is None or first.issued_at is None:
        return None
    return Milestones(
        connection=connection,
        customer_id=connection.customer_id,
        tenant_id=connection.tenant_id,
        preset_id=first.preset_id,
        invited_at=first.issued_at,
        month=first.issued_at.date().replace(day=1),
    )


def _hours(since: datetime, moment: datetime) -> int:
    # Clocks differ: nothing happens before the invitation.
    return max(0, round((moment - since) / timedelta(hours=1)))
