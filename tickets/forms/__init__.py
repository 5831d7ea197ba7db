"""What staff type, checked and turned into arguments of the services."""

from tickets.forms.ticket.ticket import Choices, TicketForm

from .preset import PresetForm, SettingsForm
from .profile import ProfileForm

__all__ = ["Choices", "PresetForm", "ProfileForm", "SettingsForm", "TicketForm"]
