"""What people type at the desk, checked and turned into arguments of the services."""

from .preset import PresetForm, SettingsForm
from .profile import ProfileForm
from .ticket import Choices, TicketForm

__all__ = ["Choices", "PresetForm", "ProfileForm", "SettingsForm", "TicketForm"]
