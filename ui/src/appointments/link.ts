// Links to the calendar's booking, written and read in one place.
import type { WaitingRow } from "../api/types";
import type { Place } from "./acting.svelte";

/** Books for one of the waiting list: at the free time, if there is one. */
export function linkForWaiting(row: WaitingRow): string {
  const at = row.free ? `&day=${row.free.day}&minute=${row.free.minute}` : "";
  const who = `&book=${row.patient_id}&waiting=${row.id}`;
  return `/calendar?view=day${at}&doctor=${row.doctor_id}${who}`;
}

/** The place that a link names. */
export function linkedPlace(query: URLSearchParams): Place | null {
  const [doctorId, day, minute] = ["doctor", "day", "minute"].map((name) => query.get(name));
  const isPlace = query.has("book") && doctorId && day && minute;
  return isPlace ? { doctorId, day, minute: Number(minute) } : null;
}

/** The wish that a booking fulfils: the link's, if the patient is still the link's. */
export function linkedWish(query: URLSearchParams, patientId: string | null): string | null {
  return patientId !== null && query.get("book") === patientId ? query.get("waiting") : null;
}
