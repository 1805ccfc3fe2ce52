"""Measures the build and the site, beside plain Material on the same pages, and how it grows.

Prints what it measured and keeps it in data/measurements.json, out of which the next build makes a
page for maintainers. Nothing fails here, because a busy machine is no fault of the code. Every
command runs alone, in turn, several times; the quickest run of each counts: it was disturbed least.
"""

import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "scripts" / "build_tables.py"
SMALLEST = ROOT / "tests" / "smallest" / "study.yaml"
KEPT = ROOT / "data" / "measurements.json"
OTHER_ENGINE = ROOT / ".cache" / "engines" / "properdocs" / "bin" / "properdocs"  # make engines
RUNS = 7
STOCK = "site_name: stock\ntheme:\n  name: material\nmarkdown_extensions: [attr_list]\n"
FACT = (
    "  f{name}: {{name: fact {n}, group: counted, count: {count}, "
    "cite: [{{source: letter, at: line {n}}}]}}\n"
)
LOADED = re.compile(r'<(?:script[^>]* src|link rel="(?:stylesheet|icon)" href)="([^"]*)"')


class Cost(NamedTuple):
    """What a command took: seconds by the clock, and its largest memory in MB."""

    seconds: float
    megabytes: float


class Row(NamedTuple):
    """A line of what was measured: a name, a number with its unit, a ratio where there is one."""

    name: str
    measured: str
    ratio: str = ""


def run(command: list[str], folder: Path) -> Cost:
    """One run of a command. Raises CalledProcessError when it fails."""
    # Compiled Python files are kept, as they are on the machine of a person who builds often.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(
                process.returncode, command, output.read().decode(errors="replace")
            )
    kilobytes = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return Cost(seconds, kilobytes / 1000)


def in_turn(commands: dict[str, tuple[list[str], Path]], runs: int = RUNS) -> dict[str, Cost]:
    """The quickest of several runs of each command, after one that fills the caches."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, (command, folder) in commands.items():
            cost = run(command, folder)
            if turn:
                costs[name].append(cost)
    return {name: min(each) for name, each in costs.items()}


def row(name: str, cost: Cost, ratio: str = "") -> Row:
    """A line for a command."""
    return Row(name, f"{cost.seconds:.3f} s, {cost.megabytes:.0f} MB", ratio)


def copied(target: Path) -> Path:
    """The sources of the site in a folder of their own, without caches."""
    skip = shutil.ignore_patterns("__pycache__", ".cache")
    for name in ("data", "docs", "scripts", "templates"):
        shutil.copytree(ROOT / name, target / name, ignore=skip)
    shutil.copy(ROOT / "mkdocs.yml", target)
    return target


def repeated(work: Path) -> Iterator[Row]:
    """Builds with warm caches: our two steps, and other engines on the same pages."""
    stock, copy = work / "stock", copied(work / "copy")
    shutil.copytree(ROOT / "docs", stock / "docs")
    (stock / "mkdocs.yml").write_text(STOCK, encoding="utf-8")
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir"]
    commands = {
        "build_tables.py": ([sys.executable, "scripts/build_tables.py"], copy),
        "mkdocs build": ([*mkdocs, str(work / "ours")], copy),
        "plain Material": ([*mkdocs, str(work / "plain")], stock),
    }
    if OTHER_ENGINE.exists():
        other = [str(OTHER_ENGINE), "build", "--quiet", "--site-dir", str(work / "other")]
        commands["ProperDocs on our sources"] = (other, copy)
    costs = in_turn(commands)
    ours, theirs, plain = (costs[name] for name in list(commands)[:3])
    third = f"{ours.seconds / theirs.seconds:.2f} of mkdocs build; at most 0.33 is wanted"
    both = (ours.seconds + theirs.seconds) / plain.seconds
    yield row("build_tables.py", ours, third)
    yield row("mkdocs build", theirs)
    yield row(
        "plain Material, the same pages", plain,
        f"ours, both steps: {both:.2f} of it; at most 1.00 is wanted",
    )  # fmt: skip
    for name, cost in list(costs.items())[3:]:
        yield row(name, cost, f"{cost.seconds / theirs.seconds:.2f} of mkdocs build")
    finish = in_turn(
        {"": ([sys.executable, "scripts/finish.py", "--site", str(work / "ours")], copy)}
    )
    yield row("finish.py, again on the same site", finish[""])


def cold(work: Path) -> Iterator[Row]:
    """The first build in a fresh clone, with nothing compiled or kept."""
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    ours, plain = [], []
    for turn in range(3):
        copy = copied(work / f"cold-{turn}")
        both = [run([sys.executable, "scripts/build_tables.py"], copy), run(mkdocs, copy)]
        ours.append(Cost(sum(each.seconds for each in both), max(each.megabytes for each in both)))
        (copy / "mkdocs.yml").write_text(STOCK, encoding="utf-8")
        plain.append(run(mkdocs, copy))
    ratio = min(ours).seconds / min(plain).seconds
    yield row("build_tables.py and mkdocs build, cold", min(ours), f"{ratio:.2f} of plain Material")
    yield row("plain Material, cold", min(plain))


def digits_as_letters(number: int) -> str:
    """A number as an id may hold it: 120 is "bca"."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def study_of(facts: int) -> str:
    """A valid study file with so many facts more than the smallest."""
    lines = (FACT.format(name=digits_as_letters(n), n=n, count=n % 25) for n in range(facts))
    return SMALLEST.read_text(encoding="utf-8").replace(
        "features: {}\n", "features:\n" + "".join(lines)
    )


def growth(work: Path) -> Iterator[Row]:
    """How build_tables.py grows with the facts of a study."""
    commands = {}
    for facts in (10, 100, 1000):
        file = work / f"{facts}.yaml"
        file.write_text(study_of(facts), encoding="utf-8")
        arguments = ["--data", str(file), "--docs", str(work / f"docs-{facts}")]
        commands[f"build_tables.py, {facts:,} facts"] = (
            [sys.executable, str(BUILD), *arguments],
            ROOT,
        )
    for name, cost in in_turn(commands, runs=3).items():
        yield row(name, cost)


def gzipped(path: Path) -> int:
    """The bytes of a file as a host sends it."""
    return len(gzip.compress(path.read_bytes(), 9))


def weight(site: Path) -> Iterator[Row]:
    """What a first visit of each page fetches, and what the first search fetches."""
    for page in sorted(site.rglob("index.html")):
        html = page.read_text("utf-8")
        if 'http-equiv="refresh"' in html:
            continue
        loaded = {(page.parent / address).resolve() for address in LOADED.findall(html)}
        size = gzipped(page) + sum(gzipped(path) for path in loaded)
        name = page.relative_to(site).as_posix().removesuffix("index.html") or "the first page"
        yield Row(f"first visit, {name}", f"{size / 1000:.1f} kB in {len(loaded) + 1} requests")
    index = gzipped(site / "search" / "search_index.json")
    yield Row("search index", f"{index / 1000:.1f} kB")


def machine() -> str:
    """Where it was measured, in words."""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return f"{system}, Python {platform.python_version()}"


def main() -> None:
    """Measure, print and keep."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rows = []
        for part in (repeated(work), cold(work), growth(work), weight(ROOT / "site")):
            for line in part:
                print(f"{line.name:42} {line.measured:26} {line.ratio}".rstrip())
                rows.append(line._asdict())
    day = datetime.now(UTC).date().isoformat()
    kept = {"date": day, "machine": machine(), "rows": rows}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"kept in {KEPT.relative_to(ROOT)}; make site puts it on a page for maintainers")


if __name__ == "__main__":
    main()
