import { expect, test } from "vitest";
import type { BoardRow, Doctor } from "../src/api/types";
import { sortRows } from "../src/kit/table";
import { lanesOf, waitTone } from "../src/queue/board";

const doctor = (id: string, is_active = true): Doctor => ({
  id,
  is_active,
  staff_id: null,
  name: `Dr. ${id}`,
  qualification: "",
  registration_no: "",
  council: "",
  specialty: "",
  phone: "",
  fee_paise: 0,
  follow_up_fee_paise: 0,
  room: "",
  has_signature: false,
});

const row = (id: string, doctor_id: string, stage: BoardRow["stage"], waited = 0): BoardRow => ({
  id,
  doctor_id,
  stage,
  waited_minutes: waited,
  patient_id: "",
  day: "2026-11-24",
  number: 1,
  label: id,
  priority: "normal",
  reason: "",
  given_at: 0,
  called_at: null,
  started_at: null,
  done_at: null,
  patient_name: "",
  reg_no: "",
  sex: "female",
  age: "",
  doctor_name: `Dr. ${doctor_id}`,
  room: "",
  visit_id: null,
  has_vitals: false,
  bill_due_paise: 0,
});

test("rows are sorted as people count, and never in place", () => {
  const rows = ["A10", "a2", "B1"];
  expect(sortRows(rows, (text) => text, false)).toEqual(["a2", "A10", "B1"]);
  expect(sortRows([3, 1, 20], (number) => number, true)).toEqual([20, 3, 1]);
  expect(rows).toEqual(["A10", "a2", "B1"]);
});

test("each doctor has a lane, in the core's order", () => {
  const rows = [row("A2", "x", "waiting"), row("A1", "x", "waiting"), row("A3", "x", "done")];
  const [lane, empty] = lanesOf(rows, [doctor("x"), doctor("y"), doctor("z", false)]);
  expect(lane?.waiting.map((one) => one.id)).toEqual(["A2", "A1"]);
  expect(lane?.over.map((one) => one.id)).toEqual(["A3"]);
  expect(empty?.waiting).toEqual([]);
});

test("a token of a doctor who has left is still on the board", () => {
  const lanes = lanesOf([row("Z1", "z", "waiting")], [doctor("z", false)]);
  expect(lanes.map((lane) => lane.doctor.id)).toEqual(["z"]);
});

test("only those who wait grow red", () => {
  expect(waitTone(row("A1", "x", "waiting", 19))).toBe("");
  expect(waitTone(row("A1", "x", "waiting", 20))).toBe("warn");
  expect(waitTone(row("A1", "x", "with_nurse", 40))).toBe("bad");
  expect(waitTone(row("A1", "x", "with_doctor", 90))).toBe("");
});
