"""Measures the build, and prints it: make bench.

Nothing fails here, because a busy machine is no fault of the code. Commands run alone, in turn; the
cheapest run of each counts: it was disturbed least.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FACT = "  f{}: {{name: fact, group: counted, count: {}, cite: [{{source: letter, at: here}}]}}\n"
OURS = {"PYTHONPATH": "scripts", "NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://example.org/"}


def cost(folder: Path, words: list[str]) -> tuple[float, float]:
    """Processor time in seconds, with all that is started, and the largest memory in MB."""
    command, env = [sys.executable, *words], os.environ | OURS
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def study_of(facts: int) -> str:
    """The smallest study with so many facts more; ids hold no digits."""
    names = (str(n).translate(str.maketrans("0123456789", "abcdefghij")) for n in range(facts))
    lines = "".join(FACT.format(name, n % 25) for n, name in enumerate(names))
    smallest = (ROOT / "tests" / "smallest" / "study.yaml").read_text("utf-8")
    return smallest.replace("features: {}\n", f"features:\n{lines}")


def speed(copy: Path, work: Path) -> None:
    """Builds that find their caches filled, and builds of ever more facts."""
    commands = {
        "make site": ["-m", "publish.finish"],
        "build_tables.py": ["scripts/build_tables.py"],
        "mkdocs build": ["-m", "mkdocs", "build", "--quiet", "--site-dir", str(work / "site")],
    }
    for facts in (10, 100, 1000):
        study, docs = work / f"{facts}.yaml", work / f"docs-{facts}"
        study.write_text(study_of(facts), "utf-8")
        told = ["scripts/build_tables.py", "--data", str(study), "--docs", str(docs)]
        commands[f"build_tables.py, {facts:,} facts more"] = told
    turns = [{name: cost(copy, words) for name, words in commands.items()} for _ in range(5)]
    least = {name: min(turn[name] for turn in turns[1:]) for name in commands}
    for name, (seconds, megabytes) in least.items():
        print(f"{name:35} {seconds:.2f} s, {megabytes:.0f} MB")
    ratio = least["build_tables.py"][0] / least["mkdocs build"][0]
    print(f"{'build_tables.py / mkdocs build':35} {ratio:.2f}")


def main() -> None:
    """Measure a copy of the repository."""
    with tempfile.TemporaryDirectory() as folder:
        work, copy = Path(folder), Path(folder, "copy")
        for name in ("data", "docs", "scripts", "templates"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "mkdocs.yml", copy)
        speed(copy, work)


if __name__ == "__main__":
    main()
