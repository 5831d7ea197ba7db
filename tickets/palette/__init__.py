"""The search for anything: a dialog on every page (Ctrl-K, static/js/palette.js) and a page."""
