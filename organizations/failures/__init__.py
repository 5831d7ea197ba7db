"""Why sign-ins fail: what a message means, who mends it, and how."""

from .catalog import UNKNOWN, Category, Owner, Scope
from .explain import Explanation, explain, explain_code
from .patterns import Pattern

__all__ = [
    "UNKNOWN",
    "Category",
    "Explanation",
    "Owner",
    "Pattern",
    "Scope",
    "explain",
    "explain_code",
]
