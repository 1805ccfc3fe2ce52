"""The Content-Security-Policy: the site's own scripts run under it, and no others do."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from conftest import Servers
from publish import finish
from test_accessibility import FACT, pages_of
from test_theme import use_everything

INJECTED = (
    "<script>window.pwned = 'script'</script>"
    "<img src=x onerror=\"window.pwned = 'handler'\">"
    "<a id=run href=\"javascript:window.pwned='address'\">run</a>"
    '<p id=styled style="position: fixed">styled</p><style>#ruled { position: fixed }</style>'
    "<p id=ruled>ruled</p>"
    "<script src='http://127.0.0.1:9/x.js'></script>"
    "<iframe src='http://127.0.0.1:9/'></iframe>"
    "<base href='http://127.0.0.1:9/'>"
)
WATCH = (
    "window.broken = []; document.addEventListener('securitypolicyviolation',"
    "(event) => broken.push(`${event.violatedDirective} ${event.blockedURI}`));"
)


def test_every_page_bears_a_strict_policy(site: Path) -> None:
    """It stands before anything that could load or run; nothing inline is allowed but by hash."""
    for path in (pages_of(site) | pages_of(site, leading_on=True)).values():
        html = path.read_text("utf-8")
        before, policy = html.split('http-equiv="Content-Security-Policy" content="')
        assert not [tag for tag in ("<script", "<link", "<style") if tag in before], path
        policy = policy.split('"')[0]
        assert "unsafe" not in policy
        assert "default-src 'none'; script-src 'self'" in policy
        assert not re.search(r"<style|<[^>]* style=", html), path  # it would be without effect


def test_nothing_of_the_site_breaks_the_policy(
    server: Servers, new_page: Callable[..., Page]
) -> None:
    """Search, colours, navigation, a number's card and copying run, whoever tells it."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.add_init_script(WATCH)
    page.goto(server.root)
    use_everything(page)
    assert page.evaluate("window.broken") == []
    page.goto(f"{server.root}{FACT}/")
    page.locator(".onward a").first.click()
    page.wait_for_url("**/*#*")
    assert page.evaluate("window.broken") == []


def test_what_is_injected_does_not_run(server: Servers, new_page: Callable[..., Page]) -> None:
    """Scripts, handlers, addresses that run, styles, frames: the browser refuses each."""
    page = new_page()
    page.add_init_script(WATCH)

    def inject(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace("</article>", INJECTED + "</article>", 1)
        route.fulfill(status=200, headers=response.headers, body=body)

    page.route("**/trials/", inject)
    page.goto(server.root + "trials/")
    expect(page.locator("#ruled")).to_be_visible()
    page.locator("#run").evaluate("it => it.click()")
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    for name in ("styled", "ruled"):
        assert page.locator(f"#{name}").evaluate("it => getComputedStyle(it).position") != "fixed"
    assert page.url == server.root + "trials/"
    directives = {line.split()[0] for line in page.evaluate("window.broken")}
    assert directives >= {
        "script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "frame-src",
        "base-uri",
    }  # fmt: skip


def test_the_hash_of_a_script_is_the_one_that_browsers_make() -> None:
    """The example of the Content-Security-Policy specification, "Hash usage for <script>"."""
    policy = finish.policy(["alert('Hello, world.');"])
    assert " 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=';" in policy
