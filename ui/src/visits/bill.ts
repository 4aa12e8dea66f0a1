import { may } from "../shell/desk.svelte";
import type { VisitSheet } from "./types";

/** Where the bill of a visit is, as far as this person may go there. */
export function billPath({ visit, invoice_id }: VisitSheet): string | null {
  if (invoice_id && may("billing.open")) return `/bill/${invoice_id}`;
  if (!invoice_id && may("billing.issue")) return `/bill/new/${visit.patient_id}?visit=${visit.id}`;
  return null;
}
