// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What changed since the previous report.

function changedFindings(found, title) {
  if (!found.length) return null;
  const heads = [{ name: t("sample"), rowHead: true }, { name: t("account") }, { name: t("previous_verdict") }];
  const body = h("tbody");
  const more = growing(found, LIMITS.changes, (some) => body.append(...some.map((finding) => row(heads, [
    isWholeLibrary(finding) ? wholeLibrary() : text(finding.sample), text(finding.account), verdictLabel(finding.verdict)]))), "more_finding");
  return h("details", { open: printing || found.length <= LIMITS.changes.first }, h("summary", {}, title), h("div", { class: "scroll" }, table(heads, body)), more);
}
function changesSection() {
  const comparison = report.comparison;
  if (!comparison) return null;
  return section("changes", t("changes"), t("changes.subtitle", { moment: time(comparison.previous) }),
    h("ul", { class: "changes" }, tile(comparison.new.length, t("news.new"), { change: "new" }), tile(comparison.open.length, t("still_open"), { change: "open" }),
      tile(comparison.resolved.length, t("news.resolved")), comparison.unverified.length ? tile(comparison.unverified.length, t("unverified")) : null),
    changedFindings(comparison.resolved, counted(comparison.resolved.length, "resolved_findings")),
    changedFindings(comparison.unverified, counted(comparison.unverified.length, "unverified_findings")));
}
