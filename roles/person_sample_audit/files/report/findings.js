// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The table of findings.

const SAME_MESSAGE = 3;  // if more unknown findings of an account than this have the same message, they are shown as one
const OPEN_ADVICE = 12;  // in a list of at most this many findings, what to do is shown without a click

function values(value, other, isActual) {
  if (value === null || value === "" || (Array.isArray(value) && !value.length)) return h("span", { class: "soft" }, t("none"));
  if (!Array.isArray(value)) return text(value);
  const others = Array.isArray(other) ? other : [];
  return value.map((one) => {
    const alone = !others.includes(one);
    return [h("span", { class: "value" + (alone ? (isActual ? " extra" : " not-found") : "") }, text(one)), alone ? hidden(" " + t(isActual ? "value.extra" : "value.missing")) : null, " "];
  });
}
function differences(finding) {
  return h("table", { class: "diff" },
    h("thead", {}, h("tr", {}, ["field", "expected", "actual"].map((head) => h("th", { scope: "col" }, t(head))))),
    h("tbody", {}, finding.differences.map((one) => h("tr", {}, h("th", { scope: "row" }, text(one.field)),
      h("td", {}, values(one.expected, one.actual, false)), h("td", {}, values(one.actual, one.expected, true))))));
}
/* What was found. Messages are in English; other languages name the verdict and the IDs. Errors stay as they are. */
function foundMessage(finding) {
  if (finding.differences.length) return differences(finding);
  if (finding.verdict === "unknown" || context.language === "en") return text(finding.message);
  const message = t("cause." + finding.verdict);
  return finding.person_ids.length && finding.verdict !== "ok" ? t("words.with_ids", { message, ids: text(finding.person_ids.join(", ")) }) : message;
}
function advice(finding, isOpen) {
  const key = adviceKey(finding);
  const links = [guideLink(key), consoleLink(accounts.get(finding.account))].filter(Boolean);
  if (printing) return null;  // "Start here" is printed with the same texts
  return h("details", { class: "what-to-do", open: isOpen }, h("summary", {}, t("what_to_do_title")), h("p", {}, t("advice." + key), links.map((one) => [" ", one])));
}
function waiverText(waiver) {
  const people = [waiver.reason, waiver.owner].filter(Boolean);
  return [h("span", { class: waiver.expired ? "tag alert" : "tag" }, t(waiver.expired ? "waiver_expired" : "waived_until", { date: waiver.expires })),
    people.length ? h("span", { class: "soft small" }, people.map((one, index) => [index ? t("list.separator") : null, text(one)])) : null];
}
const ageCell = (finding) => h("div", { class: "flags" }, h("span", { title: finding.first_seen }, finding.verdict === "ok" ? "" : ageText(finding)),
  isNew.has(finding.id) ? h("span", { class: "tag new" }, t("news.new")) : null, dueTag(finding), finding.waiver ? waiverText(finding.waiver) : null);
function sampleCell(entry) {
  const finding = entry.findings[0];
  if (entry.findings.length > 1) {
    return h("details", { open: printing }, h("summary", {}, counted(entry.findings.length, "sample")), h("ul", {}, entry.findings.map((one) => h("li", {}, text(one.sample)))));
  }
  return [isWholeLibrary(finding) ? wholeLibrary() : text(finding.sample),
    finding.type === "UserDefine" ? null : [" ", h("span", { class: "tag" }, text(finding.type))],
    finding.covers > 1 ? h("span", { class: "ids" }, counted(finding.covers, "expectation")) : null,
    finding.person_ids.length && finding.differences.length ? h("span", { class: "ids" }, "id ", text(finding.person_ids.join(", "))) : null];
}
function findingRow(heads, entry, isOpen) {
  const finding = entry.findings[0];
  return row(heads, [
    severityLabel(worstOf(entry.findings)),
    verdictLabel(finding.verdict, finding.waived),
    link(address({ account: finding.account }), finding.account),
    h("div", { class: "sample" }, sampleCell(entry)),
    h("div", { class: "detail" }, foundMessage(finding), advice(finding, isOpen)),
    ageCell(finding),
  ], { class: "finding" + (finding.waived ? " is-waived" : ""), "data-id": finding.id });
}
/* Unknown findings of an account with the same message are one entry. */
function entriesOf(found) {
  const key = (finding) => finding.account + "\u0000" + finding.message;
  const counts = new Map();
  for (const finding of found) if (finding.verdict === "unknown") counts.set(key(finding), (counts.get(key(finding)) || 0) + 1);
  const entries = [], together = new Map();
  for (const finding of found) {
    const isTogether = finding.verdict === "unknown" && counts.get(key(finding)) > SAME_MESSAGE;
    if (isTogether && together.has(key(finding))) {
      together.get(key(finding)).findings.push(finding);
      continue;
    }
    const entry = { findings: [finding] };
    if (isTogether) together.set(key(finding), entry);
    entries.push(entry);
  }
  return entries;
}
const FINDING_ORDERS = {
  severity: (one, other) => severityRank(one.severity) - severityRank(other.severity),
  verdict: (one, other) => VERDICTS.indexOf(one.verdict) - VERDICTS.indexOf(other.verdict),
  account: (one, other) => accountRank(one.account) - accountRank(other.account),
  sample: (one, other) => sampleRank(one.sample) - sampleRank(other.sample),
  age: (one, other) => seen(one) - seen(other),
};
/* Waived findings are always last. Equal findings are in the order of severity, account and sample. */
function sortedFindings(found) {
  const sort = filters.sort || "severity";
  const sign = sort.startsWith("-") ? -1 : 1;
  const compare = FINDING_ORDERS[sort.replace("-", "")];
  return [...found].sort((one, other) => one.waived - other.waived || sign * compare(one, other)
    || FINDING_ORDERS.severity(one, other) || FINDING_ORDERS.account(one, other) || FINDING_ORDERS.sample(one, other));
}
function showFindings(found) {
  const holder = byId("findings-body");
  if (!found.length) return holder.replaceChildren(h("p", { class: "empty" }, isFiltered() ? t("findings.no_match") : t("no_findings")));
  const heads = [{ name: t("severity"), sort: "severity" }, { name: t("verdict"), sort: "verdict" }, { name: t("account"), sort: "account" },
    { name: t("sample"), sort: "sample", rowHead: true }, { name: t("what_was_found"), class: "widest" }, { name: t("age"), sort: "age" }];
  const body = h("tbody");
  const entries = entriesOf(sortedFindings(found));
  const more = growing(entries, LIMITS.findings, (some) => body.append(...some.map((entry) => findingRow(heads, entry, entries.length <= OPEN_ADVICE))), "more_finding");
  return holder.replaceChildren(h("div", { class: "scroll" }, table(heads, body, { class: "list stacked findings" }, sortingBy("sort", "findings"))), more);
}
function findingsSection() {
  const made = section("findings", t("findings"), null, h("div", { id: "findings-body" }));
  made.firstElementChild.append(sortChoice("sort", ["severity", "age", "account", "sample", "verdict"]));
  return made;
}
