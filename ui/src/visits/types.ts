// The shapes of a visit, each taken from the route that gives it.
import type { Args, Output } from "../api/call";

export type VisitSheet = Output<"chart.visit">;
export type Visit = VisitSheet["visit"];
export type VisitRow = Output<"visits.list">[number];
export type VitalsView = VisitSheet["vitals"][number];
export type VitalsForm = Args<"visits.record_vitals">["form"];
export type Flag = VitalsView["flags"][number];
export type DiagnosisForm = Args<"visits.save">["diagnoses"][number];
export type OrderForm = Args<"visits.save">["orders"][number];
export type OrderKind = OrderForm["kind"];
export type Summary = VisitSheet["summary"];
export type BackgroundKind = Summary["background"][number]["kind"];

export const noteFields = ["complaint", "history", "examination", "advice", "plan_note"] as const;
export type NoteField = (typeof noteFields)[number];

/** What the doctor writes, without the prescription. */
export interface NoteForm extends Record<NoteField, string> {
  follow_up_on: string | null;
  diagnoses: DiagnosisForm[];
  orders: OrderForm[];
}

export function noteOf(visit: Visit): NoteForm {
  return {
    complaint: visit.complaint,
    history: visit.history,
    examination: visit.examination,
    advice: visit.advice,
    plan_note: visit.plan_note,
    follow_up_on: visit.follow_up_on,
    diagnoses: visit.diagnoses.map(({ id, code, name, kind, certainty, is_chronic }) => ({
      ...{ id, code, name, kind, certainty, is_chronic },
    })),
    orders: visit.orders.map(({ id, kind, name, note }) => ({ id, kind, name, note })),
  };
}

/** An allergy or a problem that somebody takes off the list. */
export interface Ending {
  route: "visits.end_allergy" | "visits.end_problem";
  id: string;
  name: string;
}
