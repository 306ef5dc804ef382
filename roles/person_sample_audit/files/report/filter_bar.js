// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The filter bar. Each choice shows how many findings it would leave.

function chips(name, legend, values, face) {
  return h("fieldset", { class: "chips" }, h("legend", {}, legend), values.map((value) => h("label", { class: "chip" },
    h("input", { type: "checkbox", name, value, onchange: (event) => {
      const chosen = new Set(filters[name]);
      if (event.target.checked) chosen.add(value); else chosen.delete(value);
      go({ [name]: values.filter((one) => chosen.has(one)) });
    } }),
    h("span", { class: "face" }, face(value), h("span", { class: "count", "data-facet": name, "data-value": value })))));
}
/* "options" are pairs of a value and its name. The counts are added to the names when the findings are shown. */
function choice(name, label, options) {
  return h("label", { class: "field" }, label, h("select", { name, onchange: (event) => go({ [name]: event.target.value }) },
    options.map(([value, title]) => h("option", { value, dir: "auto", "data-facet": name, "data-value": value, "data-title": title }, title))));
}
function typed(name, attributes) {
  let timer = 0, session = false;
  const take = (event) => {
    clearTimeout(timer);
    timer = 0;
    const value = event.target.value.trim();
    if (value === filters[name]) return;
    go({ [name]: value }, session);
    session = true;
  };
  return h("input", { name, autocomplete: "off", spellcheck: "false", dir: "auto", ...attributes,
    oninput: (event) => { clearTimeout(timer); timer = setTimeout(take, 140, event); },
    onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); take(event); } },
    onblur: (event) => { if (timer) take(event); session = false; } });
}
function causeTitle(cause) {
  const at = cause.indexOf(":");
  return at < 0 ? t("cause." + cause) : t("cause." + cause.slice(0, at)) + " · " + plainName(cause.slice(at + 1));
}
const plainName = (name) => visible(name.slice(0, HEAD_LENGTH)).map((part) => (typeof part === "string" ? part : part.textContent)).join("");
function searchFields() {
  return h("div", { class: "row" },
    h("label", { class: "search" }, hidden(t("search")), typed("q", { type: "search", placeholder: t("search.placeholder") })),
    h("label", { class: "field" }, t("account"), typed("account", { type: "text", list: "account-names", placeholder: t("all") })),
    h("datalist", { id: "account-names" }, report.accounts.map((account) => h("option", { value: account.name }))),
    labels.length ? choice("label", t("label"), [["", t("all")], ...labels.map((label) => [label, plainName(label)])]) : null);
}
function choices() {
  const perVerdict = new Set(report.findings.map((finding) => finding.verdict));
  const perSeverity = new Set(report.findings.filter((finding) => finding.verdict !== "ok").map((finding) => finding.severity));
  return h("div", { class: "row" },
    perVerdict.size ? chips("verdict", t("verdict"), VERDICTS.filter((verdict) => perVerdict.has(verdict)), (verdict) => [badge(verdict), verdictName(verdict)]) : null,
    perSeverity.size ? chips("severity", t("severity"), SEVERITIES.filter((severity) => perSeverity.has(severity)), severityName) : null);
}
function states() {
  return h("div", { class: "row" },
    CAUSES.length > 1 ? choice("cause", t("cause"), [["", t("all")], ...CAUSES.map((cause) => [cause, causeTitle(cause)])]) : null,
    report.comparison ? choice("change", t("change"), [["", t("all")], ["new", t("news.new")], ["open", t("still_open")]]) : null,
    deadlines ? choice("due", t("deadline_filter"), [["", t("all")], ["overdue", t("news.overdue")], ["young", t("young")], ["none", t("no_deadline")]]) : null,
    report.summary.waived ? choice("waived", t("waived_filter"), [["", t("show")], ["no", t("hide")], ["only", t("show_only")]]) : null,
    h("div", { class: "found" },
      h("span", { id: "sample-filter" }),
      h("span", { role: "status", "aria-live": "polite", id: "found" }),
      h("button", { type: "button", class: "button plain", id: "clear", onclick: () => { go(cleared()); document.querySelector(".filters input").focus(); } }, t("clear")),
      h("button", { type: "button", class: "button", id: "export", onclick: () => download(shownFindings) }, t("export"))));
}
const filterBar = () => h("search", { class: "card filters", "aria-label": t("filters") }, searchFields(), choices(), states());

function showCounts({ counts, totals }) {
  for (const element of document.querySelectorAll(".filters [data-facet]")) {
    const { facet, value, title } = element.dataset;
    const count = value ? counts[facet].get(value) || 0 : totals[facet];
    const shown = title === undefined ? number(count) : t("choice", { name: title, count });
    if (element.textContent !== shown) element.textContent = shown;
  }
}
function showFilters() {
  for (const input of document.querySelectorAll(".filters input, .filters select")) {
    if (input.type === "checkbox") input.checked = filters[input.name].includes(input.value);
    else if (input.value.trim() !== filters[input.name]) input.value = filters[input.name];
  }
  byId("clear").hidden = !isFiltered();
  byId("sample-filter").replaceChildren(...(filters.sample ? [h("button", { type: "button", class: "button", onclick: () => go({ sample: "" }) },
    t("sample") + ": ", text(filters.sample, 40), " ✕", hidden(" " + t("remove")))] : []));
}
/* The number of findings. The number of verdicts is larger if an account that could not be read is one finding. */
function foundText(found) {
  const named = new Set(found.map((finding) => finding.account)).size;
  const all = report.findings.filter((finding) => finding.verdict !== "ok").length;
  const verdicts = verdictsOf(found);
  const count = counted(found.length, "finding") + (verdicts > found.length ? t("verdicts_count", { verdicts: counted(verdicts, "verdict") }) : "");
  return t(isFiltered() ? "found.of" : "found.all", { count, accounts: counted(named, "account"), all });
}
