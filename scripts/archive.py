"""Packs the built site into one file, with its SHA-256: for hosts that take a file, and to keep.

The same site gives the same bytes: files in the order of their names, one date for all, and no
compression, whose outcome differs from one machine to another.

Usage: archive.py [--site DIR] [--to FILE.zip]
"""

import argparse
import hashlib
import os
import sys
import time
import zipfile
from pathlib import Path

from addresses import SITE
from finish import site_address

ROOT = Path(__file__).resolve().parents[1]
OLDEST = 315532800  # 1 January 1980: an archive can hold no earlier date
FILE, REGULAR = 0o644, 0o100000


def pack(site: Path, target: Path, moment: int) -> str:
    """Write the archive, and beside it its SHA-256; gives that. `moment` is in Unix seconds."""
    date = time.gmtime(max(moment, OLDEST))[:6]
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(site.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(site).as_posix(), date)
                entry.external_attr = (REGULAR | FILE) << 16
                entry.create_system = 3  # Unix, on every system
                archive.writestr(entry, path.read_bytes())
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_name(f"{target.name}.sha256").write_text(f"{digest}  {target.name}\n", "utf-8")
    return digest


def refused(site: Path) -> str:
    """Why this site should not be published, or ""."""
    address = site_address(site)
    asked = {
        "begin with https://": address.startswith("https://"),
        "end with /": address.endswith("/"),
    }
    missing = " and ".join(what for what, there in asked.items() if not there)
    if not missing and address != SITE:
        return ""
    must = f"; it must {missing}" if missing else ""
    return f"the site was built for {address}; set SITE_URL to the address it will have{must}"


def main() -> int:
    """Pack the site."""
    parser = argparse.ArgumentParser(description="Pack the built site into one archive.")
    parser.add_argument("--site", type=Path, default=ROOT / "site", metavar="DIR")
    parser.add_argument("--to", type=Path, default=ROOT / "site.zip", metavar="FILE.zip")
    arguments = parser.parse_args()
    try:
        if problem := refused(arguments.site):
            raise ValueError(problem)
        moment = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
        digest = pack(arguments.site, arguments.to, moment)
    except (OSError, ValueError) as error:
        print(f"nothing was packed: {error}", file=sys.stderr)
        return 1
    print(f"{digest}  {arguments.to.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
