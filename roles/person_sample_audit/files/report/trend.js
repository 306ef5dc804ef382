// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The trend: one column for each audit in the history. A column shows accounts that could not be verified, however few they are.

const CHART = { width: 720, height: 120, bar: 26, gap: 0.25, least: 3 };
const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat(2).filter(Boolean));
  return element;
}
const findingsOf = (run) => VERDICTS.reduce((sum, verdict) => sum + (verdict === "ok" || verdict === "unknown" ? 0 : run.verdicts[verdict]), 0) - run.waived;
/* The heights of the parts of a column. A part that exists is never too small to see; the part of the compliant accounts gives way. */
function columnHeights(run) {
  const total = run.accounts.compliant + run.accounts.noncompliant + run.accounts.unknown;
  const height = (name) => (run.accounts[name] ? Math.max(CHART.least, CHART.height * run.accounts[name] / total) : 0);
  const unknown = height("unknown"), noncompliant = Math.min(height("noncompliant"), CHART.height - unknown);
  return { unknown, noncompliant, compliant: run.accounts.compliant ? Math.max(0, CHART.height - unknown - noncompliant) : 0 };
}
function column(run, index, step) {
  const heights = columnHeights(run);
  const width = Math.min(CHART.bar, step * (1 - CHART.gap));
  const x = (index * step + (step - width) / 2).toFixed(2);
  let y = CHART.height;
  const parts = ["compliant", "noncompliant", "unknown"].map((name) => {
    y -= heights[name];
    return heights[name] ? svg("rect", { class: "part " + name, x, y: y.toFixed(2), width: width.toFixed(2), height: heights[name].toFixed(2), fill: name === "unknown" ? "url(#hatch)" : "currentColor" }) : null;
  });
  return svg("g", { class: "run" }, svg("title", {}, runText(run)), parts);
}
const runText = (run) => t("trend.run", { moment: moment(run), ...run.accounts, findings: findingsOf(run) });
const moment = (run) => run.time.slice(0, 16).replace("T", " ") + " UTC";
function hatch() {
  return svg("defs", {}, svg("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { class: "hatch-ground", width: 5, height: 5 }), svg("rect", { class: "hatch-line", width: 2.4, height: 5 })));
}
function chart(runs) {
  const step = CHART.width / Math.max(runs.length, 12);
  return svg("svg", { class: "trend", viewBox: "0 0 " + CHART.width + " " + CHART.height, role: "img", "aria-label": trendText(runs), preserveAspectRatio: "none" },
    hatch(), runs.map((run, index) => column(run, index, step)));
}
function trendText(runs) {
  const unknown = runs.filter((run) => run.accounts.unknown).length;
  const [first, last] = [runs[0], runs.at(-1)];
  return t("trend.text", { runs: counted(runs.length, "run"), first: moment(first), last: moment(last), before: findingsOf(first), after: findingsOf(last), unknown: counted(unknown, "run") });
}
function trendTable(runs) {
  const heads = [{ name: t("time"), rowHead: true }, { name: t("result") }, ...["compliant", "noncompliant", "unknown"].map((name) => ({ name: t("words.status." + name), number: true })), { name: t("findings"), number: true }];
  const body = h("tbody", {}, [...runs].reverse().map((run) => row(heads, [time(run.time), statusTag(runStatus(run)),
    number(run.accounts.compliant), number(run.accounts.noncompliant), number(run.accounts.unknown), number(findingsOf(run))])));
  return h("details", { class: "no-print" }, h("summary", {}, t("trend.table")), h("div", { class: "scroll" }, table(heads, body)));
}
const runStatus = (run) => (run.compliant ? "compliant" : run.accounts.noncompliant ? "noncompliant" : "unknown");
function trendSection() {
  const runs = context.history;
  if (!runs.length) return null;
  return section("trend", t("trend"), t("trend.subtitle", { runs: counted(runs.length, "run") }),
    runs.length === 1 ? h("p", { class: "soft" }, t("trend.one")) : null,
    chart(runs),
    h("div", { class: "axis soft small", "aria-hidden": "true" }, h("span", {}, moment(runs[0])), runs.length > 1 ? h("span", {}, moment(runs.at(-1))) : null),
    h("ul", { class: "keys" }, ["compliant", "noncompliant", "unknown"].map((name) => h("li", {}, h("span", { class: "swatch " + name, "aria-hidden": "true" }), t("words.status." + name)))),
    h("p", { class: "soft small" }, trendText(runs)),
    trendTable(runs));
}
