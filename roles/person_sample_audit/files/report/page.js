// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The whole page: what is shown, printing, the theme, and the start.

let shownFindings = [];

function show() {
  const evaluation = evaluated();
  shownFindings = evaluation.found;
  byId("found").textContent = foundText(shownFindings);
  byId("printed-filters").textContent = isFiltered() ? t("filtered_by", { filters: decodeURIComponent(written(withoutArrangement()).replaceAll("+", " ")) }) : "";
  showCounts(evaluation);
  showFilters();
  matrix(shownFindings);
  showAccounts(shownFindings);
  showFindings(shownFindings);
}
function arrive() {
  const next = read(location.hash);
  if (written(next) === written(filters)) return;
  filters = next;
  shownColumns = COLUMNS;
  shownRows = ROWS;
  show();
}
function build() {
  const parts = [resultSection(), startSection(), changesSection(), trendSection(), warningsSection(), filterBar(),
    h("p", { class: "print-only soft", id: "printed-filters" }), findingsSection(), accountsSection(), matrixSection(), waiversSection()].filter(Boolean);
  byId("content").replaceChildren(...parts);
  byId("sections").replaceChildren(...parts.filter((part) => part.tagName === "SECTION" && part.id).map((part) => h("li", {},
    h("a", { href: "#" + part.id, "data-jump": part.id }, part.querySelector("h2").textContent))));
  show();
}
function forPrint(now) {
  if (now === printing) return;
  printing = now;
  build();
}

const THEMES = ["system", "light", "dark"];
const THEME_TEXTS = { system: "theme.system", light: "theme.light", dark: "theme.dark" };
function theme(chosen) {
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  byId("theme").textContent = t(THEME_TEXTS[chosen]);
  byId("theme").dataset.chosen = chosen;
}
const keep = (value) => { try { return value === undefined ? localStorage.getItem("mps-report-theme") : localStorage.setItem("mps-report-theme", value); } catch { return null; } };
function startTheme() {
  byId("theme").hidden = false;
  byId("theme").addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(byId("theme").dataset.chosen) + 1) % THEMES.length];
    theme(next);
    keep(next);
  });
  theme(THEMES.includes(keep()) ? keep() : "system");
}
/* A link to a section must not change the fragment, because the fragment contains the filters. */
function jump(event) {
  const link = event.target.closest("a[data-jump]");
  if (!link) return;
  event.preventDefault();
  const target = byId(link.dataset.jump);
  target.scrollIntoView();
  target.focus({ preventScroll: true });
}
/* A link to findings in a section above the filters also goes to the findings. */
function openFilter(event) {
  const link = event.target.closest(".result a[href^='#'], #start a[href^='#'], #changes a[href^='#']");
  if (link && !link.dataset.jump) setTimeout(() => byId("findings").scrollIntoView(), 0);
}
function frameTexts() {
  document.title = t("document_title", { title: report.title, result: t("result." + statusOfReport()) });
  byId("title").replaceChildren(text(report.title));
  byId("skip").textContent = t("skip");
  byId("nav").setAttribute("aria-label", t("sections"));
  byId("foot").append(...[t("foot", { schema: h("span", { class: "code" }, report.schema) })].flat());
}
frameTexts();
startTheme();
build();
addEventListener("hashchange", arrive);
addEventListener("popstate", arrive);
addEventListener("beforeprint", () => forPrint(true));
addEventListener("afterprint", () => forPrint(false));
matchMedia("print").addEventListener("change", (event) => forPrint(event.matches));
document.addEventListener("click", jump);
document.addEventListener("click", openFilter);
document.documentElement.dataset.ready = "true";
performance.mark("ready");
