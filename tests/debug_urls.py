"""The portal's addresses as they are with DEBUG: with the styleguide."""

from django.urls import path

from portal.urls import handler400, handler403, handler404, handler500, urlpatterns
from portal.web.design.styleguide import styleguide

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [*urlpatterns, path("styleguide/", styleguide, name="styleguide")]
