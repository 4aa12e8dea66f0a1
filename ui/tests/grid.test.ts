// Where appointments stand in the calendar: side by side without hiding each other, and the
// places that the arrows walk.
import { expect, test } from "vitest";
import type { Appointment, Calendar, CalendarHours, WaitingRow } from "../src/api/types";
import {
  columnsOf,
  countOf,
  firstNames,
  holds,
  isFree,
  lanesOf,
  mondayOf,
  nearestStop,
  readClock,
  sameStop,
  slotsOf,
  snap,
  weekdayOf,
} from "../src/appointments/grid";
import { linkForWaiting, linkedPlace, linkedWish } from "../src/appointments/link";

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
    is_provisional: false,
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

test("more than three of one slot are one block of a week, and every one of a day", () => {
  const hours = { ...HOURS, capacity: 5 };
  const calendar: Calendar = {
    today: "2026-11-22",
    minute: 600,
    doctors: [DOCTOR],
    hours: [hours],
    leave: [],
    appointments: [
      ...["Asha More", "Ram Iyer", "Bina Shah"].map((name) => row(name, 540)),
      // Within the slot, not at its start.
      row("Om Rao", 545, 30),
      ...["x", "y", "z"].map((name) => row(name, 570)),
    ],
  };
  const [column] = columnsOf(calendar, ["2026-11-23"], false, [DOCTOR]);
  const blocks = column?.blocks ?? [];
  expect(blocks.map((one) => [one.crowd?.rows.length, one.minute, one.lanes])).toEqual([
    [4, 540, 1],
    [undefined, 570, 3],
    [undefined, 570, 3],
    [undefined, 570, 3],
  ]);
  expect(firstNames(blocks[0]?.crowd?.rows ?? [], 3)).toBe("Asha, Ram, Bina, …");
  const stops = column?.stops ?? [];
  const first = stops.filter((stop) => stop.minute === 540);
  expect(first.map((stop) => [stop.crowd?.rows.length ?? 0, isFree(stop)])).toEqual([
    [4, false],
    [0, true],
  ]);
  expect(stops.findIndex((stop) => holds(stop, "Om Rao"))).toBe(0);
  expect(first[0] && first[1] && sameStop(first[0], first[1])).toBe(false);
  const [ofDay] = columnsOf(calendar, ["2026-11-23"], true, [DOCTOR]);
  expect(ofDay?.blocks).toHaveLength(7);
  expect([column, ofDay].map((one) => one && countOf(one))).toEqual([7, 7]);
});

test("where doctors share a column, a third of one slot is drawn with the others", () => {
  const other = { ...DOCTOR, id: "e" };
  const calendar: Calendar = {
    today: "2026-11-22",
    minute: 600,
    doctors: [DOCTOR, other],
    hours: [HOURS, { ...HOURS, doctor_id: "e" }],
    leave: [],
    appointments: [
      ...["a", "b", "c"].map((name) => row(name, 540)),
      ...["x", "y"].map((name) => ({ ...row(name, 540), doctor_id: "e" })),
    ],
  };
  const [column] = columnsOf(calendar, ["2026-11-23"], false, [DOCTOR, other]);
  const drawn = column?.blocks.map((one) => [one.crowd?.rows.length, one.lane, one.lanes]);
  expect(drawn).toEqual([
    [3, 0, 2],
    [undefined, 2, 4],
    [undefined, 3, 4],
  ]);
});

test("a booking for the waiting list carries the wish, for that patient alone", () => {
  const wish: WaitingRow = {
    id: "w",
    patient_id: "p",
    patient_name: "Asha",
    reg_no: "",
    phone: "",
    doctor_id: "d",
    doctor_name: "",
    from_day: "2026-11-23",
    until_day: "2026-11-25",
    part: "any",
    minutes: 15,
    note: "",
    made_at: 0,
    free: { doctor_id: "d", day: "2026-11-23", minute: 555, minutes: 15, place: "" },
  };
  const query = new URLSearchParams(linkForWaiting(wish).split("?")[1]);
  expect(linkedPlace(query)).toEqual({ doctorId: "d", day: "2026-11-23", minute: 555 });
  expect(linkedWish(query, "p")).toBe("w");
  expect(linkedWish(query, "somebody else")).toBe(null);
  const none = new URLSearchParams(linkForWaiting({ ...wish, free: null }).split("?")[1]);
  expect(linkedPlace(none)).toBe(null);
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
