"""Figures for Prometheus, at /metrics; a dashboard and alerts for them are in grafana/."""

from .figures import Figure, learn

__all__ = ["Figure", "learn"]
