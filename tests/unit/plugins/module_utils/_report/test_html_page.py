# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTML page: the report is embedded as text, and only the scripts of the page can run."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from ansible_collections.tencentcloud.mps.plugins.module_utils._errors import ConfigurationError
from ansible_collections.tencentcloud.mps.plugins.module_utils._report.formats import render_files
from support.render import TEMPLATE, render
from support.sample_report import audit, hostile_audit, report


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


def test_report_is_embedded_and_adds_no_element() -> None:
    document = report(hostile_audit())
    page = _Page(render("html", document))
    assert json.loads(page.report) == document
    assert page.tags == _Page(render("html", report(audit([])))).tags


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
    assert set(re.findall(r"https?://[^/ )]+", TEMPLATE)) == {"https://www.gnu.org"}  # in the licence notice
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
