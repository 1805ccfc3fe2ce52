"""Measures the build: time and memory, beside plain Material on the same pages, and how it grows.

Prints what it measured; nothing fails here, because a busy machine is no fault of the code. Every
command runs alone, in turn, several times; the quickest run of each counts: it was disturbed least.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "scripts" / "build_tables.py"
SMALLEST = ROOT / "tests" / "smallest" / "study.yaml"
RUNS = 7
STOCK = "site_name: stock\ntheme:\n  name: material\nmarkdown_extensions: [attr_list]\n"
FACT = (
    "  f{name}: {{name: fact {n}, group: counted, count: {count}, "
    "cite: [{{source: letter, at: line {n}}}]}}\n"
)


class Cost(NamedTuple):
    """What a command took: seconds by the clock, and its largest memory in MB."""

    seconds: float
    megabytes: float


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


def digits_as_letters(number: int) -> str:
    """A number as an id may hold it: 120 is "bca"."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def study_of(facts: int) -> str:
    """A valid study file with so many facts more than the smallest."""
    lines = (FACT.format(name=digits_as_letters(n), n=n, count=n % 25) for n in range(facts))
    return SMALLEST.read_text(encoding="utf-8").replace(
        "features: {}\n", "features:\n" + "".join(lines)
    )


def site(work: Path) -> None:
    """The real pages: our two steps, and plain Material."""
    stock = work / "stock"
    shutil.copytree(ROOT / "docs", stock / "docs")
    (stock / "mkdocs.yml").write_text(STOCK, encoding="utf-8")
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir"]
    copy = work / "copy"
    for folder in ("data", "scripts", "templates"):
        shutil.copytree(ROOT / folder, copy / folder)
    tables = [sys.executable, "scripts/build_tables.py"]
    costs = in_turn(
        {
            "build_tables.py": (tables, copy),
            "mkdocs build": ([*mkdocs, str(work / "ours")], ROOT),
            "plain Material": ([*mkdocs, str(work / "plain")], stock),
        }
    )
    for name, cost in costs.items():
        print(f"{name:16} {cost.seconds:6.3f} s {cost.megabytes:6.1f} MB")
    ours, theirs, plain = (cost.seconds for cost in costs.values())
    print(f"build_tables.py takes {ours / theirs:.2f} of mkdocs build (at most 0.33 is wanted)")
    both = (ours + theirs) / plain
    print(f"the two together take {both:.2f} of plain Material (at most 1.00 is wanted)")


def growth(work: Path) -> None:
    """How build_tables.py grows with the facts of a study."""
    commands = {}
    for facts in (10, 100, 1000):
        file = work / f"{facts}.yaml"
        file.write_text(study_of(facts), encoding="utf-8")
        arguments = ["--data", str(file), "--docs", str(work / f"docs-{facts}")]
        commands[f"{facts} facts"] = ([sys.executable, str(BUILD), *arguments], ROOT)
    for name, cost in in_turn(commands, runs=3).items():
        print(f"{name:16} {cost.seconds:6.3f} s {cost.megabytes:6.1f} MB")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        site(Path(folder))
        growth(Path(folder))


if __name__ == "__main__":
    main()
