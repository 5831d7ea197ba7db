"""Pages of a list: each answers where the next begins, however long the list is."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from pydantic import BaseModel, Field

from portal.web.listing import pagination

from .problems import Fault, invalid
from .schemas import In, Page

M = TypeVar("M", bound=Model)
O = TypeVar("O", bound=BaseModel)  # noqa: E741

MOST = 100


class Paging(In):
    """Parameters of every list."""

    limit: int = Field(50, ge=1, le=MOST, description="Rows per page.")
    cursor: str = Field("", max_length=1000, description="The `next` value of the previous page.")


def page_of(
    request: HttpRequest,
    rows: QuerySet[M],
    order: Sequence[str],
    show: Callable[[M], O],
    paging: Paging,
) -> Page[O]:
    """Return one page of rows in this order (`portal.web.listing.pagination.page`), each shown."""
    try:
        found = pagination.page(rows, order, after=paging.cursor, size=paging.limit)
    except BadRequest:
        raise invalid(
            [Fault("cursor", "“cursor” isn't from a page of this list. Start again without it.")]
        ) from None
    return Page.model_construct(
        data=[show(row) for row in found.rows],
        next=next_address(request, found.after) if found.after else None,
    )


def next_address(request: HttpRequest, cursor: Any) -> str:
    """Return the address of the same list from a cursor on."""
    query = request.GET.copy()
    query["cursor"] = str(cursor)
    pairs = [(name, value) for name, values in query.lists() for value in values]
    return f"{settings.BASE_URL.rstrip('/')}{request.path}?{urlencode(pairs)}"
