// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix of samples and accounts.

const COLUMNS = 40, ROWS = 30;
const PRINTED_COLUMNS = 34, PRINTED_ROWS = 26;
const UNEXPECTED = "unexpected";
// Vertical text in these scripts is upright. Other names are turned, and read from the bottom to the top.
const UPRIGHT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
let shownColumns = COLUMNS, shownRows = ROWS;

function matrixCounts(found) {
  const counts = { rows: new Map(), columns: new Map() }, filtered = isFiltered();
  for (const finding of found) {
    if (!filtered && finding.waived) continue;
    const keys = finding.verdict === "unexpected" ? [UNEXPECTED] : unread.get(finding.account) === finding ? rowsOf(finding).map(rowKey) : [rowKey(finding)];
    // Unknown findings come last, so that an account that could not be read does not hide verified findings.
    const weight = finding.verdict === "unknown" ? 1e-6 : 1;
    for (const key of keys) counts.rows.set(key, (counts.rows.get(key) || 0) + weight);
    counts.columns.set(finding.account, (counts.columns.get(finding.account) || 0) + weight * keys.length);
  }
  return counts;
}
function matrixParts(found) {
  const counts = matrixCounts(found);
  if (!isFiltered()) for (const account of report.accounts) if (account.status !== "compliant" && !counts.columns.has(account.name)) counts.columns.set(account.name, 0);
  const most = (counted) => (one, other) => (counted.get(other) || 0) - (counted.get(one) || 0);
  const allColumns = report.accounts.filter((account) => !account.reference && accountMatches(account.name)).map((account) => account.name);
  const columns = (filters.all ? allColumns : allColumns.filter((name) => counts.columns.has(name))).sort(most(counts.columns));
  const rows = [...expected.keys()].filter((key) => (filters.all && (!filters.sample || expected.get(key).sample === filters.sample)) || counts.rows.has(key)).sort(most(counts.rows));
  if (counts.rows.has(UNEXPECTED)) rows.push(UNEXPECTED);
  const whole = "UserDefine\u0000" + WHOLE_LIBRARY;
  if (counts.rows.has(whole) && !expected.has(whole)) rows.push(whole);
  return { rows, columns, matches: new Set(found), hiddenColumns: allColumns.length - columns.length, hiddenRows: expected.size - rows.filter((key) => expected.has(key)).length };
}
const plainCell = (letter, kind, label) => h("td", { title: label }, h("span", { class: "v v-" + kind, "aria-hidden": "true" }, letter), hidden(label));
function unexpectedCell(account) {
  const count = account.verdicts.unexpected;
  if (!count) return plainCell("·", "none", t("none"));
  return h("td", { class: "has", "data-account": account.name, title: counted(count, "unexpected") },
    h("span", { class: "v v-unexpected" + (count > 9 ? " many" : ""), "aria-hidden": "true" }, count > 99 ? "99+" : String(count)), hidden(counted(count, "unexpected")));
}
function verdictCell(name, sample, finding, matches, severity) {
  const label = listed([verdictName(finding.verdict), severityName(severity), finding.waived ? t("waived") : ""]);
  return h("td", { class: "has" + (matches.has(finding) ? "" : " off"), "data-account": name, "data-sample": sample, title: label }, badge(finding.verdict, finding.waived), hidden(label));
}
function cell(key, name, matches) {
  const account = accounts.get(name);
  if (key === UNEXPECTED) return unexpectedCell(account);
  const finding = cells.has(name) ? cells.get(name).get(key) : undefined;
  if (finding && finding.verdict !== "ok") return verdictCell(name, finding.sample, finding, matches, finding.severity);
  const row = expected.get(key);
  if (!row || (row.of && !row.of.has(name))) return plainCell("·", "none", t("not_expected_here"));
  const whole = unread.get(name);
  if (whole) return verdictCell(name, row.sample, whole, matches, row.severity);
  if (account.status === "unknown" && !account.verdicts.ok) return plainCell("?", "unknown", verdictName("unknown"));
  return plainCell("✓", "ok", t("as_expected"));
}
function rowHead(key) {
  const row = expected.get(key);
  if (key === UNEXPECTED) return h("a", { href: address({ verdict: ["unexpected"] }) }, h("i", {}, t("unexpected_samples")));
  if (!row) return wholeLibrary();
  return h("a", { href: address({ sample: row.sample }) }, text(row.sample, HEAD_LENGTH), row.type === "UserDefine" ? null : h("span", { class: "soft" }, " " + row.type),
    row.state === "absent" ? h("span", { class: "soft" }, " " + t("must_be_absent")) : null);
}
const columnHead = (name) => h("th", { scope: "col" }, h("a", { href: address({ account: name }), class: UPRIGHT.test(name) ? "upright" : "turned" }, text(name, HEAD_LENGTH)));
function matrixTable(rows, columns, matches) {
  return h("table", { class: "matrix" },
    h("caption", { class: "vh" }, t("matrix.caption")),
    h("thead", {}, h("tr", {}, h("th", { class: "corner", scope: "col" }, t("sample")), columns.map(columnHead))),
    h("tbody", {}, rows.map((key) => h("tr", {}, h("th", { scope: "row" }, rowHead(key)), columns.map((name) => cell(key, name, matches))))));
}
function printedMatrix({ rows, columns, matches }) {
  const left = listed([columns.length > PRINTED_COLUMNS ? counted(columns.length - PRINTED_COLUMNS, "more_account") : "", rows.length > PRINTED_ROWS ? counted(rows.length - PRINTED_ROWS, "more_sample") : ""]);
  return [matrixTable(rows.slice(0, PRINTED_ROWS), columns.slice(0, PRINTED_COLUMNS), matches), left ? h("p", { class: "left-out" }, t("matrix.not_printed", { what: left })) : ""];
}
function openCell(event) {
  const at = event.target.closest("td.has");
  if (at) go(at.dataset.sample === undefined ? { account: at.dataset.account, verdict: ["unexpected"], sample: "" } : { account: at.dataset.account, sample: at.dataset.sample });
}
function matrixFrame(parts, found) {
  const { rows, columns, matches } = parts;
  const frame = h("div", { class: "scroll matrix-frame", role: "region", tabindex: "0", "aria-label": t("matrix.frame"), onclick: openCell },
    matrixTable(rows.slice(0, shownRows), columns.slice(0, shownColumns), matches));
  const more = (shown, entries, step, noun, grow) => (entries.length > shown
    ? h("button", { type: "button", class: "button", onclick: () => { grow(); matrix(found); byId("matrix-body").querySelector(".matrix-frame").focus(); } },
      t("show_more_of", { what: counted(Math.min(step, entries.length - shown), noun), all: entries.length - shown })) : null);
  return [frame, h("div", { class: "more" },
    more(shownColumns, columns, COLUMNS, "more_account", () => { shownColumns += COLUMNS; }),
    more(shownRows, rows, ROWS, "more_sample", () => { shownRows += ROWS; }))];
}
function matrix(found) {
  const parts = matrixParts(found);
  const hiddenNow = [parts.hiddenColumns ? counted(parts.hiddenColumns, "account") : "", parts.hiddenRows ? counted(parts.hiddenRows, "sample") : ""].filter(Boolean).join(t("and"));
  const showAll = byId("show-all");
  showAll.hidden = !hiddenNow && !filters.all;
  showAll.textContent = filters.all ? t("hide_without") : t("show_without", { what: hiddenNow });
  showAll.setAttribute("aria-expanded", String(filters.all));
  const holder = byId("matrix-body");
  if (!parts.rows.length || !parts.columns.length) return holder.replaceChildren(h("p", { class: "empty" }, isFiltered() ? t("matrix.no_match") : t("matrix.empty")));
  return holder.replaceChildren(...(printing ? printedMatrix(parts) : matrixFrame(parts, found)));
}
function matrixSection() {
  const showAll = h("button", { type: "button", class: "button small end", id: "show-all", onclick: () => go({ all: !filters.all }) });
  const made = section("matrix", t("matrix"), t("matrix.subtitle"),
    h("ul", { class: "legend", "aria-label": t("legend") },
      VERDICTS.filter((verdict) => verdict === "ok" || report.summary.verdicts[verdict]).map((verdict) => h("li", {}, badge(verdict), h("span", {}, t("legend.verdict", { verdict: verdictName(verdict), meaning: t("meaning." + verdict) })))),
      report.summary.waived ? h("li", {}, badge("missing", true), t("waived")) : null),
    h("div", { id: "matrix-body" }));
  made.firstElementChild.append(showAll);
  return made;
}
