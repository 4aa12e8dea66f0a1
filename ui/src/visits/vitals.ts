// Vitals as they are typed and read. The core keeps whole numbers in small units; what is
// possible, unusual or critical is the core's to say.
import { t } from "../shell/i18n.svelte";
import type { VitalsForm, VitalsView } from "./types";

export type VitalsNumber = Exclude<keyof VitalsForm, "note">;

interface Measure {
  field: VitalsNumber;
  title: string;
  unit: string;
  /** How many of the core's units make one of the typed ones. */
  scale: number;
  decimals: number;
  /** Asked of everybody; the others stand behind "more". */
  isUsual: boolean;
}

export const measures: Measure[] = [
  measure("systolic", "vitals-systolic", "mmHg", 1, 0, true),
  measure("diastolic", "vitals-diastolic", "mmHg", 1, 0, true),
  measure("pulse", "vitals-pulse", "/min", 1, 0, true),
  measure("respiration", "vitals-respiration", "/min", 1, 0, true),
  measure("spo2", "vitals-spo2-short", "%", 1, 0, true),
  measure("temp_decicelsius", "vitals-temperature", "°C", 10, 1, true),
  measure("weight_g", "vitals-weight", "kg", 1000, 3, true),
  measure("height_mm", "vitals-height", "cm", 10, 1, true),
  measure("glucose_mg_dl", "vitals-glucose-short", "mg/dL", 1, 0, true),
  measure("waist_mm", "vitals-waist", "cm", 10, 1, false),
  measure("head_mm", "vitals-head-short", "cm", 10, 1, false),
  measure("muac_mm", "vitals-muac", "cm", 10, 1, false),
  measure("pain", "vitals-pain", "0–10", 1, 0, false),
];

function measure(
  field: VitalsNumber,
  title: string,
  unit: string,
  scale: number,
  decimals: number,
  isUsual: boolean,
): Measure {
  return { field, title, unit, scale, decimals, isUsual };
}

export function emptyVitals(): VitalsForm {
  return {
    systolic: null,
    diastolic: null,
    pulse: null,
    respiration: null,
    spo2: null,
    temp_decicelsius: null,
    weight_g: null,
    height_mm: null,
    waist_mm: null,
    muac_mm: null,
    head_mm: null,
    glucose_mg_dl: null,
    pain: null,
    note: "",
  };
}

export function vitalsForm(view: VitalsView): VitalsForm {
  const form = emptyVitals();
  for (const { field } of measures) form[field] = view[field];
  form.note = view.note;
  return form;
}

/** Zero is a value; only nothing is nothing. */
export function isEmpty(form: VitalsForm): boolean {
  return measures.every(({ field }) => form[field] === null) && form.note.trim() === "";
}

const HOTTEST_DECICELSIUS = 600;

/** Thermometers here often show °F; above 60 the typed degrees can only be those. */
export function fromFahrenheit(typed: number | null): number | null {
  if (typed === null || typed <= HOTTEST_DECICELSIUS) return typed;
  return Math.round(((typed - 320) * 5) / 9);
}

interface Shown {
  title: string;
  value: string;
  field: VitalsNumber | "bmi";
}

/** The measured values as words, pressure as one. */
export function shownVitals(view: VitalsView): Shown[] {
  const made: Shown[] = [];
  if (view.systolic !== null || view.diastolic !== null) {
    const value = `${view.systolic ?? "–"}/${view.diastolic ?? "–"} mmHg`;
    made.push({ title: t("vitals-blood-pressure-short"), value, field: "systolic" });
  }
  for (const { field, title, unit, scale } of measures.slice(2)) {
    const number = view[field];
    if (number === null) continue;
    const value = field === "pain" ? `${number}/10` : `${number / scale} ${unit}`;
    made.push({ title: t(title), value, field });
  }
  if (view.bmi_tenths !== null)
    made.push({ title: t("vitals-bmi"), value: (view.bmi_tenths / 10).toFixed(1), field: "bmi" });
  return made;
}
