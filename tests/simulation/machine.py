"""The real product in this process: what beat schedules is called, and time jumps."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from organizations import auth0_clients
from organizations.models import Connection, Domain, Event, Tenant
from portal import clock
from portal.auth0 import PLANS
from portal.auth0.plans import Group
from portal.celery import app
from portal.wake import send_now
from tests.benchmarks.sandbox_limiter import SandboxLimiter
from tests.sandbox_process import Sandbox
from tickets.models import Automation, Message, Ticket
from tickets.states import State

# In the order in which news come in and what follows from them goes out. The other tasks of the
# schedule (webhooks, notifications, seals, ...) change nobody's setup, and run once a day.
EACH_TURN = (
    "tickets.polls_due",
    "tickets.lookups_due",
    "tickets.reconciles_due",
    "organizations.sign_ins_due",
    "tickets.expire_due",
    "tickets.automations_due",
    "tickets.sweep",
)
_MOST_ROUNDS = 200
_DAY = timedelta(days=1)


class Machine:
    """The product's tasks, on a plan's limits; counts what they ask of Auth0."""

    def __init__(self, sandbox: Sandbox, tenant: Tenant) -> None:
        self._sandbox = sandbox
        self._tenant = tenant
        sandbox.post("/plan", {"plan": tenant.plan, "time": "sandbox"})
        self._limiter = SandboxLimiter(tenant.plan, sandbox)
        self._daily_at = clock.now()
        # The share of a limit that the busiest day used, by the limit's name.
        self.busiest: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()
        self._limit()

    @property
    def calls(self) -> int:
        return self._limiter.calls["all"]

    @property
    def refused(self) -> int:
        """Calls that were put off for the limit, or answered 429."""
        return self._limiter.put_off + self._limiter.too_many

    def turn(self) -> None:
        """Do all that is due now."""
        self._limit()
        if clock.now() - self._daily_at >= _DAY:
            self._daily()
        for _ in range(_MOST_ROUNDS):
            before = self._news()
            for task in EACH_TURN:
                send_now(task)
            due = self.next_due()
            if self._news() == before and (due is None or due > clock.now()):
                return
        raise AssertionError(f"The product does not come to rest; {self.next_due()} is due.")

    def next_due(self) -> datetime | None:
        """Return when the product has something to do, as its rows say."""
        serving = Connection.objects.filter(customer__archived_at=None)
        rows: list[tuple[Any, str]] = [
            (Automation.objects.all(), "due_at"),
            (Ticket.objects.filter(state=State.ISSUED), "expires_at"),
            (Ticket.objects.filter(state=State.OPENED), "session_ends_at"),
            (Domain.objects.filter(state=Domain.State.PENDING), "lookup_due_at"),
            (serving, "check_due_at"),
            (serving.filter(stage__in=("live", "in_use")), "sign_ins_due_at"),
            (Message.objects.filter(state=Message.State.QUEUED), "due_at"),
        ]
        moments = [found.aggregate(at=Min(column))["at"] for found, column in rows]
        return min((at for at in moments if at), default=None)

    def advance_to(self, moment: datetime) -> None:
        seconds = (moment - clock.now()).total_seconds()
        if seconds > 0:
            self._sandbox.advance(seconds)

    def _daily(self) -> None:
        self._daily_at = clock.now()
        for entry in app.conf.beat_schedule.values():
            if entry["task"] not in EACH_TURN:
                send_now(entry["task"])
        for group in Group:
            for name, bucket in PLANS[self._tenant.plan].buckets(group):
                calls = self._limiter.calls[name] - self._counted[name]
                share = calls / (bucket.per_second * _DAY.total_seconds())
                self.busiest[name] = max(self.busiest[name], share)  # type: ignore[assignment]
        self._counted = Counter(self._limiter.calls)

    def _limit(self) -> None:
        auth0_clients.auth0(self._tenant)._session.limiter = self._limiter

    def _news(self) -> tuple[int, int]:
        newest = Event.objects.order_by("pk").last()
        return (newest.pk if newest else 0, Message.objects.filter(state="queued").count())
