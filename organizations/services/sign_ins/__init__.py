"""Whether the customer's people sign in, and why they can't: counted, never who they are."""

from .counting import forget_old
from .looking import look_for_sign_ins, look_now, tenants_to_look_at
from .pushed import take_pushed
from .reclassifying import classify_again
from .showing import failing_lately, recent
from .trouble import failed_since

__all__ = [
    "classify_again",
    "failed_since",
    "failing_lately",
    "forget_old",
    "look_for_sign_ins",
    "look_now",
    "recent",
    "take_pushed",
    "tenants_to_look_at",
]
