# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Citations of documents in the text files of the repository: cited files, sections and link targets exist."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import unquote

import pytest

from toolchain import tree
from toolchain.environments import ROOT

FACTS = "docs/api-facts.md"
THIS_FILE = "tests/unit/test_citations.py"  # contains wrong citations on purpose
# Reports and releases create these files; the repository does not contain them.
GENERATED = {".plugin-cache.yaml", "CHANGELOG.md", "CHANGELOG.rst", "summary.md"}
FILES = frozenset(tree.files())
FOLDERS = frozenset(
    "/".join(parts[:depth]) for parts in (name.split("/") for name in FILES) for depth in range(len(parts))
)
TOP_FOLDERS = "|".join(sorted(re.escape(folder) for folder in FOLDERS if folder and "/" not in folder))

URL = re.compile(r"\b[a-z][a-z+]*://[^\s<>\"'`]+")
FENCED_CODE = re.compile(r"^( *)(```+|~~~+).*?^\1\2", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(`+)[^`].*?\1")
MARKDOWN_LINK = re.compile(r"\]\(\s*<?([^\s)>]+)>?[^)]*\)|^ {0,3}\[[^\]]+\]: +<?([^\s>]+)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)? *$", re.MULTILINE)
HTML_ANCHOR = re.compile(r"<a +(?:id|name)=\"([^\"]+)\"")

DOCUMENT = re.compile(r"(?<![\w/.*)}-])([\w.-]+/)*[\w.-]*\w\.(?:md|rst)\b(?![\w*])")
SOURCE_FILE = re.compile(
    rf"(?<![\w/.*-])(?:{TOP_FOLDERS})/(?:[\w.-]+/)*[\w.-]*\w\.(?!md\b|rst\b)[a-z]\w*\b(?![\w*/{{<$])"
)
DOCUMENT_ANCHOR = re.compile(r"([\w./-]+\.md)#([\w-]+)")

# A citation can continue on the next line, after the indentation or the comment sign.
GAP = r"[\s#*]+"
NUMBER = r"\d+(?:\.\d+)*"
SECTIONS = re.compile(
    rf"(?:(?P<document>[\w./-]+\.(?:md|rst))`*,?{GAP}|(?P<rfc>\bRFC {NUMBER}),? )?"
    rf"\bsections?{GAP}(?P<numbers>{NUMBER}(?:(?:,|,?{GAP}(?:and|to)){GAP}{NUMBER})*)",
    re.IGNORECASE,
)
OUTSIDE = re.compile(
    rf"\bdesign\.md\b|\bdesign{GAP}(?:sections?{GAP})?{NUMBER}|\bhouse[-_ ]style\b|\.\./shared\b", re.IGNORECASE
)
# The facts without their folder, without their suffix, or with a bare number.
BADLY_CITED_FACTS = re.compile(
    rf"(?<!docs/)\bapi-facts(?:\.md)?\b|docs/api-facts\b(?!\.md\b)|docs/api-facts\.md,?{GAP}{NUMBER}"
)


@dataclass(frozen=True)
class Text:
    """A text file. ``name`` is its path from the root."""

    name: str
    content: str

    @cached_property
    def plain(self) -> str:
        """The content with URLs blanked, so that offsets and lines stay the same."""
        return blanked(URL, self.content)

    @cached_property
    def prose(self) -> str:
        """Markdown with code blanked."""
        return blanked(CODE_SPAN, blanked(FENCED_CODE, self.content))

    def finding(self, offset: int, message: str) -> str:
        line = self.content.count("\n", 0, offset) + 1
        return f"{self.name}:{line}: {message}"

    def resolve(self, path: str) -> str:
        """A path relative to this file, as a path from the root; "" is the root."""
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), path))
        return "" if joined == "." else joined


def blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@cache
def read(name: str) -> str | None:
    """The content of a text file, None for a binary file, a link or a licence text."""
    path = ROOT / name
    if name.startswith("LICENSES/") or not path.is_file() or path.is_symlink():
        return None
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8")


def texts() -> Iterator[Text]:
    for name in sorted(FILES - {THIS_FILE}):
        content = read(name)
        if content is not None:
            yield Text(name, content)


@cache
def headings(document: str) -> tuple[str, ...]:
    return tuple(HEADING.findall(blanked(FENCED_CODE, read(document) or "")))


@cache
def numbered_sections(document: str) -> frozenset[str]:
    found = (re.match(rf"({NUMBER})\.? ", heading) for heading in headings(document))
    return frozenset(match[1] for match in found if match)


@cache
def anchors(document: str) -> frozenset[str]:
    """The anchors that GitHub gives to the headings of a Markdown file, and those written in HTML."""
    found = {*HTML_ANCHOR.findall(read(document) or "")}
    counts: dict[str, int] = {}
    for heading in headings(document):
        label = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", label.lower()).replace(" ", "-")
        count = counts[slug] = counts.get(slug, -1) + 1
        found.add(f"{slug}-{count}" if count else slug)
    return frozenset(found)


def cited_file(text: Text, path: str) -> str | None:
    """The file that a citation means: seen from the folder of the text or a folder above it, or the only file of that
    name. None if there is no such file."""
    folders = posixpath.dirname(text.name).split("/")
    for depth in range(len(folders), -1, -1):
        candidate = posixpath.normpath(posixpath.join(*folders[:depth], path) if depth else path)
        if candidate in FILES:
            return candidate
    same_name = [name for name in FILES if posixpath.basename(name) == path]
    return same_name[0] if len(same_name) == 1 else None


def missing_files(text: Text) -> Iterator[str]:
    # The facts name source files of other repositories.
    patterns = (DOCUMENT,) if text.name == FACTS else (DOCUMENT, SOURCE_FILE)
    for pattern in patterns:
        for match in pattern.finditer(text.plain):
            if posixpath.basename(match[0]) not in GENERATED and cited_file(text, match[0]) is None:
                yield text.finding(match.start(), f"{match[0]} does not exist")


def missing_sections(text: Text) -> Iterator[str]:
    for match in SECTIONS.finditer(text.plain):
        if match["rfc"]:
            continue
        document = cited_file(text, match["document"]) if match["document"] else text.name
        if document is None:  # missing_files reports it
            continue
        known = numbered_sections(document)
        if not known:
            yield text.finding(match.start(), f"{match[0]!r} does not name a document with numbered sections")
            continue
        for number in re.findall(NUMBER, match["numbers"]):
            if number not in known:
                yield text.finding(match.start(), f"{document} has no section {number}")
    for match in DOCUMENT_ANCHOR.finditer(text.plain):
        document = cited_file(text, match[1])
        if document is not None and match[2] not in anchors(document):
            yield text.finding(match.start(), f"{document} has no heading for #{match[2]}")


def outside_documents(text: Text) -> Iterator[str]:
    content = text.plain
    if text.name.endswith(".md"):
        content = blanked(MARKDOWN_LINK, content)  # broken_links resolves the targets
    for match in OUTSIDE.finditer(content):
        yield text.finding(match.start(), f"{match[0]!r} is not in the repository")
    for match in BADLY_CITED_FACTS.finditer(content):
        yield text.finding(match.start(), f"{match[0]!r}: cite the facts as '{FACTS} section N'")


def broken_links(text: Text) -> Iterator[str]:
    if not text.name.endswith(".md"):
        return
    for match in MARKDOWN_LINK.finditer(text.prose):
        target = match[1] or match[2]
        if re.match(r"[a-z][a-z+]*:", target):
            continue
        path, _mark, anchor = (unquote(part) for part in target.partition("#"))
        document = text.resolve(path) if path else text.name
        if document not in FILES and document not in FOLDERS:
            yield text.finding(match.start(), f"link to {target}: {document} does not exist")
        elif anchor and anchor not in anchors(document):
            yield text.finding(match.start(), f"link to {target}: {document} has no heading for #{anchor}")


Check = Callable[[Text], Iterator[str]]
CHECKS: tuple[Check, ...] = (missing_files, missing_sections, outside_documents, broken_links)


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_citation_resolves(check: Check) -> None:
    found = [finding for text in texts() for finding in check(text)]
    assert not found, "\n".join(["wrong citations:", *found])


NAME = posixpath.basename(FACTS).removesuffix(".md")
WRONG = [
    (missing_files, "plugins/a.py", "See {}/nothing.md.", "docs"),
    (missing_files, "plugins/a.py", "See {}.md beside this file.", "NOTHING"),
    (missing_files, "plugins/a.py", "See {}/audit_guide.rst.", "docs/docsite"),
    (missing_files, "README.md", "Run {}/nothing.py.", "tests"),
    (missing_sections, "plugins/a.py", f"A limit ({FACTS} section {{}}).", "4.9"),
    (missing_sections, "plugins/a.py", f"A limit ({FACTS}\n# sections 1.1 to {{}}).", "1.7"),
    (missing_sections, "plugins/a.py", "As section {} requires.", "4"),
    (missing_sections, "plugins/a.py", f"See {FACTS}#{{}}.", "nothing"),
    (missing_sections, FACTS, "See section {}.", "99.1"),
    (outside_documents, "plugins/a.py", "A limit ({} 4.1).", NAME),
    (outside_documents, "plugins/a.py", "A limit ({}.md section 4.1).", NAME),
    (outside_documents, "plugins/a.py", f"A limit ({FACTS} {{}}).", "4.1"),
    (outside_documents, "plugins/a.py", "The order is that of {} section 4.", "design"),
    (outside_documents, "plugins/a.py", "The order ({}\n# 5).", "design"),
    (outside_documents, "plugins/a.py", "As {}-style.md requires.", "house"),  # codespell:ignore house
    (outside_documents, "plugins/a.py", "See {}/shared/notes.txt.", ".."),
    (broken_links, "docs/a.md", "[facts]({}.md)", "nothing"),
    (broken_links, "docs/a.md", f"[facts](../{FACTS}#{{}})", "nothing"),
    (broken_links, "docs/a.md", "[facts]: {}.md", "nothing"),
    (broken_links, "docs/a.md", "![picture]({})", "docsite/nothing.png"),
]


@pytest.mark.parametrize(("check", "name", "wording", "value"), WRONG)
def test_wrong_citation_is_found(check: Check, name: str, wording: str, value: str) -> None:
    content = "first line\n" + wording.format(value)
    assert [finding.split(": ")[0] for finding in check(Text(name, content))] == [f"{name}:2"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plugins/a.py", f"A limit ({FACTS} section 4.1)."),
        ("plugins/a.py", f"# {FACTS}\n# sections 1.1 to 1.3, and more"),
        ("plugins/a.py", "As RFC 3986, section 2.1 requires. See README.md and CONTRIBUTING.md."),
        ("plugins/a.py", "Writes summary.md. See https://example.com/docs/nothing.md and docs/schemas/*.json."),
        ("extensions/emulator/a.py", "README.md lists the faults."),
        (
            "docs/a.md",
            "[facts](api-facts.md#41-sts-version-2018-08-13), [home](../README.md), [web](https://example.com)",
        ),
        ("docs/a.md", "[folder](schemas), [here](#here)\n\n```text\n[no link](nothing)\n```\n`[no link](nothing)`\n"),
    ],
)
def test_right_citation_is_accepted(name: str, content: str) -> None:
    text = Text(name, content)
    found = [finding for check in CHECKS for finding in check(text)]
    assert [finding for finding in found if "#here" not in finding] == []
