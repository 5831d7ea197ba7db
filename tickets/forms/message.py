"""A message to a contact, in words of staff's own."""

import uuid
from typing import Any

from django import forms

from portal.web.forms import CleanCharField, CleanTextField


class MessageForm(forms.Form):
    subject = CleanCharField(
        label="Subject",
        max_length=150,
        help_text="Your company's name is placed before it.",
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": "Enter a subject."},
    )
    text = CleanTextField(
        label="Message",
        max_length=5000,
        help_text="Plain text, up to 5,000 characters. The greeting and your name are added. "
        "Replies go to you.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Enter a message."},
    )
    # Which form this is: pressed twice, it sends one email.
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, subject: str = "", text: str = "") -> None:
        initial = {"once": uuid.uuid4(), "subject": subject, "text": text}
        super().__init__(data, initial=initial)
