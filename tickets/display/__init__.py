"""How rows read on the pages for staff."""
