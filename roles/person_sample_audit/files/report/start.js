// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// "Start here": the causes with what to do, and where the most severe findings are. Each is a link to its findings.

const NAMED = 3, RANKED = 5, CAUSES_SHOWN = 6;

/* The first names as links to their findings, and the number of the others. "filter" is account or sample. */
function someNames(names, filter) {
  const shown = names.slice(0, NAMED).map((name, index) => [index ? t("list.separator") : null, link(address({ [filter]: name }), name, HEAD_LENGTH)]);
  return h("span", { class: "some" }, shown, names.length > NAMED ? t("and_more", { count: names.length - NAMED }) : null);
}
const causeAddress = (cause) => address(CAUSES.includes(cause.name) ? { cause: cause.name, ...UNWAIVED } : { account: cause.first.account });
function causeItem(cause, index) {
  const { key, code, verdict } = cause.first;
  const names = [...cause.accounts], samples = [...cause.samples];
  const links = [guideLink(key), names.length === 1 ? consoleLink(accounts.get(names[0])) : null].filter(Boolean);
  return h("li", { class: "cause", "data-cause": cause.name },
    h("span", { class: "step", "aria-hidden": "true" }, String(index + 1)),
    h("div", {},
      h("h3", {}, badge(verdict), h("a", { href: causeAddress(cause) }, capital(t("cause." + key))), " ", code ? [h("span", { class: "code" }, text(code, HEAD_LENGTH)), " "] : null,
        severityLabel(SEVERITIES[worstIndex(cause)]), " ", cause.overdue ? h("span", { class: "tag alert" }, t("overdue_count", { count: cause.overdue })) : null, " ",
        cause.added ? h("span", { class: "tag new" }, t("new_count", { count: cause.added })) : null),
      h("p", { class: "where" }, h("b", {}, counted(cause.count, "finding")), cause.verdicts > cause.count ? t("verdicts_count", { verdicts: counted(cause.verdicts, "verdict") }) : null, " ",
        t("in_accounts", { accounts: counted(names.length, "account") }), " ", someNames(names, "account"),
        samples.length ? [" · ", counted(samples.length, "sample_names"), " ", someNames(samples, "sample")] : null),
      h("p", { class: "advice" }, h("span", { class: "todo" }, t("what_to_do")), " ", t("advice." + key), links.map((one) => [" ", one]))));
}
function causeList(found) {
  const items = causes(found).map(causeItem);
  // One more cause is shown, because a button for it needs the same space.
  const rest = items.splice(printing || items.length === CAUSES_SHOWN + 1 ? items.length : CAUSES_SHOWN);
  return [h("ol", { class: "causes" }, items),
    rest.length ? h("details", { class: "other-causes" }, h("summary", {}, counted(rest.length, "more_causes")), h("ol", { class: "causes" }, rest)) : null];
}
/* One line for each of the worst: the name, the number of findings by severity, and a bar. */
function ranking(title, groups, changes, detail) {
  if (!groups.length) return null;
  const most = Math.max(...groups.map((group) => group.count));
  return h("div", { class: "ranking" }, h("h3", {}, title), h("ol", {}, groups.slice(0, RANKED).map((group) => {
    const bar = h("span", { class: "share", "aria-hidden": "true" });
    bar.style.width = Math.max(2, 100 * group.count / most) + "%";
    return h("li", {}, h("span", { class: "name" }, link(address({ ...changes(group.name), ...UNWAIVED }), group.name, HEAD_LENGTH)),
      h("span", { class: "counts" }, detail(group)), bar);
  })), groups.length > RANKED ? h("p", { class: "soft small" }, t("of_all", { shown: RANKED, all: groups.length })) : null);
}
function bySeverity({ counts }) {
  const shown = counts.map((count, index) => (count ? h("span", { class: "severity " + SEVERITIES[index] }, t("count_severity", { count, severity: severityName(SEVERITIES[index]) })) : null)).filter(Boolean);
  return shown.flatMap((one, index) => (index ? [t("list.separator"), one] : [one]));
}
const inAccounts = (group) => [counted(group.accounts.size, "account"), t("list.separator"), bySeverity(group)];
function startSection() {
  const found = problems();
  if (!found.length) return null;
  const worst = (namesOf) => worstFirst(grouped(found, namesOf));
  return section("start", t("start"), t("start.subtitle"),
    h("div", { class: "start" }, h("div", {}, causeList(found)),
      h("div", { class: "rankings" },
        ranking(t("worst_accounts"), worst((problem) => [problem.account]), (account) => ({ account }), bySeverity),
        ranking(t("worst_samples"), worst((problem) => (problem.sample === null ? [] : [problem.sample])), (sample) => ({ sample }), inAccounts),
        ranking(t("worst_labels"), worst((problem) => accounts.get(problem.account).labels), (label) => ({ label }), inAccounts))));
}
