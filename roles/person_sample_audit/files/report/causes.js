// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Why the findings exist, and what to do: groups of findings with the same cause, account, sample or label.

/* The key of the texts in the areas "cause" and "advice". It is the same as in advice.py. */
const causeOfAccount = (name) => (Object.hasOwn(context.causes, name) ? context.causes[name] : "unknown");
function adviceKey(finding) {
  if (finding.waived) return "waived";
  if (finding.waiver) return "expired_waiver";
  return finding.verdict === "unknown" ? causeOfAccount(finding.account) : finding.verdict;
}
const codeOf = (finding) => (finding.verdict === "unknown" && !finding.waiver ? accounts.get(finding.account).code || "" : "");
const causeName = (key, code) => key + (code ? ":" + code : "");
const causeOf = (finding) => causeName(adviceKey(finding), codeOf(finding));
const guideLink = (key) => outside(context.guides[key], t("guide"));
function consoleLink(account) {
  const address = Object.hasOwn(context.consoles, account.site || "") ? context.consoles[account.site] : null;
  return address ? outside(address, t("console")) : null;
}

const openFindings = report.findings.filter((finding) => finding.verdict !== "ok" && !finding.waived);
const SEVERITY_OF_UNEXPECTED = "medium", SEVERITY_OF_UNREAD = "high";
/* What is wrong: the findings that are not waived, unexpected samples that are only counted, and unknown accounts without a finding. */
function problems() {
  const found = openFindings.map((finding) => ({ finding, account: finding.account, sample: isWholeLibrary(finding) ? null : finding.sample, severity: finding.severity,
    verdict: finding.verdict, key: adviceKey(finding), code: codeOf(finding), count: 1, verdicts: finding.covers || 1 }));
  const unknown = new Set(report.findings.filter((finding) => finding.verdict === "unknown").map((finding) => finding.account));
  for (const account of report.accounts) {
    const one = { finding: null, account: account.name, sample: null };
    const unlisted = unlistedOf(account);
    if (unlisted) found.push({ ...one, severity: SEVERITY_OF_UNEXPECTED, verdict: "unexpected", key: "unexpected", code: "", count: unlisted, verdicts: unlisted });
    if (account.status === "unknown" && !unknown.has(account.name)) found.push({ ...one, severity: SEVERITY_OF_UNREAD, verdict: "unknown", key: causeOfAccount(account.name), code: account.code || "", count: 1, verdicts: 1 });
  }
  return found;
}
/* Groups of problems by name, with the number of findings by severity. A problem can be in several groups. */
function grouped(found, namesOf) {
  const groups = new Map();
  for (const problem of found) {
    for (const name of namesOf(problem)) {
      let group = groups.get(name);
      if (!group) groups.set(name, group = { name, first: problem, counts: SEVERITIES.map(() => 0), count: 0, verdicts: 0, overdue: 0, added: 0, accounts: new Set(), samples: new Set() });
      group.counts[SEVERITIES.indexOf(problem.severity)] += problem.count;
      group.count += problem.count;
      group.verdicts += problem.verdicts;
      group.accounts.add(problem.account);
      if (problem.sample !== null) group.samples.add(problem.sample);
      if (problem.finding && dueState(problem.finding) === "overdue") group.overdue += 1;
      if (problem.finding && isNew.has(problem.finding.id)) group.added += 1;
    }
  }
  return [...groups.values()];
}
function severityCounts(findings) {
  const counts = SEVERITIES.map(() => 0);
  for (const finding of findings) counts[SEVERITIES.indexOf(finding.severity)] += 1;
  return counts;
}
/* Compares numbers by severity: the most severe that differ decide. */
function moreSevere(one, other) {
  const index = one.findIndex((count, at) => count !== other[at]);
  return index < 0 ? 0 : other[index] - one[index];
}
const worstFirst = (groups) => groups.sort((one, other) => moreSevere(one.counts, other.counts));
const worstIndex = (group) => group.counts.findIndex(Boolean);
/* The causes in the order of the terminal: the most severe finding decides, then the number of findings. */
const causes = (found) => grouped(found, (problem) => [causeName(problem.key, problem.code)])
  .sort((one, other) => worstIndex(one) - worstIndex(other) || other.count - one.count);
