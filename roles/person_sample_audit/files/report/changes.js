// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What changed since the previous report.

/* A list of findings. "verdict" is the heading of their verdicts. */
function changedFindings(found, title, verdict) {
  if (!found.length) return null;
  const heads = [{ name: t("sample"), rowHead: true }, { name: t("account") }, { name: verdict }, { name: t("severity") }];
  const body = h("tbody");
  const name = (finding) => (accounts.has(finding.account) ? link(address({ account: finding.account }), finding.account) : text(finding.account));
  const more = growing(found, LIMITS.changes, (some) => body.append(...some.map((finding) => row(heads, [
    isWholeLibrary(finding) ? wholeLibrary() : text(finding.sample), name(finding), verdictLabel(finding.verdict, finding.waived), severityLabel(finding.severity)]))), "more_finding");
  return h("details", { open: printing || found.length <= LIMITS.changes.first }, h("summary", {}, title), h("div", { class: "scroll" }, table(heads, body)), more);
}
function changesSection() {
  const comparison = report.comparison;
  if (!comparison) return null;
  const { resolved, unverified, open } = comparison;
  const added = worstOfList(report.findings.filter((finding) => isNew.has(finding.id)));
  const overdue = worstOfList(report.findings.filter((finding) => dueState(finding) === "overdue"));
  return section("changes", t("changes"), t("changes.subtitle", { moment: time(comparison.previous) }),
    h("ul", { class: "changes" }, tile(added.length, t("news.new"), { change: "new" }), tile(open.length, t("still_open"), { change: "open" }),
      tile(resolved.length, t("news.resolved")), unverified.length ? tile(unverified.length, t("unverified")) : null),
    changedFindings(added, counted(added.length, "new_findings"), t("verdict")),
    changedFindings(overdue, counted(overdue.length, "overdue_findings"), t("verdict")),
    changedFindings(resolved, counted(resolved.length, "resolved_findings"), t("previous_verdict")),
    changedFindings(unverified, counted(unverified.length, "unverified_findings"), t("previous_verdict")));
}
const worstOfList = (found) => found.sort((one, other) => one.waived - other.waived || severityRank(one.severity) - severityRank(other.severity));
