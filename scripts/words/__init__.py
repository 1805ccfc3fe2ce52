"""How it is said: numbers, dates and sentences as plain text.

It knows no HTML and no Markdown; `pages` makes text safe for those.
"""
