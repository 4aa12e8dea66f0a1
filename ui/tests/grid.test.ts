// Where appointments stand in the calendar: side by side without hiding each other, and the
// places that the arrows walk.
import { expect, test } from "vitest";
import type { Appointment, Calendar, CalendarHours } from "../src/api/types";
import {
  columnsOf,
  lanesOf,
  mondayOf,
  nearestStop,
  readClock,
  slotsOf,
  snap,
  weekdayOf,
} from "../src/appointments/grid";

const DOCTOR = {
  id: "d",
  name: "Dr Rao",
  specialty: "",
  room: "",
  is_me: false,
  late_minutes: 0,
};
const HOURS: CalendarHours = {
  doctor_id: "d",
  day: "2026-11-23",
  from: 540,
  until: 610,
  slot_minutes: 15,
  capacity: 1,
  place: "",
};

function row(id: string, minute: number, minutes = 15): Appointment {
  return {
    id,
    patient_id: "p",
    doctor_id: "d",
    place: "",
    day: "2026-11-23",
    starts_at: 0,
    minute,
    minutes,
    reason: "",
    status: "booked",
    is_overbooked: false,
    is_clashing: false,
    series_id: null,
    cancel_reason: "",
    phone_call: "none",
    booked_by: "",
    patient_name: id,
    reg_no: "",
    sex: "female",
    age: "",
    phone: "",
    doctor_name: "",
    token: "",
    stage: null,
    reminder: null,
    moves: 0,
  };
}

test("what overlaps stands side by side, what does not takes the whole width", () => {
  const blocks = lanesOf([row("a", 540, 30), row("b", 555), row("c", 570), row("d", 600)]);
  expect(blocks.map(({ row, lane, lanes }) => [row.id, lane, lanes])).toEqual([
    ["a", 0, 2],
    ["b", 1, 2],
    ["c", 0, 1],
    ["d", 0, 1],
  ]);
});

test("free places are stops, taken and away ones are not", () => {
  const calendar: Calendar = {
    today: "2026-11-22",
    minute: 600,
    doctors: [DOCTOR],
    hours: [HOURS],
    leave: [{ doctor_id: "d", day: "2026-11-23", from: 585, until: 610, reason: "" }],
    appointments: [row("a", 540)],
  };
  const [column] = columnsOf(calendar, ["2026-11-23"], true, [DOCTOR]);
  expect(column?.stops.map((stop) => [stop.minute, stop.row?.id ?? "free"])).toEqual([
    [540, "a"],
    [555, "free"],
    [570, "free"],
  ]);
  expect(nearestStop(column?.stops ?? [], 1000)?.minute).toBe(570);
  expect(column && snap(column, 568, "d")).toBe(555);
});

test("slots that do not fit before the end are none", () => {
  expect(slotsOf(HOURS)).toEqual([540, 555, 570, 585]);
});

test("weeks begin on Monday, also over a new year", () => {
  expect(mondayOf("2026-11-22")).toBe("2026-11-16");
  expect(mondayOf("2026-11-23")).toBe("2026-11-23");
  expect(mondayOf("2027-01-01")).toBe("2026-12-28");
  expect(weekdayOf("2026-11-22")).toBe(7);
});

test("a clock time is read as it is written, and refused when no clock shows it", () => {
  expect(["9", "09:30", "0930", "17.05", "24:00"].map(readClock)).toEqual([
    540, 570, 570, 1025, 1440,
  ]);
  expect(["", "25", "9:75", "24:01", "nine"].map(readClock)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});
