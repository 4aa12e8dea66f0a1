// How the board is laid out: who is being seen, who waits, who is through.
import type { BoardRow, Doctor, Priority, Stage } from "../api/types";

export const stages: Stage[] = ["waiting", "with_nurse", "with_doctor", "billing", "done"];
export const priorities: Priority[] = ["normal", "elderly", "pregnant", "emergency"];

export interface Lane {
  doctor: Pick<Doctor, "id" | "name" | "room">;
  now: BoardRow[];
  waiting: BoardRow[];
  over: BoardRow[];
}

const NOW: Stage[] = ["with_doctor", "with_nurse", "billing"];
const OVER: Stage[] = ["skipped", "left", "done"];

/** One lane per doctor. The core's order stays as it is; a doctor without tokens has a lane too. */
export function lanesOf(rows: BoardRow[], doctors: Doctor[]): Lane[] {
  const known: Lane["doctor"][] = doctors.filter((doctor) => doctor.is_active);
  for (const row of rows) {
    if (known.some((doctor) => doctor.id === row.doctor_id)) continue;
    known.push({ id: row.doctor_id, name: row.doctor_name, room: row.room });
  }
  return known.map((doctor) => {
    const mine = rows.filter((row) => row.doctor_id === doctor.id);
    return {
      doctor,
      now: NOW.flatMap((stage) => mine.filter((row) => row.stage === stage)),
      waiting: mine.filter((row) => row.stage === "waiting"),
      over: OVER.flatMap((stage) => mine.filter((row) => row.stage === stage)),
    };
  });
}

/** Minutes after which a wait is coloured: warn, then bad. */
const LONG_MINUTES = 20;
const TOO_LONG_MINUTES = 40;

export function waitTone(row: BoardRow): "" | "warn" | "bad" {
  if (row.stage !== "waiting" && row.stage !== "with_nurse") return "";
  if (row.waited_minutes >= TOO_LONG_MINUTES) return "bad";
  return row.waited_minutes >= LONG_MINUTES ? "warn" : "";
}
