"""One way to show a long list: narrowed by a form, a page at a time (templates/list.html)."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from portal.web.listing import pagination
from portal.web.listing.filters import FilterForm

M = TypeVar("M", bound=Model)


def listing(
    request: HttpRequest,
    rows: QuerySet[M],
    order: Sequence[str] = ("-created_at", "-pk"),
    *,
    form: FilterForm | None = None,
) -> dict[str, Any]:
    """Return what the layout of a list shows of rows that `form` has narrowed already.

    `order` as `pagination.page` takes it. Raises BadRequest for a position that no page gave.
    """
    page = pagination.page(
        rows,
        order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    narrowed = form is not None and bool(form.chosen().keys() - {"sort"})
    return {"page": page, "form": form, "narrowed": narrowed}
