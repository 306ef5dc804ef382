// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Constants, texts in the language of the page, and elements. The files of this directory are one script, in the order of report.html.

const VERDICTS = ["missing", "drifted", "ambiguous", "forbidden", "unexpected", "unknown", "ok"];
const LETTERS = { missing: "M", drifted: "D", ambiguous: "A", forbidden: "F", unexpected: "U", unknown: "?", ok: "✓" };
const SEVERITIES = ["critical", "high", "medium", "low"];
const WHOLE_LIBRARY = "*";
let printing = false;
const NAME_LENGTH = 240, HEAD_LENGTH = 80;
// Invisible characters that move, hide or join the text around them. They are shown as code points.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const byId = (id) => document.getElementById(id);
/* The report without the tables of page_data.py. A number in a shared column is the number of an earlier value. */
const sharedValues = [];
function unpacked(packed) {
  if (packed === null || typeof packed !== "object" || Array.isArray(packed)) return packed;
  if (!Object.hasOwn(packed, "=rows")) return Object.fromEntries(Object.entries(packed).map(([name, member]) => [name.replace(/^=/, ""), unpacked(member)]));
  const isShared = packed.members.map((_name, index) => packed.shared.includes(index));
  return packed["=rows"].map((row) => Object.fromEntries(packed.members.map((name, index) => [name, isShared[index] ? sharedValue(row[index]) : row[index]])));
}
function sharedValue(cell) {
  if (typeof cell === "number") return sharedValues[cell];
  if (cell !== null) sharedValues.push(cell);
  return cell;
}
const report = unpacked(JSON.parse(byId("report").textContent));
// What the page needs besides the report: texts, links, the cause of each unknown account, and the history.
const context = JSON.parse(byId("context").textContent);

/* Texts. */
const numbers = new Intl.NumberFormat(context.language);
const collator = new Intl.Collator(context.language, { numeric: true });
const number = (value) => numbers.format(value);
/* A text of the catalogue with its placeholders replaced. If a value is an element, the result is a list of texts and elements. */
function t(key, values) {
  if (!Object.hasOwn(context.texts, key)) throw new Error("the catalogue has no text " + key);
  const template = context.texts[key];
  if (!values) return template;
  const parts = template.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? (typeof values[part] === "number" ? number(values[part]) : values[part]) : part));
  return parts.some((part) => typeof part === "object") ? parts : parts.join("");
}
/* The form of a text for one, or for many. The nouns are texts of the page, or of the area "words". */
const counted = (count, noun) => t((Object.hasOwn(context.texts, noun + ".one") ? noun : "words." + noun) + (count === 1 ? ".one" : ".many"), { count });
const listed = (parts) => parts.filter(Boolean).join(t("list.separator"));

/* Creates an element. Text always becomes text nodes. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}
const hidden = (text) => h("span", { class: "vh" }, text);

function visible(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(INVISIBLE)) {
    parts.push(text.slice(from, match.index));
    const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    parts.push(h("span", { class: "control-char" }, "U+" + code));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/* A value of the report, isolated so that its writing direction does not affect the page. A long value is cut, and a button shows the rest. */
function text(value, length = NAME_LENGTH) {
  const whole = String(value);
  const characters = whole.length > length ? Array.from(whole) : null;
  const element = h("bdi", { dir: "auto" });
  if (!characters || characters.length <= length) {
    element.append(...visible(whole));
    return element;
  }
  element.append(...visible(characters.slice(0, length).join("")), "…");
  if (length < NAME_LENGTH) return element;
  const button = h("button", { type: "button", class: "button plain small", onclick: () => {
    element.replaceChildren(...visible(whole));
    element.tabIndex = -1;
    element.focus();
  } }, t("show_characters", { count: characters.length }));
  return h("span", {}, element, " ", button);
}

/* A link with a value of the report. The button that shows the rest is next to the link, not inside it. */
function link(href, value, length) {
  const shown = text(value, length);
  if (shown.tagName === "BDI") return h("a", { href }, shown);
  const name = shown.firstChild;
  const anchor = h("a", { href });
  name.replaceWith(anchor);
  anchor.append(name);
  return shown;
}
/* A link to another site. Its address comes from the collection, never from the report. On paper it would say nothing. */
const outside = (href, label) => (printing ? null : h("a", { href, class: "outside", target: "_blank", rel: "noopener noreferrer" }, label, hidden(" " + t("new_tab"))));

const badge = (verdict, waived) => h("span", { class: "v v-" + verdict + (waived ? " waived" : ""), "aria-hidden": "true" },
  waived ? LETTERS[verdict].toLowerCase() : LETTERS[verdict]);
const verdictName = (verdict) => t("words.verdict." + verdict);
const severityName = (severity) => t("words.severity." + severity);
const verdictLabel = (verdict, waived) => h("span", { class: "verdict" }, badge(verdict, waived), verdictName(verdict));
const severityLabel = (severity) => h("span", { class: "severity " + severity }, severityName(severity));
const statusTag = (status) => h("span", { class: "tag status-" + status }, t("words.status." + status));
const time = (moment) => h("time", { datetime: moment }, moment.replace("T", " ").replace(/(:\d\d)(\.\d+)?(Z|\+00:00)$/, "$1 UTC"));
const wholeLibrary = () => h("i", {}, t("whole_library"));
const capital = (sentence) => sentence.slice(0, 1).toLocaleUpperCase(context.language) + sentence.slice(1);
