"""Where things stand on the site: the addresses of pages, and the stand-in for the site's own.

`docs/` is the same wherever the site is published, so a text that needs a whole address holds the
stand-in there, and `finish.py` puts the real one in its place when the site is built.
"""

from typing import Final

# The top-level domain "invalid" is reserved (RFC 2606): left in by mistake, it leads nowhere.
SITE: Final = "https://address.invalid/"


def slug(name: str) -> str:
    """The address of a page below the site's: "" for the first page, else "name/"."""
    return "" if name == "index" else f"{name}/"


def whole(name: str, anchor: str = "") -> str:
    """The whole address of a page, or of a part of it."""
    return f"{SITE}{slug(name)}" + (f"#{anchor}" if anchor else "")
