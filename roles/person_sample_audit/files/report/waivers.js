// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The waivers.

const SOON_DAYS = 14;

function daysLeft(waiver) {
  if (waiver.expired) return h("span", { class: "tag alert" }, t("expired_ago", { days: counted(-waiver.days_left, "day") }));
  const left = waiver.days_left ? t("days_left", { days: counted(waiver.days_left, "day") }) : t("last_day");
  return h("span", { class: waiver.days_left <= SOON_DAYS ? "tag warn" : "tag" }, left);
}
function waiversSection() {
  if (!report.waivers.length) return null;
  const sorted = [...report.waivers].sort((one, other) => one.days_left - other.days_left);
  const expired = sorted.filter((waiver) => waiver.expired).length;
  const heads = [{ name: t("sample"), rowHead: true }, ...["account", "until", "owner", "reason", "verdicts"].map((name) => ({ name: t(name) })), { name: t("findings"), number: true }];
  const body = h("tbody");
  const soft = (name) => h("span", { class: "soft" }, t(name));
  const more = growing(sorted, LIMITS.waivers, (some) => body.append(...some.map((waiver) => row(heads, [
    text(waiver.sample), text(waiver.account), [daysLeft(waiver), " ", h("span", { class: "soft" }, waiver.expires)],
    waiver.owner ? text(waiver.owner) : soft("no_owner"), waiver.reason ? text(waiver.reason) : soft("no_reason"),
    waiver.verdicts.length >= 5 ? t("any") : listed(waiver.verdicts.map(verdictName)), number(waiver.findings)]))), "more_waiver");
  return section("waivers", t("waivers"), listed([counted(report.waivers.length, "waiver"), expired ? t("expired_count", { count: expired }) : ""]) + t("waivers.subtitle"),
    h("div", { class: "scroll" }, table(heads, body)), more);
}
