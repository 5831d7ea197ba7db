"""Forms that two people change at once: what a colleague saved first is seen before it goes."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django import forms

# A part of forms, and none by itself.
if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object


class Watched(_Form):
    """A form that knows what it showed: put it before the form's class.

    What a colleague changed since, and this person did not, stays as the colleague has it. Where
    both did, the field says so; saving once more replaces it.
    """

    # Two forms on one page need two names.
    was_name = "was"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.was_name] = forms.CharField(required=False, widget=forms.HiddenInput)
        # Read when it is drawn: the classes below may still add to what is shown.
        self.initial[self.was_name] = self._as_shown

    def clean(self) -> Any:
        super().clean()
        was = _read(self.cleaned_data.pop(self.was_name, ""))
        conflicts: dict[str, str] = {}
        for name in self._watched():
            before, now = was.get(name), self._mark(name, self._now(name))
            if before is None or before == now or name not in self.cleaned_data:
                continue
            mine = self._mark(name, self.cleaned_data[name])
            if mine == before:
                self.cleaned_data[name] = self.fields[name].clean(self._prepared(name))
            elif mine != now:
                conflicts[name] = now
                self.add_error(
                    name,
                    f"A colleague changed this to “{self._words(name)}” after you opened the page. "
                    "Save again to replace it, or enter what they chose.",
                )
        if conflicts:
            # Seen now, so that saving again replaces them. What else changed stays a colleague's.
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix(self.was_name)] = json.dumps(was | conflicts)
            self.data = data
        return self.cleaned_data

    def _watched(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if name != self.was_name and not isinstance(field.widget, forms.PasswordInput)
        ]

    def _as_shown(self) -> str:
        return json.dumps({name: self._mark(name, self._now(name)) for name in self._watched()})

    def _now(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def _prepared(self, name: str) -> Any:
        return self.fields[name].prepare_value(self._now(name))

    def _mark(self, name: str, value: Any) -> str:
        """A short digest of a value: what was shown need not travel twice."""
        prepared = self.fields[name].prepare_value(value)
        if isinstance(prepared, list | tuple | set):
            prepared = sorted(map(str, prepared))
        text = "" if prepared in (None, False, []) else str(prepared)
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]

    def _words(self, name: str) -> str:
        """What a colleague chose, as the form shows it."""
        value, field = self._prepared(name), self.fields[name]
        if isinstance(value, bool):
            return "yes" if value else "no"
        chosen = [str(one) for one in (value if isinstance(value, list) else [value])]
        if isinstance(field, forms.ChoiceField):
            labels = {str(key): str(label) for key, label in _flat(field.choices)}
            chosen = [labels.get(one, one) for one in chosen if one != "None"]
        return ", ".join(one for one in chosen if one != "None").replace("\n", ", ") or "nothing"


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, label in choices:
        found += list(label) if isinstance(label, list | tuple) else [(key, label)]
    return found


def _read(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
