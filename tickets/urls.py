from django.urls import path

from tickets import desk, hooks, landing

app_name = "tickets"

urlpatterns = [
    path("l/<str:token>/", landing.landing, name="landing"),
    *desk.urlpatterns,
    path("hooks/auth0/logs/<uuid:hook_id>/", hooks.auth0_logs, name="log_hook"),
]
