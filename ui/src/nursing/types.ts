// The nurse's charts as the window holds them, and how a score is shown. What a score means is
// the core's; here it gets a colour, and always a number or a word beside it.
import type { Args, Output } from "../api/call";

export type Chart = Output<"nursing.chart">;
export type ObservationView = Chart["observations"][number];
export type ObservationForm = Args<"nursing.observe">["form"];
export type News2 = ObservationView["news2"];
export type FluidView = Chart["fluids"][number];
export type FluidKind = FluidView["kind"];
export type DaySum = Chart["sums"][number];
export type NursingNoteView = Chart["notes"][number];
export type Medicines = Output<"nursing.medicines">;
export type DoseRow = Medicines["rows"][number];
export type DoseCell = DoseRow["cells"][number];
export type CellState = DoseCell["state"];
export type DoseForm = Args<"nursing.record_dose">;
export type DoseOutcome = DoseForm["outcome"];
export type Ward = Output<"nursing.ward">;
export type WardRow = Ward["rows"][number];

/** The colour of a score; its number says the same to those who see no colour. */
export type Tone = "none" | "low" | "medium" | "high" | "unknown";

export function toneOf({ band, is_alarm }: { band: News2["band"]; is_alarm: boolean }): Tone {
  if (band === "high") return "high";
  if (band === "medium" || band === "low_medium" || is_alarm) return "medium";
  if (band === "low") return "low";
  return band === null ? "unknown" : "none";
}

export const fluidsIn: FluidKind[] = ["oral", "intravenous", "tube", "blood", "other_in"];
export const fluidsOut: FluidKind[] = [
  "urine",
  "stool",
  "vomit",
  "drain",
  "aspirate",
  "blood_loss",
  "other_out",
];

export function emptyObservation(): ObservationForm {
  return {
    taken_at: null,
    temp_decicelsius: null,
    pulse: null,
    systolic: null,
    diastolic: null,
    respiration: null,
    spo2: null,
    spo2_scale: null,
    is_on_oxygen: null,
    oxygen_decilitres: null,
    consciousness: null,
    pain: null,
    weight_g: null,
    glucose_mg_dl: null,
    note: "",
  };
}

export function formOf({
  taken_at,
  temp_decicelsius,
  pulse,
  systolic,
  diastolic,
  respiration,
  spo2,
  spo2_scale,
  is_on_oxygen,
  oxygen_decilitres,
  consciousness,
  pain,
  weight_g,
  glucose_mg_dl,
  note,
}: ObservationView): ObservationForm {
  return {
    taken_at,
    temp_decicelsius,
    pulse,
    systolic,
    diastolic,
    respiration,
    spo2,
    spo2_scale,
    is_on_oxygen,
    oxygen_decilitres,
    consciousness,
    pain,
    weight_g,
    glucose_mg_dl,
    note,
  };
}

export function isEmpty(form: ObservationForm): boolean {
  const { note, taken_at: _at, spo2_scale: _scale, ...values } = form;
  return note.trim() === "" && Object.values(values).every((value) => value === null);
}

export function degrees(tenths: number | null): string {
  return tenths === null ? "" : (tenths / 10).toFixed(1);
}

export function pressure({ systolic, diastolic }: ObservationView): string {
  if (systolic === null && diastolic === null) return "";
  return `${systolic ?? "–"}/${diastolic ?? "–"}`;
}

/** A sum with its sign: what went in beyond what came out. */
export function signed(ml: number): string {
  return ml > 0 ? `+${ml}` : ml < 0 ? `−${-ml}` : "0";
}
