// How an appointment looks and what it says: never by colour alone.
import type { Appointment } from "../api/types";
import type { IconName } from "../kit/icons";
import { formatDay } from "../kit/day";
import { t } from "../shell/i18n.svelte";
import { clock } from "./grid";

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

/** "Mon 23-Nov-2026, 10:05" */
export function whenWords(row: { day: string; minute: number }): string {
  return `${formatDay(row.day)}, ${clock(row.minute)}`;
}

/** What a screen reader says of a block. */
export function blockWords(row: Appointment, withDoctor: boolean): string {
  const parts = [`${clock(row.minute)} ${row.patient_name}`, lookWords(row)];
  if (row.token) parts.push(row.token);
  if (row.is_overbooked && row.status !== "booked") parts.push(t("appointments-look-over"));
  if (withDoctor) parts.push(row.doctor_name);
  if (row.reason) parts.push(row.reason);
  return parts.join(", ");
}
