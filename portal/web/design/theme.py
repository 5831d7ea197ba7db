"""/theme.css: the accent colour as custom properties, because the CSP forbids inline styles."""

from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import colors


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def theme(request: HttpRequest) -> HttpResponse:
    """Serve the company's accent, or with ?accent=rrggbb another brand's, readable in both themes.

    A customer's page takes the colour of its self-service profile that way.
    """
    accent = request.GET.get("accent") or settings.ACCENT_COLOR
    try:
        light, dark = colors.light(accent), colors.dark(accent)
    except ValueError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    css = (
        f":root {{\n{_properties(light)}}}\n"
        f"@media (prefers-color-scheme: dark) {{\n:root {{\n{_properties(dark)}}}\n}}\n"
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def _properties(palette: colors.Palette) -> str:
    return "".join(
        f"  --{name.replace('_', '-')}: {value};\n" for name, value in asdict(palette).items()
    )
