"""The queue on Home: items in groups by reason, the most urgent group first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from organizations.forms.queue import LAST_RESOLVED, ORDER, QueueFilter
from organizations.models import Attention
from portal.web.listing import pagination
from tickets.actions import listed

# Of each group on the first page; the rest are on pages of the group alone.
_FIRST = 8


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one reason: how many there are, and those that are shown."""

    reason: Attention.Reason
    count: int
    items: list[Attention]

    @property
    def more(self) -> int:
        """How many are not shown here."""
        return self.count - len(self.items)


def queue(form: QueueFilter, *, after: str = "", before: str = "") -> dict[str, Any]:
    """Return what Home shows of the items that the filters let through.

    `groups` with the first items of each, or the one of the chosen kind; `page` where the list
    goes on, of one kind or of what is resolved; `total`, counted by one grouped query. Raises
    BadRequest for a position that no page gave.
    """
    rows, chosen = form.narrow(), form.chosen()
    if chosen.get("show") == "resolved":
        page = pagination.page(listed(rows), LAST_RESOLVED, after=after, before=before)
        return {"groups": [], "page": page, "total": None}
    counts = dict(rows.order_by().values_list("reason").annotate(Count("pk")))
    total = sum(counts.values())
    if kind := chosen.get("kind"):
        page = pagination.page(listed(rows), ORDER, after=after, before=before)
        reason = Attention.Reason(kind)
        groups = [Group(reason, counts.get(kind, 0), page.rows)] if page else []
        return {"groups": groups, "page": page, "total": total}
    return {"groups": _first_of_each(rows, counts), "page": None, "total": total}


def _first_of_each(rows: QuerySet[Attention], counts: dict[str, int]) -> list[Group]:
    place = Window(RowNumber(), partition_by="reason", order_by=[F(name) for name in ORDER])
    # First which, then all that is shown of them: joined, thousands would be read for these.
    keys = list(rows.annotate(place=place).filter(place__lte=_FIRST).values_list("pk", flat=True))
    shown = list(listed(rows.filter(pk__in=keys)).order_by(*ORDER))
    return [
        Group(reason, counts[reason], [one for one in shown if one.reason == reason])
        for reason in Attention.Reason
        if counts.get(reason)
    ]
