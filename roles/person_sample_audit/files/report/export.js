// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The export of the findings that match the filters. The file is the same as findings.csv of the whole report, without the other rows.

const FORMULA_SIGNS = ["=", "+", "-", "@", "\u2212"];
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const SKIPPED = /^[\s\u001c-\u001f\u0085"'`\u2018\u2019\u201c\u201d\u00ab\u00bb\p{Cc}\p{Cf}\p{Mn}\p{Me}]*/u;
// The characters that Python calls white space and XML allows, and those that text.py escapes in a single line.
const SPACES = /[\t\n\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const ESCAPED = /[\u0080-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const LAST_MOMENT = Date.parse("9999-12-31T23:59:59Z");
const accountOf = (finding) => accounts.get(finding.account);
const unknownOf = (finding) => (finding.verdict === "unknown" ? accountOf(finding) : {});
const COLUMNS_OF_CSV = {
  account: (finding) => finding.account,
  sample: (finding) => finding.sample,
  type: (finding) => finding.type,
  verdict: (finding) => finding.verdict,
  severity: (finding) => finding.severity,
  change: (finding) => (isNew.has(finding.id) ? "new" : isOpen.has(finding.id) ? "open" : ""),
  first_seen: (finding) => csvMoment(seen(finding)),
  age_days: (finding) => String(ageDays(finding)),
  due: (finding) => (csvDue(finding) === null ? "" : csvMoment(csvDue(finding))),
  overdue: (finding) => (csvDue(finding) === null ? "" : String(csvDue(finding) <= NOW)),
  message: (finding) => finding.message,
  differences: (finding) => finding.differences.map((one) => one.field + ": expected " + csvValue(one.expected) + "; found " + csvValue(one.actual)).join(" | "),
  person_ids: (finding) => finding.person_ids.join("; "),
  waived: (finding) => String(finding.waived),
  waiver_reason: (finding) => (finding.waiver && finding.waiver.reason) || "",
  waiver_owner: (finding) => (finding.waiver && finding.waiver.owner) || "",
  waiver_expires: (finding) => (finding.waiver ? finding.waiver.expires : ""),
  uin: (finding) => accountOf(finding).uin || "",
  labels: (finding) => accountOf(finding).labels.join("; "),
  account_status: (finding) => accountOf(finding).status,
  kind: (finding) => unknownOf(finding).kind || "",
  code: (finding) => unknownOf(finding).code || "",
  covers: (finding) => String(finding.covers),
  id: (finding) => finding.id,
};

/* The deadline as in the file, which has one also if all deadlines are at once. */
function csvDue(finding) {
  const days = report.fail_after_days;
  if (!days || finding.waived || finding.verdict === "ok") return null;
  return Math.min(LAST_MOMENT, seen(finding) + (finding.verdict === "unknown" ? 0 : days[finding.severity]) * DAY);
}
const csvMoment = (moment) => new Date(moment).toISOString().slice(0, 19).replace("T", " ");
const csvValue = (value) => singleLine(Array.isArray(value) ? value.join(", ") : String(value)) || "nothing";
const singleLine = (value) => xmlSafe(value).split(SPACES).filter(Boolean).join(" ").replace(ESCAPED, escaped);
function escaped(sign) {
  const code = sign.charCodeAt(0);
  return code < 0x100 ? "\\x" + code.toString(16).padStart(2, "0") : "\\u" + code.toString(16).padStart(4, "0");
}
const xmlSafe = (value) => value.replace(NOT_XML, escaped);
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
