"""Failed sign-ins: explained, the company's own texts among them."""

from .explaining import explain_screen
from .own_failures import delete_own_failure, save_own_failure

__all__ = ["delete_own_failure", "explain_screen", "save_own_failure"]
