"""/styleguide/ (debug only): every component with its states."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal import clock
from portal.web.forms import CleanCharField, CleanTextField, MailboxField

from . import badges

LONG = "Rhabarberbarbarabarbarbarenbartbarbierbierbar International Holdings GmbH & Co. KGaA"


class SampleForm(forms.Form):
    name = CleanCharField(help_text="Shown to customers in emails.")
    email = MailboxField(label="Email address")
    preset = forms.ChoiceField(choices=[("1", "Standard"), ("2", LONG)])
    verification = forms.ChoiceField(
        choices=[("none", "None"), ("optional", "Optional"), ("required", "Required")],
        widget=forms.RadioSelect,
        required=False,
        help_text="Whether the customer has to verify their domains.",
    )
    note = CleanTextField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    show_as_button = forms.BooleanField(
        label="Show as button on the sign-in page",
        help_text="Members see a button with the connection's display name.",
        required=False,
    )


class SampleFilters(forms.Form):
    q = CleanCharField(
        label="Search",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name, domain or ID"}),
    )
    stage = forms.ChoiceField(choices=[("", "Any stage"), ("live", "Live")], required=False)


def _steps() -> dict[str, list[dict[str, Any]]]:
    ago = clock.now() - timedelta(minutes=3)
    labels = [
        "Planned",
        "Invited",
        "Opened",
        "Configured",
        "Domain pending",
        "Domain verified",
        "Live",
    ]

    def link_status(at: int, state: str = "current", note: str = "") -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "state": "done" if n < at else state if n == at else "todo",
                "note": note if n == at else "",
            }
            for n, label in enumerate(labels)
        ]

    return {
        "under_way": link_status(4, note="since Monday"),
        "finished": link_status(6, "done"),
        "broken": link_status(3, "problem", "disabled in Auth0"),
        "ticket": [
            {"label": "Requested", "state": "done", "at": ago},
            {"label": "Issued by Auth0", "state": "done", "at": ago},
            {"label": "Email to alice@acme.com", "state": "current", "note": "being sent"},
            {"label": "Opened by customer", "state": "todo"},
        ],
    }


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    return render(
        request,
        "styleguide.html",
        {
            "states": badges.APPEARANCES,
            "tones": ["neutral", "info", "success", "warning", "danger"],
            "steps": _steps(),
            "form": SampleForm(auto_id="ok_%s"),
            "wrong_form": SampleForm({"email": "alice at acme"}, auto_id="wrong_%s"),
            "filters": SampleFilters(auto_id="filter_%s"),
            "moments": [
                now + timedelta(seconds=s) for s in (-20, -180, -90_000, 14_400, 9_999_999)
            ],
            "action": SimpleNamespace(text="Next step", url="#buttons", asks=True),
            "page": SimpleNamespace(before="1", after="2"),
            "long": LONG,
            "consequences": [
                "The link in the email stops working immediately.",
                "Alice isn't notified.",
            ],
        },
    )
