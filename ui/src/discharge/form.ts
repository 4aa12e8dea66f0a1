// The form of a summary: what of it is typed, and what an outcome asks for.
import type { Discharge, DischargeForm } from "../api/types";

export const outcomes: DischargeForm["outcome"][] = [
  "recovered",
  "improved",
  "against_advice",
  "transferred_out",
  "absconded",
  "died",
];

/** The long texts in the order in which they are read. */
export const texts = [
  "complaint",
  "history",
  "examination",
  "course",
  "investigations",
  "procedures",
  "condition",
] as const;

export function formOf(discharge: Discharge): DischargeForm {
  return {
    outcome: discharge.outcome,
    left_at: discharge.left_at,
    language: discharge.language,
    diagnoses: discharge.diagnoses.map((one) => ({ ...one })),
    complaint: discharge.complaint,
    history: discharge.history,
    examination: discharge.examination,
    course: discharge.course,
    investigations: discharge.investigations,
    procedures: discharge.procedures,
    condition: discharge.condition,
    lines: discharge.lines,
    advice: discharge.advice,
    danger_signs: discharge.danger_signs,
    follow_up_on: discharge.follow_up_on,
    against_advice: discharge.against_advice,
    transfer: discharge.transfer,
    death: discharge.death,
  };
}

export const noAdvice = () => ({ reason: "", risks: "", signed_by: "", relation: "" });
export const noTransfer = () => ({ to: "", reason: "", escort: "" });
export const noCause = () => ({ immediate: "", antecedent: "", underlying: "", other: "" });
