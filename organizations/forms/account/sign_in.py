"""How staff say who they are: by their address, in whatever form they type it."""

from typing import Any

from allauth.account import fields, forms

from portal.text.addresses import canonical_address
from portal.web.forms import as_typed


class _AddressField(fields.EmailField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_typed(self.widget)

    def to_python(self, value: Any) -> str:
        return canonical_address(super().to_python(value))


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _AddressField()


class ResetPasswordForm(forms.ResetPasswordForm):
    email = _AddressField()
