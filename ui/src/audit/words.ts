// Words for what the log names: routes, tables, fields, values of fields.
import { formatDay, formatMoment } from "../kit/day";
import { formatMoney } from "../kit/money";
import { hasWord, t } from "../shell/i18n.svelte";
import type { AuditEntry, FieldValues } from "./types";

/** `patients.register` as the window calls it elsewhere, or the route itself. */
export function routeName(route: string): string {
  const id = route.replaceAll(/[._]/g, "-");
  return hasWord(id) ? t(id) : plain(route.replace(".", ": "));
}

export function recordName(table: string): string {
  const id = `record-${table.replaceAll("_", "-")}`;
  return hasWord(id) ? t(id) : plain(table);
}

export function fieldName(field: string): string {
  const name = field.replaceAll("_", "-");
  const id = [`field-${name}`, `patients-${name}`].find((known) => hasWord(known));
  return id ? t(id) : plain(field);
}

function plain(name: string): string {
  const words = name.replace(/_(paise|id)$/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What an entry was about: "Bill A/26-27/00012 · Sunita Pawar". */
export function aboutText(entry: AuditEntry): string {
  const about = entry.about;
  if (!about) return "";
  const named = [recordName(about.table), about.label].filter((part) => part !== "").join(" ");
  if (about.table === "patient") return about.patient || named;
  return about.patient === "" ? named : `${named} · ${about.patient}`;
}

/** The detail of a refusal is a message id; other details are as the core wrote them. */
export function detailText(entry: AuditEntry): string {
  const [first = "", ...rest] = entry.detail.split(" ");
  if (!entry.is_refused || first === "") return entry.detail;
  const permission = `permission-${first.replaceAll(/[._]/g, "-")}`;
  const said = hasWord(permission) ? t(permission) : hasWord(first) ? t(first) : first;
  return [said, ...rest].join(" ");
}

export function valueText(change: FieldValues, value: string | null): string {
  if (value === null) return "–";
  switch (change.shown_as) {
    case "paise":
      return formatMoney(Number(value));
    case "moment":
      return formatMoment(Number(value));
    case "day":
      return /^\d{4}-\d\d-\d\d$/.test(value) ? formatDay(value) : value;
    default:
      return value;
  }
}

/** "3 days", for how far a clock was moved. */
export function spanText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 120) return t("audit-time-minutes", { count: minutes });
  const hours = Math.round(minutes / 60);
  if (hours < 48) return t("audit-time-hours", { count: hours });
  return t("audit-time-days", { count: Math.round(hours / 24) });
}
