"""All customers of a colleague, handed over to another one when they leave."""

from django.db import transaction

from organizations.errors import Rejected
from organizations.models import Attention, Customer, User
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor


def hand_over_customers(owner: User, *, to: User, by: Actor) -> int:
    """Make a colleague the owner of all customers of another one; return of how many.

    Archived ones are handed over too. Open items assigned to the former owner go along: nobody
    would see them any more. Raises Rejected (field "to") for who can't own customers.
    """
    if to == owner:
        raise Rejected(f"{owner} owns these customers already. Choose someone else.", field="to")
    with transaction.atomic():
        if not User.objects.select_for_update().filter(pk=to.pk, is_active=True).exists():
            raise Rejected(f"{to} is deactivated. Choose someone else.", field="to")
        owned = Customer.objects.select_for_update(no_key=True).filter(owner=owner)
        rows = list(owned.order_by("pk"))
        changed = Customer.objects.filter(pk__in=[row.pk for row in rows])
        changed.update(owner=to, updated_at=clock.now())
        items = Attention.objects.filter(assignee=owner, resolved_at=None).update(assignee=to)
        audit.record_for_each(Verb.CUSTOMER_CHANGE, rows, by=by, changed=["owner"])
        if rows or items:
            audit.record(
                Verb.STAFF_HAND_OVER,
                by=by,
                target=f"user:{owner.pk}",
                name=owner.name,
                receiver=to.name,
                count=len(rows),
                items=items,
            )
    return len(rows)
