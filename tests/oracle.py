"""The study file read without our code, to hold pages and tables to: YAML, division, scipy."""

from typing import Any

from scipy import stats

from studies import TYPED


def every(section: str) -> dict[str, dict[str, Any]]:
    """What the main study and all trials have in a section, by id."""
    studies = [TYPED, *TYPED["trials"].values()]
    return {ident: entry for each in studies for ident, entry in each.get(section, {}).items()}


groups, counts = every("groups"), {**every("results"), **every("features")}


def printed(ident: str) -> str:
    """The figure that a fact's first source prints, without its sign."""
    return str(counts[ident]["cite"][0]["prints"]).rstrip("%")


def people(ident: str) -> int | None:
    """The number of people of a group or count; None for a figure that cannot be."""
    entry = groups.get(ident) or counts[ident]
    if typed := entry.get("size", entry.get("count")):
        return int(typed)
    if "formula" in entry:
        words = ["+", *entry["formula"].split()]
        parts = zip(words[::2], words[1::2], strict=True)
        return sum(int(f"{sign}{people(name) or 0}") for sign, name in parts)
    share, whole = printed(ident), people(entry["group"]) or 0
    places = len(share.partition(".")[2])
    return next((n for n in range(whole + 1) if f"{100 * n / whole:.{places}f}" == share), None)


def mid_p(a: int, m: int, b: int, n: int) -> float:
    """Fisher's exact test, two-sided, with half of what is as likely as a of m beside b of n."""
    table = stats.hypergeom(m + n, a + b, m)
    chances = [table.pmf(k) for k in range(max(0, a + b - n), min(m, a + b) + 1)]
    observed = table.pmf(a)
    less = sum(c for c in chances if c < observed * (1 - 1e-9))
    return float(less + 0.5 * sum(c for c in chances if abs(c - observed) <= observed * 1e-9))


IMPOSSIBLE = [ident for ident in counts if people(ident) is None]
