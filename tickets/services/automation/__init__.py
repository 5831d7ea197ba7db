"""What the portal does by itself: planned from the rows, done once."""

from .complete import complete, run_automation
from .due import automations_due
from .run import planned_steps
from .send_if_wanted import send_if_wanted

__all__ = [
    "automations_due",
    "complete",
    "planned_steps",
    "run_automation",
    "send_if_wanted",
]
