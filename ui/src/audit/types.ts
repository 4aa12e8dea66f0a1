import type { Args, Output } from "../api/call";

export type AuditPage = Output<"audit.find">;
export type AuditEntry = AuditPage["entries"][number];
export type AuditFilter = Args<"audit.find">["filter"];
export type PersonDay = Output<"audit.counts">[number];
export type RecordChange = Output<"audit.history">["changes"][number];
export type FieldValues = RecordChange["fields"][number];
export type Step = Output<"audit.verify">;
export type Report = NonNullable<Step["report"]>;
