// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The result: whether the accounts are compliant, what changed, and what is overdue.

const statusOfReport = () => (report.compliant ? "compliant" : report.summary.accounts.noncompliant ? "noncompliant" : "unknown");
function lead() {
  const { compliant, noncompliant, unknown } = report.summary.accounts;
  const total = report.accounts.length;
  if (!total) return t("lead.no_accounts");
  if (report.compliant) return counted(total, "lead.all");
  return t(compliant === 1 ? "lead.some.one" : "lead.some.many", { compliant, total: counted(total, "account"), others: listed([
    noncompliant ? counted(noncompliant, "lead.noncompliant") : "", unknown ? counted(unknown, "lead.unknown") : ""]) });
}
function moments() {
  const isMerged = report.merged_at && report.merged_at !== report.generated_at;
  return h("p", { class: "facts" }, isMerged ? t("facts.merged", { oldest: time(report.generated_at), merged: time(report.merged_at) }) : time(report.generated_at), " · ",
    counted(report.summary.requests, "request"), " · ", numbers.format(report.summary.seconds) + " s", " · ", counted(expected.size, "expected_sample"));
}
function statusBar() {
  const statuses = report.summary.accounts;
  const bar = h("div", { class: "bar", "aria-hidden": "true" }, Object.keys(statuses).filter((name) => statuses[name]).map((name) => h("span", { class: name })));
  for (const span of bar.children) span.style.flexGrow = statuses[span.className];
  return [bar, h("ul", { class: "keys" }, ["compliant", "noncompliant", "unknown"].map((name) =>
    h("li", {}, h("span", { class: "swatch " + name, "aria-hidden": "true" }), h("b", {}, number(statuses[name])), " " + t("words.status." + name))))];
}
function tile(count, label, changes, kind, mark) {
  const isLink = count && changes;
  return h("li", {}, h(isLink ? "a" : "div", { class: "tile" + (count ? (kind ? " " + kind : "") : " none"), href: isLink ? address(changes) : null },
    h("b", {}, count === null ? "–" : number(count)), h("span", { class: "label" }, mark ? badge(mark) : null, label)));
}
function verdictTiles() {
  const { verdicts, waived } = report.summary;
  return h("ul", { class: "tiles", "aria-label": t("verdicts") },
    VERDICTS.filter((verdict) => verdict !== "ok").map((verdict) => tile(verdicts[verdict], verdictName(verdict), { verdict: [verdict] }, null, verdict)),
    tile(waived, t("waived_findings"), { waived: "only" }), tile(verdicts.ok, t("as_expected"), null, null, "ok"));
}
/* What is new, resolved and overdue. A number that the report cannot know is a dash with a reason, never zero. */
function newsTiles() {
  const comparison = report.comparison;
  const overdue = deadlines ? report.findings.filter((finding) => dueState(finding) === "overdue").length : null;
  return [h("ul", { class: "tiles news", "aria-label": t("news") },
    tile(comparison ? comparison.new.length : null, t("news.new"), { change: "new" }, "warn"),
    tile(comparison ? comparison.resolved.length : null, t("news.resolved"), null),
    tile(overdue, t("news.overdue"), { due: "overdue" }, "alert"),
    tile(report.summary.expired_waivers, t(report.summary.expired_waivers === 1 ? "news.expired_waiver" : "news.expired_waivers"), CAUSES.includes("expired_waiver") ? { cause: "expired_waiver" } : null, "warn")),
  h("p", { class: "facts" }, comparison ? t("compared", { moment: time(comparison.previous) }) : t("not_compared"), " ",
    deadlines ? t("deadlines", { days: listed(SEVERITIES.map((severity) => t("deadline", { severity: severityName(severity), days: deadlines[severity] ? counted(deadlines[severity], "day") : t("at_once") }))) }) : t("no_deadlines"))];
}
function resultSection() {
  const status = statusOfReport();
  const wrong = VERDICTS.some((verdict) => verdict !== "ok" && report.summary.verdicts[verdict]);
  return h("section", { class: "card result " + status, "aria-labelledby": "result-title" },
    h("div", {},
      h("h2", { id: "result-title" }, h("span", { class: "mark", "aria-hidden": "true" }, { compliant: "✓", noncompliant: "✕", unknown: "?" }[status]), t("result." + status)),
      h("p", { class: "lead" }, lead()), moments(), newsTiles()),
    h("div", {}, statusBar(), verdictTiles(), wrong ? null : h("p", { class: "soft small" }, t("no_findings"))));
}
function warningsSection() {
  if (!report.warnings.length) return null;
  const heads = [{ name: t("warning"), rowHead: true }];
  const body = h("tbody");
  const more = growing(report.warnings, LIMITS.warnings, (some) => body.append(...some.map((warning) => row(heads, [text(warning)]))), "more_warning");
  return section("warnings", t("warnings"), t("warnings.subtitle", { count: counted(report.warnings.length, "warning") }), h("div", { class: "scroll" }, table(heads, body)), more);
}
