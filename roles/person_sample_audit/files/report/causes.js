// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Why the findings exist, and what to do: groups of findings with the same cause, the worst accounts and samples.

/* The key of the texts in the areas "cause" and "advice". It is the same as in advice.py. */
function adviceKey(finding) {
  if (finding.waived) return "waived";
  if (finding.waiver) return "expired_waiver";
  return finding.verdict === "unknown" ? context.causes[finding.account] || "unknown" : finding.verdict;
}
const codeOf = (finding) => (finding.verdict === "unknown" && !finding.waiver ? accounts.get(finding.account).code || "" : "");
const causeOf = (finding) => adviceKey(finding) + (codeOf(finding) ? ":" + codeOf(finding) : "");
const guideLink = (key) => outside(context.guides[key], t("guide"));
function consoleLink(account) {
  const address = Object.hasOwn(context.consoles, account.site || "") ? context.consoles[account.site] : null;
  return address ? outside(address, t("console")) : null;
}

/* Number of findings by severity, most severe first. Comparing two of them compares the most severe findings first. */
const severityCounts = (findings) => SEVERITIES.map((severity) => verdictsOf(findings.filter((finding) => finding.severity === severity)));
function moreSevere(one, other) {
  const index = one.findIndex((count, at) => count !== other[at]);
  return index < 0 ? 0 : other[index] - one[index];
}
const worstFirst = (groups) => groups.map((group) => ({ ...group, counts: severityCounts(group.findings) }))
  .sort((one, other) => moreSevere(one.counts, other.counts) || collator.compare(one.name, other.name));
function grouped(findings, keysOf) {
  const groups = new Map();
  for (const finding of findings) {
    for (const key of keysOf(finding)) {
      if (groups.has(key)) groups.get(key).push(finding);
      else groups.set(key, [finding]);
    }
  }
  return [...groups].map(([name, found]) => ({ name, findings: found }));
}

const openFindings = report.findings.filter((finding) => finding.verdict !== "ok" && !finding.waived);
/* The causes of all findings that are not waived. First those whose findings are the most severe. */
function causes() {
  return worstFirst(grouped(openFindings, (finding) => [causeOf(finding)])).map((group) => {
    const [first] = group.findings;
    return {
      ...group, key: adviceKey(first), code: codeOf(first), isUnknown: first.verdict === "unknown",
      accounts: [...new Set(group.findings.map((finding) => finding.account))],
      overdue: group.findings.filter((finding) => dueState(finding) === "overdue").length,
    };
  });
}
// Verified findings come first, so that accounts that could not be read do not hide them.
const verified = openFindings.filter((finding) => finding.verdict !== "unknown");
const ranked = verified.length ? verified : openFindings;
const worstAccounts = () => worstFirst(grouped(ranked, (finding) => [finding.account]));
const worstSamples = () => worstFirst(grouped(ranked.filter((finding) => !isWholeLibrary(finding)), (finding) => [finding.sample]));
const worstLabels = () => worstFirst(grouped(openFindings, (finding) => accounts.get(finding.account).labels));
