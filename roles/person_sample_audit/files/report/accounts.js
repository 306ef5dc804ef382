// SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The table of accounts: those with findings that match the filters, and those that could not be verified.

const STATUSES = ["noncompliant", "unknown", "compliant"];

function accountRows(found) {
  const byAccount = new Map();
  for (const finding of found) {
    if (!byAccount.has(finding.account)) byAccount.set(finding.account, []);
    byAccount.get(finding.account).push(finding);
  }
  const filtered = isFiltered();
  const isShown = (account) => byAccount.has(account.name) || ((filters.all || (!filtered && account.status !== "compliant")) && accountMatches(account.name));
  return report.accounts.filter(isShown).map((account) => {
    const findings = byAccount.get(account.name) || [];
    const open = findings.filter((finding) => !finding.waived && finding.verdict !== "ok");
    return { account, open, counts: severityCounts(open), oldest: open.reduce((oldest, finding) => (oldest && seen(oldest) <= seen(finding) ? oldest : finding), null) };
  });
}
const ACCOUNT_ORDERS = {
  // Accounts with verified findings come first, so that accounts that could not be read do not hide them.
  severity: (one, other) => STATUSES.indexOf(one.account.status) - STATUSES.indexOf(other.account.status) || moreSevere(one.counts, other.counts),
  account: () => 0,
  status: (one, other) => STATUSES.indexOf(one.account.status) - STATUSES.indexOf(other.account.status),
  findings: (one, other) => other.open.length - one.open.length,
  age: (one, other) => (one.oldest ? seen(one.oldest) : Infinity) - (other.oldest ? seen(other.oldest) : Infinity),
};
function sortedAccounts(rows) {
  const order = filters.order || "severity";
  const sign = order.startsWith("-") ? -1 : 1;
  const compare = ACCOUNT_ORDERS[order.replace("-", "")];
  return rows.sort((one, other) => sign * (compare(one, other) || accountRank(one.account.name) - accountRank(other.account.name)) || 0);
}
function accountFacts(account) {
  const facts = [account.uin ? ["uin ", text(account.uin)] : null, account.region ? [text(account.region)] : null,
    account.samples_seen === null ? t("not_read") : t("samples_read", { samples: counted(account.samples_seen, "sample") })].filter(Boolean);
  const unlisted = account.unexpected ? account.unexpected.count - account.unexpected.listed : 0;
  if (unlisted) facts.push(t("not_listed", { samples: counted(unlisted, "unexpected") }));
  if (consoleLink(account)) facts.push(consoleLink(account));
  return h("span", { class: "ids" }, facts.flatMap((fact, index) => (index ? [" · ", fact] : [fact])));
}
/* Why the account is unknown and what to do, with what the support of Tencent Cloud asks for. */
function accountReason(account, findings) {
  if (!Object.hasOwn(context.causes, account.name)) {
    const verdicts = VERDICTS.filter((verdict) => findings.some((finding) => finding.verdict === verdict));
    return verdicts.length ? listed(verdicts.map((verdict) => t("count_verdict", { verdict: verdictName(verdict), count: findings.filter((finding) => finding.verdict === verdict).length }))) : null;
  }
  const key = context.causes[account.name];
  const code = (value, label) => (value ? h("span", { class: "ids" }, label + " ", h("span", { class: "code" }, text(value))) : null);
  return [h("b", {}, capital(t("cause." + key))), h("p", {}, t("advice." + key), " ", guideLink(key)),
    h("details", { open: printing }, h("summary", {}, t("details")), h("p", { class: "small" }, account.error ? text(account.error) : t("not_audited")), code(account.code, t("code")), code(account.request_id, t("request_id")))];
}
function accountRow(heads, { account, open, counts, oldest }) {
  return row(heads, [
    [link(address({ account: account.name }), account.name), account.labels.map((label) => [" ", h("span", { class: "tag" }, text(label))]), accountFacts(account)],
    statusTag(account.status),
    number(open.length),
    open.length ? h("span", { class: "counts" }, bySeverity({ counts })) : null,
    oldest ? ageText(oldest) : null,
    accountReason(account, open),
  ], { "data-account": account.name });
}
function showAccounts(found) {
  const rows = sortedAccounts(accountRows(found));
  const holder = byId("accounts-body");
  if (!rows.length) return holder.replaceChildren(h("p", { class: "empty" }, isFiltered() ? t("accounts.no_match") : t("accounts.empty")));
  const heads = [{ name: t("account"), sort: "account", rowHead: true, class: "wide" }, { name: t("status"), sort: "status" }, { name: t("findings"), sort: "findings", number: true },
    { name: t("by_severity"), sort: "severity" }, { name: t("oldest"), sort: "age" }, { name: t("why"), class: "widest" }];
  const body = h("tbody");
  const more = growing(rows, LIMITS.accounts, (some) => body.append(...some.map((one) => accountRow(heads, one))), "more_account");
  return holder.replaceChildren(h("div", { class: "scroll" }, table(heads, body, { class: "list stacked accounts" }, sortingBy("order", "accounts"))), more);
}
function accountsSection() {
  const made = section("accounts", t("accounts"), t("accounts.subtitle"), h("div", { id: "accounts-body" }));
  made.firstElementChild.append(sortChoice("order", ["severity", "findings", "age", "account", "status"]));
  return made;
}
