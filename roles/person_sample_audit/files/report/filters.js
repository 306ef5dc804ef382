// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The filters. They are stored only in the fragment of the URL, so that a link shows the same findings.

const EMPTY = { q: "", verdict: [], severity: [], account: "", sample: "", label: "", cause: "", change: "", due: "", waived: "", sort: "", order: "", all: false };
const ARRANGEMENT = ["sort", "order", "all"];  // they do not change which findings match
const CAUSES = [...new Set(report.findings.filter((finding) => finding.verdict !== "ok").map(causeOf))];
const UNWAIVED = { waived: report.summary.waived ? "no" : "" };
const SORTS = ["severity", "verdict", "account", "sample", "age"];
const ORDERS = ["severity", "account", "status", "findings", "age"];

function read(fragment) {
  let given;
  try { given = new URLSearchParams(fragment.replace(/^#/, "")); } catch { given = new URLSearchParams(); }
  const some = (name, known) => known.filter((value) => (given.get(name) || "").split(",").includes(value));
  const one = (name, known) => (known.includes(given.get(name)) ? given.get(name) : "");
  const sorting = (name, known) => one(name, known.flatMap((value) => [value, "-" + value]));
  return {
    q: given.get("q") || "",
    verdict: some("verdict", VERDICTS),
    severity: some("severity", SEVERITIES),
    account: given.get("account") || "",
    sample: given.get("sample") || "",
    label: one("label", labels),
    cause: one("cause", CAUSES),
    change: report.comparison ? one("change", ["new", "open"]) : "",
    due: one("due", ["overdue", "young", "none"]),
    waived: one("waived", ["no", "only"]),
    sort: sorting("sort", SORTS),
    order: sorting("order", ORDERS),
    all: given.get("all") === "1",
  };
}
function written(filters) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value === true) parameters.set(name, "1");
    else if (value && value.length) parameters.set(name, Array.isArray(value) ? value.join(",") : value);
  }
  return parameters.toString();
}
let filters = read(location.hash);
const withoutArrangement = () => ({ ...filters, ...Object.fromEntries(ARRANGEMENT.map((name) => [name, EMPTY[name]])) });
const isFiltered = () => written(withoutArrangement()) !== "";
const cleared = () => ({ ...EMPTY, ...Object.fromEntries(ARRANGEMENT.map((name) => [name, filters[name]])) });
function go(changes, replace = false) {
  const next = written({ ...filters, ...changes });
  if (next === written(filters)) return;
  const address = next ? "#" + next : location.href.split("#")[0];
  try {  // pushState and replaceState fire no event
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    arrive();
  } catch {  // the page is in a frame that must not change the history
    location.hash = next;
  }
}
const address = (changes) => "#" + written({ ...EMPTY, ...changes });

const searchTexts = new Map();
function searchText(finding) {
  let found = searchTexts.get(finding);
  if (found === undefined) {
    const differences = finding.differences.map((one) => one.field + " " + one.expected + " " + one.actual);
    const samples = unread.get(finding.account) === finding ? rowsOf(finding).map((row) => row.sample) : [finding.sample];
    found = [finding.account, accounts.get(finding.account).uin || "", ...samples, finding.message, codeOf(finding), finding.verdict, verdictName(finding.verdict), ...finding.person_ids, ...differences]
      .join("\n").normalize("NFC").toLowerCase();
    searchTexts.set(finding, found);
  }
  return found;
}
const isNamed = (name) => !filters.account || (accounts.has(filters.account) ? name === filters.account : name.toLowerCase().includes(filters.account.toLowerCase()));
const accountMatches = (name) => isNamed(name) && (!filters.label || accounts.get(name).labels.includes(filters.label));

/* The filters with a fixed set of choices: what a finding must have, and the choices that a finding belongs to. */
const FACETS = [
  { name: "verdict", matches: (finding) => (filters.verdict.length ? filters.verdict.includes(finding.verdict) : finding.verdict !== "ok"), of: (finding) => [finding.verdict] },
  { name: "severity", matches: (finding) => !filters.severity.length || filters.severity.includes(finding.severity), of: (finding) => [finding.severity] },
  { name: "label", matches: (finding) => !filters.label || accounts.get(finding.account).labels.includes(filters.label), of: (finding) => accounts.get(finding.account).labels },
  { name: "cause", matches: (finding) => !filters.cause || causeOf(finding) === filters.cause, of: (finding) => [causeOf(finding)] },
  { name: "change", matches: (finding) => !filters.change || (filters.change === "new" ? isNew : isOpen).has(finding.id), of: (finding) => [isNew.has(finding.id) ? "new" : isOpen.has(finding.id) ? "open" : ""] },
  { name: "due", matches: (finding) => !filters.due || dueState(finding) === filters.due, of: (finding) => [dueState(finding)] },
  { name: "waived", matches: (finding) => !filters.waived || finding.waived === (filters.waived === "only"), of: (finding) => [finding.waived ? "only" : "no"] },
];
/* Whether a finding matches the filters that are not facets. */
function searched() {
  const words = filters.q.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
  const names = new Set(report.accounts.map((account) => account.name).filter(isNamed));
  const chosen = filters.sample ? [...expected.values()].filter((row) => row.sample === filters.sample) : [];
  return (finding) => names.has(finding.account)
    && (!filters.sample || finding.sample === filters.sample || chosen.some((row) => covers(finding, row)))
    // Only a complete ID matches, because the hexadecimal digits of an ID can contain a short name such as Ada.
    && words.every((word) => word === finding.id || searchText(finding).includes(word));
}
function failedFacets(finding) {
  let number = 0, last = null;
  for (const facet of FACETS) {
    if (facet.matches(finding)) continue;
    number += 1;
    last = facet;
    if (number > 1) break;
  }
  return { number, last };
}
/* The findings that match all filters, and for each choice of a facet the number of findings that it would leave. */
function evaluated() {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet.name, new Map()]));
  const totals = Object.fromEntries(FACETS.map((facet) => [facet.name, 0]));
  const count = (facet, finding) => {
    totals[facet.name] += 1;
    for (const value of facet.of(finding)) counts[facet.name].set(value, (counts[facet.name].get(value) || 0) + 1);
  };
  const isSearched = searched();
  const found = [];
  for (const finding of report.findings) {
    if (!isSearched(finding)) continue;
    const failed = failedFacets(finding);
    if (failed.number === 1) count(failed.last, finding);
    if (failed.number) continue;
    found.push(finding);
    for (const facet of FACETS) count(facet, finding);
  }
  return { found, counts, totals };
}
