"""Bulk jobs and their rows."""
