# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTML page: the report is embedded as text, and only the scripts of the page can run."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.document import Report
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.history import history_line
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.html_page import parse_template, render_html
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.texts import CHINESE, ENGLISH, texts_of
from support.page_data import unpacked
from support.render import TEMPLATE, render
from support.sample_report import audit, hostile_audit, mixed_audit, report


class _Page(HTMLParser):
    """The element names of a page, and the text of the element that contains the report."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.report = ""
        self._in_report = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._in_report = ("id", "report") in attrs

    def handle_endtag(self, tag: str) -> None:
        self._in_report = False

    def handle_data(self, data: str) -> None:
        if self._in_report:
            self.report += data


def rendered(document: Report | None = None, **options: Any) -> str:
    return "".join(render_html(document or report(audit([])), parse_template(TEMPLATE), **options))


def context_of(page: str) -> dict[str, Any]:
    context: dict[str, Any] = json.loads(page.split('id="context">')[1].split("</script>")[0])
    return context


def test_report_is_embedded_and_adds_no_element() -> None:
    document = report(hostile_audit())
    page = _Page(render("html", document))
    assert unpacked(json.loads(page.report)) == document
    assert page.tags == _Page(render("html", report(audit([])))).tags


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_page_has_the_texts_of_its_language(language: str) -> None:
    page = rendered(language=language)
    texts = texts_of(language)
    assert page.count(f'<html lang="{language}">') == 1
    assert html.escape(texts.text("page.noscript")) in page
    embedded = context_of(page)
    assert embedded["language"] == language
    assert embedded["texts"] == {
        **texts.area("page"),
        **{f"{area}.{key}": text for area in ("words", "cause", "advice") for key, text in texts.area(area).items()},
    }


def test_every_text_that_a_script_names_is_in_the_catalogue() -> None:
    known = context_of(rendered())["texts"].keys()
    named = set(re.findall(r"""\bt\("([^"]+)"[,)]""", TEMPLATE))
    nouns = set(re.findall(r"""\bcounted\([^"\n]+?, "([^"]+)"\)""", TEMPLATE))
    assert len(named) > 80
    assert len(nouns) > 15
    assert named - known == set()
    assert {noun for noun in nouns if f"{noun}.many" not in known and f"words.{noun}.many" not in known} == set()


def test_each_unknown_account_has_the_key_of_its_cause() -> None:
    causes = context_of(rendered(report(mixed_audit())))["causes"]
    assert causes == {"prod-us": "permission"}


def test_only_the_known_members_of_the_history_are_embedded() -> None:
    document = report(mixed_audit())
    line = history_line(document)
    damaged: Any = {**line, "more": "</script>"}
    assert context_of(rendered(document, history=[damaged]))["history"] == [
        {name: line[name] for name in ("time", "compliant", "accounts", "verdicts", "waived")}
    ]


def test_marker_in_a_value_is_not_replaced() -> None:
    names = ["@REPORT@", "@CONTEXT@", "@LANGUAGE@", "@NOSCRIPT@"]
    document = report(hostile_audit(names))
    page = rendered(document)
    assert unpacked(json.loads(_Page(page).report)) == document
    assert context_of(page)["causes"].keys() == set(names)


def test_embedded_report_contains_no_markup_characters() -> None:
    embedded = render("html", report(hostile_audit())).split('id="report">')[1].split("</script>")[0]
    assert embedded.startswith('{"schema"')
    assert embedded.endswith('"fail_after_days":null}')
    assert not re.search("[<>&\u2028\u2029]", embedded)


def test_content_security_policy_allows_only_the_style_and_script_of_the_page() -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', render("html", report(audit([]))))
    digest = r"'sha256-[A-Za-z0-9+/]{43}='"
    assert re.fullmatch(
        rf"default-src 'none'; style-src {digest}; script-src {digest}; base-uri 'none'; form-action 'none'", policy
    )


def test_template_never_parses_text_as_html_and_sends_no_request() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|fetch\(|XMLHttp|\bsrc=", TEMPLATE
    )
    # The licence notice, and the name of the elements of the trend.
    assert set(re.findall(r"https?://[^/ )]+", TEMPLATE)) == {"https://www.gnu.org", "http://www.w3.org"}
    assert not re.search(r"\{\{|\{%|\{#", TEMPLATE)  # Ansible would expand a Jinja2 template


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (None, "the template of the HTML report is missing"),
        ("", "it has 0 elements <style>"),
        (TEMPLATE.replace("@REPORT@", ""), "it contains @REPORT@ 0 times"),
        (TEMPLATE + "@REPORT@", "it contains @REPORT@ 2 times"),
        (TEMPLATE.replace("@STYLE-HASH@", ""), "it contains @STYLE-HASH@ 0 times"),
    ],
)
def test_wrong_template_is_an_error(template: str | None, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        dict(render_files(report(audit([])), ["html"], template))
