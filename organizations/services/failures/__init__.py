"""Failed sign-ins: explained, the company's own texts among them."""

from .explaining import OWN, explain_line, explain_screen, own_categories, titles
from .own_failures import delete_own_failure, save_own_failure

__all__ = [
    "OWN",
    "delete_own_failure",
    "explain_line",
    "explain_screen",
    "own_categories",
    "save_own_failure",
    "titles",
]
