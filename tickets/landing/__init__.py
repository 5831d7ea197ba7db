"""The customer's own pages: what is behind a mailed link, and around it.

Mail scanners open links and follow redirects; some press buttons. So GET spends and changes
nothing, and what a person may see or do begins with what scanners cannot do: say who was invited.
"""
