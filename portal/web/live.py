"""Pages with a live part: <… id="live"> in a partial `live`, renewed in place by htmx."""

from django.http import HttpRequest


def live(template: str, request: HttpRequest) -> str:
    """Return the template to render: its live part alone where only that is asked for."""
    return f"{template}#live" if request.htmx.target == "live" else template  # type: ignore[attr-defined]
