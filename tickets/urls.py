from django.urls import path

from tickets import hooks

app_name = "tickets"

urlpatterns = [
    path("hooks/auth0/logs/<uuid:hook_id>/", hooks.auth0_logs, name="log_hook"),
]
