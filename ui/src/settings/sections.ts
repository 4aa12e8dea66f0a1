import type { Clinic, ClinicForm } from "../api/types";

/** The clinic's one record, shown in three parts. */
export type ClinicSection = "clinic" | "papers" | "desk";
export const clinicSections: ClinicSection[] = ["clinic", "papers", "desk"];

export function formOf(clinic: Clinic): ClinicForm {
  const { id: _id, has_logo: _has_logo, ...form } = clinic;
  return form;
}
