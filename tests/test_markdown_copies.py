"""The Markdown copies: a page's words, tables and lists, whole links, and the caveats."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt

import markdown_copies
import wording
from studies import REAL, STUDIES, cited

PAGE = """<!doctype html>
<html lang="en"><head>
<title>Feet - FOOT</title>
<meta name="description" content="10 of 24 people had warm &amp; dry feet.">
<link rel="canonical" href="https://example.org/name/feet/">
</head><body><nav><a href="..">Home</a></nav>
<article class="md-content__inner"><h1 id="feet">Feet &amp; <data class="n" value="24">24</data>
people<a class="headerlink" href="#feet" title="Link to this part">&para;</a></h1>
<p>A <a class="term" href="../words/#bath" title="Water.">footbath</a> is *not* a
<a href="../#top" title="x">sea</a>. <span class="meter" aria-hidden="true"><i></i></span>
<a href="https://example.com/a_b">Away</a>, <code>a_b</code>.</p>
<details class="copies"><summary>Copy</summary><textarea>x</textarea><button>Copy</button></details>
<ul><li>One<ul><li>Inside</li></ul></li><li>Two</li></ul>
<ol><li>First</li><li>Second</li></ol>
<table><caption>Who</caption>
<thead><tr><th>What</th><th>With</th><th>Without</th></tr></thead>
<tbody><tr><th scope="row">Warm</th><td>10 of 24<br>42%</td><td rowspan="2">Nobody | none</td></tr>
<tr><th scope="row">Cold</th><td><p>14</p><p>of 24</p></td></tr></tbody></table>
<figure class="picture"><figcaption class="picture__title">All feet</figcaption>
<svg><title>Feet</title><text>10</text></svg>
<p class="picture__says">Each foot is a foot.</p>
<p class="picture__links"><a href="x.svg">SVG</a></p><p hidden>Old</p>
<details><summary>How to read it</summary><p>Filled feet.</p>
<table><caption>All feet</caption>
<tbody><tr><th scope="row">Warm</th><td>10</td></tr></tbody></table></details></figure>
<p><cite>A letter, 2019.</cite></p>
<div class="fact"><p>10 were warm.</p><p>Nobody was compared.</p></div>
<script type="application/ld+json">{"@graph": [
{"@type": "MedicalWebPage", "lastReviewed": "2020-02-29"},
{"@type": "MedicalObservationalStudy", "description": "10 of 24. Nobody to compare with."}
]}</script>
</article></body></html>
"""

COPY = """# Feet & 24 people

> 10 of 24 people had warm & dry feet.

A copy of https://example.org/name/feet/

A footbath is \\*not\\* a
[sea](https://example.org/name/#top).
[Away](https://example.com/a_b), `a_b`.

- One
  - Inside
- Two

1. First
2. Second

**Who**

| What | With | Without |
| --- | --- | --- |
| Warm | 10 of 24, 42% | Nobody \\| none |
| Cold | 14 of 24 | Nobody \\| none |

> **All feet**
>
> Each foot is a foot.
>
> | | |
> | --- | --- |
> | Warm | 10 |

*A letter, 2019.*

> 10 were warm.
>
> Nobody was compared.

---

10 of 24. Nobody to compare with.

Last checked on 29 February 2020. Please pass results on with their caveats.
"""


def test_a_page_becomes_its_words_lists_and_tables() -> None:
    """Without buttons, drawings and texts to copy; with whole links, and the caveats at the end.

    A claim and its caveat on a card are one quotation, and so is a picture with its sentence.
    """
    assert markdown_copies.markdown(PAGE) == COPY


def test_a_page_that_says_nothing_to_machines_ends_with_its_words() -> None:
    """Pages for maintainers have no study to pass caveats on from."""
    page = re.sub(r"<script.*</script>", "", PAGE, flags=re.DOTALL)
    assert markdown_copies.markdown(page).endswith("Nobody was compared.\n")


@pytest.mark.parametrize(
    ("lost", "told"), [("article", "<article>"), ("canonical", "SITE_URL"), ("head", "<head>")]
)
def test_a_page_that_cannot_be_copied_is_told_of(lost: str, told: str) -> None:
    """The message says what was looked for and what to do."""
    with pytest.raises(ValueError, match=told):
        markdown_copies.markdown(PAGE.replace(lost, "other"))


def test_pages_get_copies_and_old_addresses_do_not(tmp_path: Path) -> None:
    """A copy stands beside its page; what leads elsewhere has nothing to copy."""
    for name, page in {
        "index.html": PAGE,
        "feet/index.html": PAGE,
        "old/index.html": '<!doctype html><meta http-equiv="refresh" content="0; url=../feet/">',
        "404.html": PAGE,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page, "utf-8")
    assert markdown_copies.copies(tmp_path) == 2
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")}
    assert found == {"index.md", "feet/index.md"}


# -- the real site --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pairs(site: Path) -> dict[str, tuple[Tag, str]]:
    """The article of each page and its copy, by the page's address."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        page = path.read_text("utf-8")
        article = BeautifulSoup(page, "html.parser").find("article")
        if article:
            found[path.parent.relative_to(site).as_posix()] = (
                article,
                markdown_copies.markdown(page),
            )
    assert len(found) > 20
    return found


def shown(copy: str) -> BeautifulSoup:
    """A copy as a Markdown program shows it."""
    return BeautifulSoup(MarkdownIt().enable("table").render(copy), "html.parser")


def words(tag: Tag) -> str:
    """The text, with one space between words."""
    return " ".join(tag.get_text(" ").split())


def test_every_copy_has_the_headings_of_its_page(pairs: dict[str, tuple[Tag, str]]) -> None:
    """The parts of a page are the parts of its copy, in order."""
    for name, (article, copy) in pairs.items():
        for link in article.select(".headerlink"):
            link.decompose()
        wanted = [words(tag) for tag in article.find_all(re.compile(r"^h\d$"))]
        assert [words(tag) for tag in shown(copy).find_all(re.compile(r"^h\d$"))] == wanted, name


def test_every_copy_has_the_tables_of_its_page(pairs: dict[str, tuple[Tag, str]]) -> None:
    """A Markdown program finds as many tables, with as many full rows, as the page has."""
    for name, (article, copy) in pairs.items():
        wanted = [len(table.find_all("tr")) for table in article.find_all("table")]
        tables = shown(copy).find_all("table")
        rows = [[row.find_all(["td", "th"]) for row in table.find_all("tr")] for table in tables]
        # A table without a head has an empty one in Markdown
        assert [len([row for row in table if any(map(words, row))]) for table in rows] == wanted, (
            name
        )
        assert all(len({len(row) for row in table}) == 1 for table in rows), name


def test_every_figure_of_a_page_is_in_its_copy(pairs: dict[str, tuple[Tag, str]]) -> None:
    """No number is lost on the way, besides those in texts to copy."""
    for name, (article, copy) in pairs.items():
        text = words(shown(copy))
        for figure in article.select("data.n"):
            assert words(figure) in text, (name, words(figure))


def test_every_link_of_a_copy_is_whole(pairs: dict[str, tuple[Tag, str]]) -> None:
    """A copy is read away from the site."""
    for name, (_, copy) in pairs.items():
        for link in shown(copy).find_all("a"):
            assert re.match(r"https?://", str(link["href"])), (name, link)


def test_nothing_of_the_page_around_the_text_is_in_a_copy(
    pairs: dict[str, tuple[Tag, str]],
) -> None:
    """No tags, no buttons, no texts to copy, no empty lines in a row."""
    for name, (_, copy) in pairs.items():
        assert not re.search(r"(?<!\\)<\w|¶|Copy for a post|\n\n\n", copy), name


def test_copies_hold_to_the_wording(pairs: dict[str, tuple[Tag, str]]) -> None:
    """No word that may not stand, and no result without the time of use and the caveat.

    What must stand together in a block is looked for on the pages, where figures are marked. Pages
    for maintainers quote code.
    """
    for name, (_, copy) in pairs.items():
        if not name.startswith("maintainers"):
            found = wording.export_leaves(f"{name}.md", copy, cited(STUDIES[REAL][0]))
            assert wording.never(found) == []
            assert wording.on_the_page(name, found) == []
