// Lines of a prescription as the window holds them, and a dose as a doctor would type it.
// What a dose means, says and counts up to is the core's; here it is only written back as text.
import type { Output } from "../api/call";
import { newRequest } from "../api/call";

export type Prescription = NonNullable<Output<"prescriptions.open">>;
export type Line = Prescription["lines"][number];
export type Dose = Line["dose"];
export type DrugRow = Output<"prescriptions.find_drug">[number];
export type Favourite = Output<"prescriptions.favourites">[number];
export type UnderstoodDose = Output<"prescriptions.read_dose">;

/** A line with a key of its own, so that it keeps its place on the screen when it moves. */
export interface KeyedLine {
  key: string;
  line: Line;
}

/** The languages a prescription can be spoken in. */
export const paperLanguages = ["en", "hi", "mr", "bn", "gu", "pa", "ta", "te", "kn", "ml", "ur"];

export function keyed(line: Line): KeyedLine {
  return { key: newRequest(), line: structuredClone(line) };
}

const QUARTERS = ["", "¼", "½", "¾"];

/** Quarters of a unit as written: 2 is "½", 6 is "1½". */
export function amountText(quarters: number): string {
  const whole = Math.floor(quarters / 4);
  const part = QUARTERS[quarters % 4] ?? "";
  return whole === 0 && part ? part : `${whole}${part}`;
}

const UNIT_WORDS: Partial<Record<Dose["unit"], string>> = {
  tablet: "tab",
  capsule: "cap",
  ml: "ml",
  teaspoon: "tsp",
  drop: "drops",
  puff: "puffs",
  sachet: "sachet",
  unit: "units",
  gram: "g",
  spray: "sprays",
};
const FOOD_WORDS: Record<Dose["food"], string> = {
  none: "",
  before: "before food",
  after: "after food",
  with: "with food",
  empty_stomach: "empty stomach",
  with_milk: "with milk",
};
const PER_DAY = ["", "od", "bd", "tds", "qid"];

export interface Slots {
  morning: number;
  afternoon: number;
  evening: number;
  night: number;
}

export function slotsText({ morning, afternoon, evening, night }: Slots): string {
  const all = evening > 0 ? [morning, afternoon, evening, night] : [morning, afternoon, night];
  return all.map(amountText).join("-");
}

/** What to type to get this dose; null for what has no short form (a taper). */
export function doseText(dose: Dose): string | null {
  const pattern = patternText(dose);
  if (pattern === null) return null;
  const days = dose.days === null ? "" : `${dose.days} days`;
  return [pattern, days, FOOD_WORDS[dose.food]].filter(Boolean).join(" ");
}

function patternText({ when, unit }: Dose): string | null {
  const word = UNIT_WORDS[unit] ?? "";
  if (when.kind === "taper") return null;
  if (when.kind === "slots") return slotsText(when);
  const amount = `${amountText(when.amount)} ${word}`.trim();
  switch (when.kind) {
    case "times":
      return PER_DAY[when.per_day] ? `${amount} ${PER_DAY[when.per_day]}` : null;
    case "every_hours":
      return `${amount} q${when.hours}h`;
    case "alternate_days":
      return `${amount} alternate days`;
    case "weekly":
      return `${amount} weekly`;
    case "monthly":
      return `${amount} monthly`;
    case "at_once":
      return `${amount} stat`;
    case "bedtime":
      return `${amount} hs`;
    case "as_needed":
      if (when.max_per_day !== null) return null;
      return `${amount} sos ${when.reason?.replace("_motion", "") ?? ""}`.trim();
  }
}

/** The four times of a day that a dose gives at, as far as it says so. */
export function slotsOf(dose: Dose): Slots | null {
  const none = { morning: 0, afternoon: 0, evening: 0, night: 0 };
  const { when } = dose;
  if (when.kind === "slots") {
    const { morning, afternoon, evening, night } = when;
    return { morning, afternoon, evening, night };
  }
  if (when.kind === "bedtime") return { ...none, night: when.amount };
  if (when.kind !== "times") return null;
  const { amount, per_day } = when;
  if (per_day === 1) return { ...none, morning: amount };
  if (per_day === 2) return { ...none, morning: amount, night: amount };
  if (per_day === 3) return { ...none, morning: amount, afternoon: amount, night: amount };
  if (per_day === 4) return { morning: amount, afternoon: amount, evening: amount, night: amount };
  return null;
}

export function nameOf(line: Line): string {
  return [line.generic, line.strength].filter(Boolean).join(" ");
}
