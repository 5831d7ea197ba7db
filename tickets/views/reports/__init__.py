"""Reports: the page, its charts, and the same as a file."""
