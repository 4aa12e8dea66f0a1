// How an appointment looks and what it says: never by colour alone.
import type { Appointment } from "../api/types";
import type { IconName } from "../kit/icons";
import { formatDay } from "../kit/day";
import { t } from "../shell/i18n.svelte";
import { clock, type Crowd } from "./grid";

export type Look = "booked" | "arrived" | "seen" | "missed" | "over" | "clash" | "cancelled";

const SEEN = ["with_doctor", "billing", "done"];

export function lookOf(row: Appointment): Look {
  if (row.status === "cancelled") return "cancelled";
  if (row.status === "no_show") return "missed";
  if (row.status === "arrived") return SEEN.includes(row.stage ?? "") ? "seen" : "arrived";
  if (row.is_clashing) return "clash";
  return row.is_overbooked ? "over" : "booked";
}

export function tonesOf(row: Appointment): string {
  return lookOf(row);
}

/** A crowd looks like the worst that is in it, else like all of its bookings, else booked. */
export function crowdLook({ rows }: Crowd): Look {
  const looks = rows.map(lookOf);
  const worst = (["clash", "over"] as const).find((look) => looks.includes(look));
  return worst ?? (looks.every((look) => look === looks[0]) ? (looks[0] ?? "booked") : "booked");
}

export const ICONS: Record<Look, IconName | null> = {
  booked: null,
  arrived: "ticket",
  seen: "check",
  missed: "skip",
  over: "plus",
  clash: "alert",
  cancelled: "close",
};

export const TONES: Record<Look, "plain" | "good" | "warn" | "bad" | "info"> = {
  booked: "good",
  arrived: "info",
  seen: "plain",
  missed: "warn",
  over: "warn",
  clash: "bad",
  cancelled: "plain",
};

export function lookWords(row: Appointment): string {
  return t(`appointments-look-${lookOf(row)}`);
}

/** "23-Nov" */
export function shortDay(day: string): string {
  return formatDay(day).split("-").slice(0, 2).join("-");
}

/** "23-Nov-2026, 10:05" */
export function whenWords(row: { day: string; minute: number }): string {
  return `${formatDay(row.day)}, ${clock(row.minute)}`;
}

/** What the colours and signs of a block mean, for ears. */
export function blockWords(row: Appointment, withDoctor: boolean): string {
  const parts = [lookWords(row)];
  if (row.is_overbooked && lookOf(row) !== "over") parts.push(t("appointments-look-over"));
  if (row.phone_call === "confirmed") parts.push(t("appointments-call-confirmed"));
  if (row.series_id) parts.push(t("appointments-series"));
  if (withDoctor) parts.push(row.doctor_name);
  return parts.join(", ");
}
