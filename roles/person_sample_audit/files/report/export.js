// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The export of the findings that match the filters. The file is the same as findings.csv of the whole report, without the other rows.

const FORMULA_SIGNS = ["=", "+", "-", "@", "\u2212"];
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SKIPPED = /^[\s\u001c-\u001f\u0085"'`\u2018\u2019\u201c\u201d\u00ab\u00bb\p{Cc}\p{Cf}\p{Mn}\p{Me}]*/u;
const COLUMNS_OF_CSV = {
  account: (finding) => finding.account,
  sample: (finding) => finding.sample,
  type: (finding) => finding.type,
  verdict: (finding) => finding.verdict,
  severity: (finding) => finding.severity,
  message: (finding) => finding.message,
  person_ids: (finding) => finding.person_ids.join("; "),
  differences: (finding) => (finding.differences.length ? pythonJson(finding.differences) : ""),
  waived: (finding) => String(finding.waived),
  waiver_reason: (finding) => (finding.waiver && finding.waiver.reason) || "",
  waiver_owner: (finding) => (finding.waiver && finding.waiver.owner) || "",
  waiver_expires: (finding) => (finding.waiver ? finding.waiver.expires : ""),
  covers: (finding) => String(finding.covers),
  id: (finding) => finding.id,
};

/* JSON with the spaces of json.dumps of Python. */
function pythonJson(value) {
  if (Array.isArray(value)) return "[" + value.map(pythonJson).join(", ") + "]";
  if (value === null || typeof value !== "object") return typeof value === "string" ? pythonString(value) : String(value);
  return "{" + Object.entries(value).map(([name, one]) => pythonString(name) + ": " + pythonJson(one)).join(", ") + "}";
}
/* JSON.stringify escapes lone surrogates, json.dumps does not. */
const pythonString = (value) => JSON.stringify(value).replace(/(?<!\\)((?:\\\\)*)\\u(d[89a-f][0-9a-f]{2})/g, (whole, before, code) => before + String.fromCharCode(parseInt(code, 16)));

function xmlSafe(value) {
  return value.replace(NOT_XML, (sign) => {
    const code = sign.charCodeAt(0);
    return code < 0x100 ? "\\x" + code.toString(16).padStart(2, "0") : "\\u" + code.toString(16).padStart(4, "0");
  });
}
/* A cell that a spreadsheet could run as a formula gets an apostrophe. The rules are those of findings_csv.py. */
function escapeFormula(value) {
  if (!value || /^[A-Za-z0-9]/.test(value)) return value;
  const first = Array.from(value.slice(SKIPPED.exec(value)[0].length))[0];
  const isFormula = first !== undefined && FORMULA_SIGNS.includes(first.normalize("NFKC")[0]);
  return isFormula || /^[\t\r\n]/.test(value) ? "'" + value : value;
}
const csvCell = (value) => '"' + escapeFormula(xmlSafe(value)).replaceAll('"', '""') + '"';
const csvLine = (cells) => cells.map(csvCell).join(context.csv_separator) + "\r\n";
function csvText(found) {
  const columns = Object.values(COLUMNS_OF_CSV);
  return "\ufeff" + csvLine(Object.keys(COLUMNS_OF_CSV)) + found.map((finding) => csvLine(columns.map((column) => column(finding)))).join("");
}
function download(found) {
  const url = URL.createObjectURL(new Blob([csvText(found)], { type: "text/csv;charset=utf-8" }));
  h("a", { href: url, download: isFiltered() ? "findings-filtered.csv" : "findings.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
