// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// "Start here": the causes with what to do, and where the most severe findings are. Each is a link to its findings.

const NAMED = 3, RANKED = 5, CAUSES_SHOWN = 6;

function someAccounts(names) {
  const shown = names.slice(0, NAMED).map((name, index) => [index ? t("list.separator") : null, link(address({ account: name }), name, HEAD_LENGTH)]);
  return h("span", { class: "some" }, shown, names.length > NAMED ? t("and_more", { count: names.length - NAMED }) : null);
}
function causeItem(cause, index) {
  const severity = worstOf(cause.findings);
  const total = verdictsOf(cause.findings);
  const sites = cause.accounts.length === 1 ? consoleLink(accounts.get(cause.accounts[0])) : null;
  return h("li", { class: "cause", "data-cause": cause.name },
    h("span", { class: "step", "aria-hidden": "true" }, String(index + 1)),
    h("div", {},
      h("h3", {}, badge(cause.findings[0].verdict), h("a", { href: address({ cause: cause.name, waived: "no" }) }, t("cause." + cause.key)),
        cause.code ? h("span", { class: "code" }, text(cause.code, HEAD_LENGTH)) : null, severityLabel(severity),
        cause.overdue ? h("span", { class: "tag alert" }, t("overdue_count", { count: cause.overdue })) : null),
      h("p", { class: "where" }, h("b", {}, cause.isUnknown ? counted(total, "verdict") : counted(total, "finding")), " ",
        t("in_accounts", { accounts: counted(cause.accounts.length, "account") }), " ", someAccounts(cause.accounts)),
      h("p", { class: "advice" }, h("span", { class: "todo" }, t("what_to_do")), " ", t("advice." + cause.key), " ", guideLink(cause.key), sites ? [" ", sites] : null)));
}
function causeList() {
  const all = causes();
  const items = all.map(causeItem);
  const rest = items.splice(printing ? items.length : CAUSES_SHOWN);
  return [h("ol", { class: "causes" }, items),
    rest.length ? h("details", { class: "other-causes" }, h("summary", {}, counted(rest.length, "more_causes")), h("ol", { class: "causes" }, rest)) : null];
}
/* One line for each of the worst: the name, the number of findings by severity, and a bar. */
function ranking(title, groups, changes, detail) {
  if (!groups.length) return null;
  const most = Math.max(...groups.map((group) => verdictsOf(group.findings)));
  return h("div", { class: "ranking" }, h("h3", {}, title), h("ol", {}, groups.slice(0, RANKED).map((group) => {
    const bar = h("span", { class: "share", "aria-hidden": "true" });
    bar.style.width = Math.max(2, 100 * verdictsOf(group.findings) / most) + "%";
    return h("li", {}, h("span", { class: "name" }, link(address(changes(group.name)), group.name, HEAD_LENGTH)),
      h("span", { class: "counts" }, detail(group)), bar);
  })), groups.length > RANKED ? h("p", { class: "soft small" }, t("of_all", { shown: RANKED, all: groups.length })) : null);
}
function bySeverity(group) {
  const counts = group.counts.map((count, index) => (count ? h("span", { class: "severity " + SEVERITIES[index] }, t("count_severity", { count, severity: severityName(SEVERITIES[index]) })) : null)).filter(Boolean);
  return counts.flatMap((count, index) => (index ? [t("list.separator"), count] : [count]));
}
const inAccounts = (group) => [counted(new Set(group.findings.map((finding) => finding.account)).size, "account"), t("list.separator"), bySeverity(group)];
function startSection() {
  if (!openFindings.length) return null;
  return section("start", t("start"), t("start.subtitle"),
    h("div", { class: "start" }, h("div", {}, causeList()),
      h("div", { class: "rankings" },
        ranking(t("worst_accounts"), worstAccounts(), (account) => ({ account, waived: "no" }), bySeverity),
        ranking(t("worst_samples"), worstSamples(), (sample) => ({ sample, waived: "no" }), inAccounts),
        ranking(t("worst_labels"), worstLabels(), (label) => ({ label, waived: "no" }), inAccounts))));
}
