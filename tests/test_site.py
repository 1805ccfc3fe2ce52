"""The built site: every digit is backed, every link leads somewhere, results bear their caveats."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import wording
from conftest import ADDRESS
from studies import REAL, TYPED
from test_accessibility import CHECKED, pages_of

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# Where digits stand that are no figures: dates, names and titles of works, code, the years and
# ticks of an axis, and what no reader reads.
NO_FIGURE = (
    "time, cite, .fields, .record, code, .id, .year, .tick, script, style, nav, header.md-header, "
    "textarea"  # what is copied is what its page says: words/test_sentences.py
)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Every page of the site, by its address below the root."""
    files = [site / name for name in pages_of(site)]
    files = [file if file.suffix else file / "index.html" for file in files]
    return {
        str(file.relative_to(site)): BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for file in files
    }


class Oracle:
    """Works out every fact anew, with plain YAML, scipy and statsmodels in place of our code."""

    def __init__(self) -> None:
        self.study = TYPED
        self.counts = {**self.study["results"], **self.study["features"]}
        self.groups = self.study["groups"]

    def people(self, ident: str) -> int | None:
        """The number of people of a group or count; None for a figure that cannot be."""
        entry = self.groups.get(ident) or self.counts[ident]
        if "size" in entry or "count" in entry:
            return int(entry.get("size", entry.get("count")))
        if "formula" in entry:
            total, sign = 0, 1
            for word in entry["formula"].split():
                if word in "+-":
                    sign = 1 if word == "+" else -1
                else:
                    total += sign * (self.people(word) or 0)
            return total
        printed = entry["cite"][0]["prints"].rstrip("%")
        places = len(printed.partition(".")[2])
        whole = self.people(entry["group"]) or 0
        fits = [n for n in range(whole + 1) if f"{100 * n / whole:.{places}f}" == printed]
        return fits[0] if fits else None

    def tokens(self, ident: str) -> set[str]:
        """Every number that may stand in the name of a fact."""
        if ident == "comparison":
            return self._comparison()
        if ident == "limits":
            return self._limits(self.people(self.study["headline"]["harm"]) or 0)
        if ident in self.study["quantities"]:
            entry = self.study["quantities"][ident]
            return {entry[key] for key in ("value", "low", "high") if key in entry}
        count = self.people(ident)
        entry = self.groups.get(ident) or self.counts[ident]
        whole = entry.get("group", entry.get("part_of"))
        total = self.people(whole) if whole else None
        found = {str(n) for n in (count, total) if n is not None}
        found |= {c["prints"].rstrip("%") for c in entry.get("cite", []) if "prints" in c}
        if count is not None and total:
            found |= self._proportion(count, total) | {str(total - count)}
        return found | self._tried(ident)

    def _proportion(self, count: int, total: int) -> set[str]:
        shares = [count / total]
        for method in ("wilson", "beta"):
            shares += proportion_confint(count, total, method=method)
        return {f"{100 * share:.{places}f}" for share in shares for places in (0, 1)}

    def _limits(self, count: int) -> set[str]:
        found = {"100"}
        for name in ("people", "analysed", "received"):
            total = self.people(self.study["headline"][name]) or 0
            found.add(str(total))
            for seen in (0, count):
                limit = scipy_stats.beta.ppf(0.95, seen + 1, total - seen)
                found |= {f"{100 * limit:.1f}", str(int(100 * limit))}
        return found

    def _tried(self, ident: str) -> set[str]:
        """The counts around an impossible percentage, for the rows that try it on groups."""
        found: set[str] = set()
        for row in self.study["disagreements"]:
            if ident in row.get("facts", []) and "tried" in row:
                printed = float(self.counts[row["facts"][0]]["cite"][0]["prints"].rstrip("%"))
                for name in row["tried"]:
                    total = self.people(name) or 0
                    below = int(printed * total / 100)
                    for count in (below, below + 1):
                        found |= {str(count), f"{100 * count / total:.1f}"}
        return found

    def _comparison(self) -> set[str]:
        names = (self.study["comparison"]["first"], self.study["comparison"]["second"])
        a, b = (self.people(name) or 0 for name in names)
        m, n = (self.people(self.counts[name]["group"]) or 0 for name in names)
        found = {"100"}
        for x, y in ((a, b), (a - 1, b), (a + 1, b), (a, b - 1), (a, b + 1)):
            low, high = confint_proportions_2indep(x, m, y, n, method="newcomb", compare="diff")
            p = scipy_stats.fisher_exact([[x, m - x], [y, n - y]]).pvalue
            shares = (abs(v) * 100 for v in (x / m - y / n, low, high))
            found |= {f"{share:.{places}f}" for share in shares for places in (0, 1)}
            found |= {str(x), str(y), str(m), str(n), f"{p:.3f}", f"{100 * p:.0f}"}
        return found | {f"{self._mid_p(a, m, b, n):.3f}"}

    def _mid_p(self, a: int, m: int, b: int, n: int) -> float:
        table = scipy_stats.hypergeom(m + n, a + b, m)
        chances = [table.pmf(k) for k in range(max(0, a + b - n), min(m, a + b) + 1)]
        observed = table.pmf(a)
        less = sum(c for c in chances if c < observed * (1 - 1e-9))
        return float(less + 0.5 * sum(c for c in chances if abs(c - observed) <= observed * 1e-9))


ORACLE = Oracle()
IMPROVED, FIRST = TYPED["headline"]["improved"], TYPED["comparison"]["first"]
RESULT_PAGES = ("", "results/", "subgroups/", "harms/", "certainty/", "study/", "questions/")


def _texts(soup: Tag) -> Iterator[tuple[NavigableString, Tag]]:
    passed_over = {id(tag) for tag in soup.select(NO_FIGURE)}
    for text in soup.find_all(string=NUMBER):
        parents = list(text.parents)
        if type(text) is NavigableString and not any(id(tag) in passed_over for tag in parents):
            yield text, next((tag for tag in parents if tag.get("data-fact")), parents[0])


def _unbacked(soup: Tag) -> Iterator[str]:
    """The numbers of a page that stand in no fact that gives them; an empty text for each other."""
    for text, holder in _texts(soup):
        idents = str(holder.get("data-fact", "")).split()
        allowed = {token for ident in idents for token in ORACLE.tokens(ident)}
        for number in NUMBER.findall(text):
            yield "" if number in allowed else f"{number} in {str(text).strip()!r} ({idents})"


def test_every_digit_on_the_pages_is_backed_by_a_fact(pages: dict[str, BeautifulSoup]) -> None:
    """A digit stands in an element that names its fact, and is what the fact gives."""
    found = [(name, each) for name, soup in pages.items() for each in _unbacked(soup.body or soup)]
    assert [(name, number) for name, number in found if number] == []
    assert len(found) > 300, "the walk has lost its way"


def test_every_number_in_titles_and_descriptions_is_a_facts(
    pages: dict[str, BeautifulSoup],
) -> None:
    """Titles and descriptions hold no other numbers than those of facts."""
    facts = [*ORACLE.groups, *ORACLE.counts, *TYPED["quantities"]]
    known = {token for ident in facts for token in ORACLE.tokens(ident)}
    for trial in TYPED["trials"].values():  # dates, and the names of those who say so
        for status in trial["status"]:
            known |= {str(int(part)) for part in status.get("date", "").split("-") if part}
    known |= set(NUMBER.findall(" ".join(source["name"] for source in TYPED["sources"].values())))
    for name, soup in pages.items():
        described = soup.select_one("meta[name=description]")
        text = (
            f"{soup.title.text if soup.title else ''} {described['content'] if described else ''}"
        )
        assert set(NUMBER.findall(text)) <= known, name


def test_an_unbacked_digit_is_found() -> None:
    """The walk above fails on a figure that no fact gives, and on one with a wrong name."""
    for html in ("<p>{} people</p>", f'<p><data data-fact="{IMPROVED}">{{}}</data></p>'):
        wrong = (ORACLE.people(IMPROVED) or 0) + 1000
        assert all(_unbacked(BeautifulSoup(html.format(wrong), "html.parser")))


def test_titles_and_descriptions_are_of_their_own(pages: dict[str, BeautifulSoup]) -> None:
    """No two pages share a title or a description; the first page's title is its heading."""
    content = {name: soup for name, soup in pages.items() if name != "404.html"}
    titles = {soup.title.get_text().strip() for soup in content.values() if soup.title}
    metas = [soup.select_one("meta[name=description]") for soup in content.values()]
    assert len(titles) == len({str(meta["content"]) for meta in metas if meta}) == len(content)
    heading = pages["index.html"].select_one("h1")
    assert heading is not None
    assert heading.get_text().rstrip("¶") in titles


def test_every_figure_has_its_row_in_the_ledger(pages: dict[str, BeautifulSoup]) -> None:
    """Each fact that a page names stands on "Numbers and sources" under its id."""
    named: set[str] = set()
    for soup in pages.values():
        for tag in soup.select("[data-fact]"):
            named |= set(str(tag["data-fact"]).split())
    ledger = pages["numbers/index.html"]
    assert named
    assert {ident for ident in named if not ledger.find(id=f"n-{ident}")} == set()


def test_every_fact_block_links_to_the_ledger(pages: dict[str, BeautifulSoup]) -> None:
    """After each table of counts and in each answer stands the way to where they come from."""
    for name, soup in pages.items():
        for block in soup.select(".answer, table.counts, table.fact-box"):
            if block.find_parent(class_="entry"):
                continue  # in the ledger itself
            link = block.select_one(".ground a") or block.find_next(class_="ground")
            assert link is not None, f"{name}: {block.get('class')}"


@pytest.mark.parametrize("name", [*RESULT_PAGES, "clinicians/"])
def test_each_result_page_repeats_the_answer(name: str, pages: dict[str, BeautifulSoup]) -> None:
    """The answer, the missing comparison group and the date stand on every page with a result."""
    article = pages[f"{name}index.html"].select_one("article")
    assert article is not None
    counts = {
        ident: f"{ORACLE.people(ident)} of {ORACLE.people(ORACLE.counts[ident]['group'])}"
        for ident in (IMPROVED, FIRST)
    }
    facts = article.select("[data-fact]")
    assert any(tag.get_text() == counts.get(str(tag["data-fact"])) for tag in facts)
    assert wording.compiled("<comparison>").search(" ".join(article.get_text(" ").split()))
    assert article.select_one(f"time[datetime='{CHECKED}']")


def test_headings_have_fixed_ids(pages: dict[str, BeautifulSoup]) -> None:
    """No heading has an id with a number made up by a tool, which would change with the page."""
    for name, soup in pages.items():
        ids = [str(heading.get("id", "")) for heading in soup.select("article :is(h1, h2, h3, h4)")]
        assert not [ident for ident in ids if re.search(r"_\d+$", ident)], name


def test_every_link_leads_somewhere(site: Path, tmp_path: Path) -> None:
    """Every relative link and every anchor of the site is there (lychee, offline)."""
    place = tmp_path / urlsplit(ADDRESS).path.strip("/")
    place.parent.mkdir(parents=True)
    place.symlink_to(site)  # the page for missing addresses names them from the root of the host
    lychee = Path(sys.executable).with_name("lychee")
    options = "--offline --include-fragments --index-files index.html --no-progress --root-dir"
    done = subprocess.run(
        [lychee, *options.split(), tmp_path, place], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_schema_of_the_data_file_is_where_its_first_line_says() -> None:
    """Editors find the schema for completion."""
    first = REAL.read_text(encoding="utf-8").splitlines()[0]
    address = first.removeprefix("# yaml-language-server: $schema=")
    assert (REAL.parent / address).resolve() == REAL.parents[1] / "docs" / "study.schema.json"
    assert (REAL.parent / address).exists()
