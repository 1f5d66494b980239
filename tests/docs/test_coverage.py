"""What the documentation is generated from is in it, all of it."""

from __future__ import annotations

import re
from functools import cached_property
from pydoc import locate

import pytest

from calendly_client.api import CalendlyApi
from calendly_client.testing import RULES as CALENDLY
from calendly_client.testing import CalendlySandbox
from clevertap_client.testing import RULES as CLEVERTAP
from clevertap_client.testing import CleverTapSandbox
from tools import docs_coverage, docs_coverage_clevertap, docs_rules

from .documents import ROOT


class Nav(dict[str, object]):
    """What mkdocs gives a hook: as much of it as is looked at."""

    def __init__(self) -> None:
        super().__init__(nav=["reference/"])


def page() -> str:
    asked = ROOT / "docs/reference/coverage-calendly.md"
    return docs_coverage.on_page_markdown(asked.read_text(encoding="utf-8"))


def rows() -> list[list[str]]:
    lines = [line for line in page().splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_it_lists_79_operations_and_4_of_oauth() -> None:
    done = {row[0] for row in rows()}
    oauth = {does for does in done if "/oauth/" in does}
    assert (len(done - oauth), len(oauth)) == (79, 4)
    assert "**79 operations of the API, and 4 of OAuth.**" in page()


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_operation_has_a_method_that_says_what_it_does(row: list[str]) -> None:
    does, method, what, known = row
    link = re.fullmatch(r"\[`(\w+)`\]\[([\w.]+)\]", method)
    assert link, does
    assert link[2].endswith(f".{link[1]}")
    assert callable(locate(link[2]))
    assert what.endswith(".")
    assert re.match(r"(an official example|its description|a live account)($|; assumed: )", known)


def clevertap_page() -> str:
    asked = ROOT / "docs/reference/coverage-clevertap.md"
    return docs_coverage_clevertap.on_page_markdown(asked.read_text(encoding="utf-8"))


def test_each_endpoint_of_clevertap_has_a_method_or_a_reason_and_says_how_sure_it_is() -> None:
    page, _, rest = clevertap_page().partition("## Without a method")
    with_method = re.findall(r"^\| `(.+?)` \| \[`\w+`\]\[[\w.]+\] \| .+\. \| (.+) \|$", page, re.M)
    without = re.findall(r"^\| `(.+?)` \| .+ \| (.+) \|$", rest, re.M)
    counts = len({does for does, _ in with_method}), len({does for does, _ in without})
    assert f"**{counts[0]} endpoints have a method, {counts[1]} have none.**" in page
    told = (ROOT / "packages/clevertap_client/README.md").read_text(encoding="utf-8")
    assert f"{counts[0]} endpoints, typed" in told
    known = r"(CleverTap itself|several clients|one client)($|; assumed: )"
    assert all(re.match(known, how) for _, how in with_method + without)
    assert {how for _, how in with_method} >= {"CleverTap itself", "several clients"}


def test_each_method_of_clevertap_is_on_the_page() -> None:
    told = dict(re.findall(r"\[`\w+`\]\[([\w.]+\.(\w+))\]", clevertap_page()))
    assert all(callable(locate(path)) for path in told)
    resources = docs_coverage_clevertap.resources()
    methods = {name for place in resources for name in docs_coverage_clevertap.methods(place)}
    assert set(told.values()) == methods


@pytest.mark.parametrize("sandbox", [CalendlySandbox, CleverTapSandbox])
def test_all_that_a_test_can_do_inside_a_sandbox_is_described(sandbox: type[object]) -> None:
    package = sandbox.__module__.partition(".")[0]
    page = ROOT / "docs/reference" / package / "testing/index.md"
    described = set(re.findall(r"::: ([\w.]+)", page.read_text(encoding="utf-8")))
    families = [kind for kind in sandbox.__mro__ if ".builders." in kind.__module__]
    public = {f"{kind.__module__}.{kind.__name__}" for kind in families if _offers(kind)}
    assert public - described == set()


def _offers(kind: type[object]) -> bool:
    inner = {"furnish", "meetings", "offers", "send_out"}
    return any(not name.startswith("_") and name not in inner for name in vars(kind))


def test_every_rule_of_a_sandbox_is_in_a_table() -> None:
    for package, rules in (("calendly_client", CALENDLY), ("clevertap_client", CLEVERTAP)):
        shown = docs_rules.on_page_markdown(f"<!-- rules: {package} -->")
        assert [rule.says for rule in rules.values() if rule.says not in shown] == []
        assert shown.startswith(f"{len(rules)} rules: ")


def test_each_resource_has_a_page_of_its_name_and_each_sandbox_one_page() -> None:
    reference = pytest.importorskip("tools.docs_reference", reason="mkdocs is not installed")
    pages: set[str] = set(re.findall(r"'([\w/]+)\.md'", str(reference.on_config(Nav())["nav"])))
    resources = [n for n, v in vars(CalendlyApi).items() if isinstance(v, cached_property)]
    place = "reference/calendly_client"
    assert {f"{place}/resources/{name}" for name in resources} - pages == set()
    assert {page for page in pages if "client/testing" in page} == {
        "reference/calendly_client/testing/index",
        "reference/clevertap_client/testing/index",
    }
