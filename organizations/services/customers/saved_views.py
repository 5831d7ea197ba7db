"""Saved views of lists: kept under a name, for oneself or for everybody."""

from django.db import IntegrityError, transaction

from organizations.errors import Taken
from organizations.models import SavedView, User
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor
from portal.db.changing import change


def save_view(
    user: User,
    *,
    name: str,
    query: str,
    by: Actor,
    page: str = "customers",
    shared: bool = False,
) -> SavedView:
    """Keep a query string of the list `page` under a name.

    Raises Taken when this person has a view of that name, in whatever case.
    """
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                user=user, name=name, page=page, query=query, shared=shared
            )
            audit.record(
                Verb.VIEW_SAVE, by=by, target=f"view:{view.pk}", name=view.name, filters=query
            )
    except IntegrityError as error:
        raise _taken(name) from error
    return view


def change_view(view: SavedView, *, by: Actor, **changes: object) -> None:
    """Change the named fields (name, shared). Raises Taken as `save_view` does."""
    try:
        with transaction.atomic():
            row = SavedView.objects.select_for_update().get(pk=view.pk)
            changed = change(row, changes)
            if changed:
                row.save(update_fields=changed)
                audit.record(
                    Verb.VIEW_CHANGE, by=by, target=f"view:{row.pk}", name=row.name, changed=changed
                )
    except IntegrityError as error:
        raise _taken(str(changes["name"])) from error


def delete_view(view: SavedView, *, by: Actor) -> None:
    """Delete a view; the rows it showed stay what they are."""
    with transaction.atomic():
        audit.record(Verb.VIEW_DELETE, by=by, target=f"view:{view.pk}", name=view.name)
        view.delete()


def _taken(name: str) -> Taken:
    return Taken(f"A view named “{name}” already exists. Choose another name.", field="name")
