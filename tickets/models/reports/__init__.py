"""What reports are counted from."""

from .milestones import Milestone, Milestones

__all__ = ["Milestone", "Milestones"]
