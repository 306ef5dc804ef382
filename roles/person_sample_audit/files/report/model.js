// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Indexes of the report, ages and deadlines.

const DAY = 86_400_000;
const accounts = new Map(report.accounts.map((account) => [account.name, account]));
const labels = [...new Set(report.accounts.flatMap((account) => account.labels))].sort(collator.compare);
const isNew = new Set(report.comparison ? report.comparison.new : []);
const isOpen = new Set(report.comparison ? report.comparison.open : []);
const rowKey = (entry) => entry.type + "\u0000" + entry.sample;
const isWholeLibrary = (finding) => finding.verdict === "unknown" && finding.sample === WHOLE_LIBRARY;
const worstOf = (findings) => SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity));

/* The expected samples. */
const expected = new Map();
for (const sample of report.samples) {
  const known = expected.get(rowKey(sample));
  if (!known) expected.set(rowKey(sample), { ...sample, of: sample.accounts && new Set(sample.accounts) });
  else if (known.of && sample.accounts) sample.accounts.forEach((name) => known.of.add(name));
  else known.of = null;
}

/* The findings by account and sample. Samples of one name with different IDs share a cell, which shows the worst of their findings. */
const rank = (finding) => (finding.verdict === "ok" ? 20 : 0) + (finding.waived ? 10 : 0) + SEVERITIES.indexOf(finding.severity);
const cells = new Map();  // account -> row -> finding
for (const finding of report.findings) {
  if (finding.verdict === "unexpected") continue;
  if (!cells.has(finding.account)) cells.set(finding.account, new Map());
  const row = cells.get(finding.account), known = row.get(rowKey(finding));
  if (!known || rank(finding) < rank(known)) row.set(rowKey(finding), finding);
}
// An account that could not be read has one finding, which covers every sample that is expected in the account.
const unread = new Map();  // account -> finding
for (const [name, found] of cells) {
  const [finding] = found.values();
  if (found.size === 1 && isWholeLibrary(finding) && finding.covers && accounts.get(name).samples_seen === null) unread.set(name, finding);
}
const covers = (finding, row) => unread.get(finding.account) === finding && (row.of ? row.of.has(finding.account) : !accounts.get(finding.account).reference);
const rowsOf = (finding) => [...expected.values()].filter((row) => covers(finding, row));
const verdictsOf = (findings) => findings.reduce((sum, finding) => sum + (finding.covers || 1), 0);

/* Unexpected samples that are only counted, and are not waived. */
function unlistedOf(account) {
  const counts = account.unexpected;
  return counts ? counts.count - counts.listed - (counts.waived - counts.listed_waived) : 0;
}

/* Ages and deadlines. They count from the time of the report, so that the page never changes. */
const NOW = Date.parse(report.merged_at || report.generated_at);
const deadlines = report.fail_after_days && SEVERITIES.some((severity) => report.fail_after_days[severity]) ? report.fail_after_days : null;
const firstSeen = new Map();
function seen(finding) {
  const moment = finding.first_seen;
  if (!firstSeen.has(moment)) firstSeen.set(moment, Date.parse(moment));
  return firstSeen.get(moment);
}
const ageDays = (finding) => Math.max(0, Math.floor((NOW - seen(finding)) / DAY));
const hasDeadline = (finding) => deadlines !== null && !finding.waived && finding.verdict !== "ok";
// What is unknown can be anything, so it does not wait. The rules are those of deadlines.py.
const dueAt = (finding) => seen(finding) + (finding.verdict === "unknown" ? 0 : deadlines[finding.severity]) * DAY;
const dueState = (finding) => (hasDeadline(finding) ? (NOW >= dueAt(finding) ? "overdue" : "young") : "none");
