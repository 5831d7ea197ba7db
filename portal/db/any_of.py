"""Rows of a long table that meet one of several conditions, whether few do or many."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)

# What is fetched and sorted without being felt.
_FEW = 1_000


def any_of(rows: QuerySet[M], conditions: Sequence[Q]) -> QuerySet[M]:
    """Return the rows that meet one of the conditions. Asks the database once, for how many do.

    Few are fetched by their keys. Many lie close together: the list's own order is walked until
    a page is full.
    """
    found = list(keys_of_any(rows.model, conditions)[: _FEW + 1])
    if len(found) <= _FEW:
        return rows.filter(pk__in=set(found))
    return rows.filter(reduce(or_, conditions))


def keys_of_any(model: type[Model], conditions: Sequence[Q]) -> QuerySet[Any, Any]:
    """Return the keys of what meets one of the conditions, some of them more than once.

    Each condition is looked up in an index of its own, which one condition over all of them
    would not use.
    """
    keys = model._default_manager.order_by().values_list("pk", flat=True)
    first, *others = (keys.filter(one) for one in conditions)
    return first.union(*others, all=True)
