"""The weekly look: trials against their live records, the age of the sources, what has changed.

No page needs it, and nothing imports it.
"""
