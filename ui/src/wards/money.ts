// The shapes of the running bill. What counts is what the core answers.
import type { Args, Output } from "../api/call";

export type RunningBill = Output<"wards.running">;
export type RunningLine = RunningBill["lines"][number];
export type ChargeForm = Args<"wards.add_charges">["charges"][number];
export type ChargeKind = RunningLine["kind"];

export const chargeKinds: ChargeKind[] = [
  "bed",
  "package",
  "visit",
  "procedure",
  "service",
  "medicine",
  "consumable",
];
/** What a person puts on a bill by hand. */
export const typedKinds: ChargeKind[] = [
  "service",
  "procedure",
  "visit",
  "medicine",
  "consumable",
  "bed",
];
