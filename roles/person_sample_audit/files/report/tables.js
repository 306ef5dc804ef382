// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sections, lists that grow, and tables that can be sorted.

// How many entries are shown at first, how many a button adds, and how many are printed. A large report has at most ten printed pages.
const LIMITS = {
  findings: { first: 50, more: 200, printed: 66 },
  accounts: { first: 15, more: 100, printed: 16 },
  waivers: { first: 20, more: 100, printed: 12 },
  changes: { first: 10, more: 100, printed: 8 },
  warnings: { first: 10, more: 100, printed: 10 },
};

function section(id, title, subtitle, ...content) {
  return h("section", { class: "card", id, "aria-labelledby": id + "-title", tabindex: "-1" },
    h("header", {}, h("h2", { id: id + "-title" }, title), subtitle ? h("span", { class: "soft" }, subtitle) : null), ...content);
}

/* A list with a button that shows more entries. On paper the button is a note. */
function growing(entries, limit, add, noun) {
  let shown = 0;
  const holder = h("div", { class: "more" });
  const grow = (count) => {
    add(entries.slice(shown, shown + count));
    shown = Math.min(shown + count, entries.length);
    const left = entries.length - shown;
    if (!left) return holder.replaceChildren();
    if (printing) return holder.replaceChildren(notPrinted(left, noun));
    const button = h("button", { type: "button", class: "button", onclick: () => { grow(limit.more); (holder.firstElementChild || byId("main")).focus(); } },
      t("show_more", { what: counted(Math.min(limit.more, left), noun) }));
    return holder.replaceChildren(button, h("span", { class: "soft small" }, t("not_shown", { count: left })));
  };
  grow(printing ? limit.printed : limit.first);
  return holder;
}
const notPrinted = (count, noun) => h("p", { class: "left-out" }, t("not_printed", { what: counted(count, noun) }));

/* "sorting" has the name of the column, "-" before it for the reverse order, and a function that sets it. */
function headCell(head, sorting) {
  const classes = head.number ? "number" : null;
  if (!head.sort || printing) return h("th", { scope: "col", class: classes }, head.name);
  const active = sorting.by.replace("-", "") === head.sort;
  const descending = active && sorting.by.startsWith("-");
  const next = active && !descending ? "-" + head.sort : head.sort;
  return h("th", { scope: "col", class: classes, "aria-sort": active ? (descending ? "descending" : "ascending") : null },
    h("button", { type: "button", class: "sort", "data-sort": head.sort, onclick: () => sorting.set(next, head.sort) },
      head.name, h("span", { class: "arrow" + (active ? " active" : ""), "aria-hidden": "true" }, active ? (descending ? "▼" : "▲") : "↕")));
}
function table(heads, rows, attributes = {}, sorting = null) {
  return h("table", { class: "list stacked", ...attributes }, h("thead", {}, h("tr", {}, heads.map((head) => headCell(head, sorting)))), rows);
}
function row(heads, values, attributes = {}) {
  return h("tr", attributes, values.map((value, index) => {
    const blank = value === null || value === "";
    const classes = [heads[index].number ? "number" : "", heads[index].class || "", blank ? "blank" : ""].filter(Boolean).join(" ") || null;
    return heads[index].rowHead ? h("th", { scope: "row", class: classes }, value) : h("td", { "data-head": heads[index].name, class: classes }, value);
  }));
}
/* The sorting that is stored in the fragment as the filter "name". The focus stays on the heading that was pressed. */
function sortingBy(name, id) {
  return {
    by: filters[name] || "severity",
    set: (next, column) => {
      go({ [name]: next === "severity" ? "" : next });
      const pressed = byId(id).querySelector('button[data-sort="' + column + '"]');
      if (pressed) pressed.focus();
    },
  };
}
const SORT_TEXTS = { severity: "sort.severity", verdict: "sort.verdict", account: "sort.account", sample: "sort.sample", age: "sort.age", status: "sort.status", findings: "sort.findings" };
/* The same choice as the headings, for narrow pages without headings. */
function sortChoice(name, options) {
  return h("label", { class: "field end no-print" }, t("sort"), h("select", { name, onchange: (event) => go({ [name]: event.target.value }) },
    options.map((option) => h("option", { value: option === "severity" ? "" : option, selected: (filters[name] || "severity") === option }, t(SORT_TEXTS[option])))));
}
/* The position of each name in the order of the language. */
function ranks(names) {
  return new Map([...new Set(names)].sort(collator.compare).map((name, index) => [name, index]));
}
let sampleRanks = null, accountRanks = null;
const sampleRank = (name) => (sampleRanks = sampleRanks || ranks(report.findings.map((finding) => finding.sample))).get(name);
const accountRank = (name) => (accountRanks = accountRanks || ranks(report.accounts.map((account) => account.name))).get(name);
const severityRank = (severity) => (severity ? SEVERITIES.indexOf(severity) : SEVERITIES.length);
function ageText(finding) {
  const days = ageDays(finding);
  return days ? counted(days, "day") : t("today");
}
function dueTag(finding) {
  if (!hasDeadline(finding)) return null;
  const days = Math.floor(Math.abs(NOW - dueAt(finding)) / DAY);
  if (dueState(finding) === "overdue") return h("span", { class: "tag alert" }, days ? t("overdue_by", { days: counted(days, "day") }) : t("overdue_today"));
  return h("span", { class: "tag" }, days ? t("due_in", { days: counted(days, "day") }) : t("due_today"));
}
