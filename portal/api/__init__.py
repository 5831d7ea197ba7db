"""What a JSON API of ours has in common: problems, pages, limits, its document. It knows no app."""
