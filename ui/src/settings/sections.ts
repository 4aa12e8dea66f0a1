import type { RouteName } from "../api/call";
import type { Clinic, ClinicForm } from "../api/types";

/** The clinic's one record, shown in three parts. */
export type ClinicSection = "clinic" | "papers" | "desk";
export const clinicSections: ClinicSection[] = ["clinic", "papers", "desk"];

/** Sections that are slices of their own, for whoever may use the route. */
export type ExtraSection = "security" | "sync" | "backups" | "audit";
export const extraSections: { value: ExtraSection; title: string; route: RouteName }[] = [
  { value: "security", title: "security-overview", route: "security.overview" },
  { value: "sync", title: "sync-part", route: "security.devices" },
  { value: "backups", title: "settings-part-backups", route: "backup.show" },
  { value: "audit", title: "audit-find", route: "audit.find" },
];

export function formOf(clinic: Clinic): ClinicForm {
  const { id: _id, has_logo: _has_logo, ...form } = clinic;
  return form;
}
