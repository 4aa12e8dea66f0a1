import { newId, NOW, type Handlers } from "./world";

const DAY = 86_400_000;
const own = { patient_id: "", end_reason: "" };
const vitals = (days: number, systolic: number, diastolic: number, weight: number) => ({
  id: newId(),
  patient_id: "",
  visit_id: null,
  taken_at: NOW - days * DAY,
  taken_by: "mary",
  systolic,
  diastolic,
  pulse: 70 + (days % 14),
  respiration: 16,
  spo2: 98,
  temp_decicelsius: 368 + (days % 9),
  weight_g: weight * 1000,
  height_mm: 1560,
  waist_mm: null,
  muac_mm: null,
  head_mm: null,
  glucose_mg_dl: 140 - (days % 30),
  pain: null,
  note: "",
  corrects: null,
  correction_reason: "",
  bmi_tenths: Math.round((weight * 10) / 1.56 ** 2),
  flags:
    systolic > 140 ? [{ field: "systolic", level: "high" as const, message: "vitals-high" }] : [],
});

export const visits: Handlers = {
  "chart.summary": () => ({
    allergies: [
      {
        id: newId(),
        substance: "Penicillin",
        reaction: "Rash",
        severity: "severe",
        noted_at: NOW,
        ...own,
      },
      { id: newId(), substance: "Sulpha", reaction: "", severity: "mild", noted_at: NOW, ...own },
    ],
    problems: [
      { id: newId(), code: "I10", name: "Hypertension", since: "2019-06-01", ...own },
      { id: newId(), code: "E11", name: "Type 2 diabetes", since: "2021-02-10", ...own },
    ],
    medicines: [
      { generic: "Amlodipine", strength: "5 mg", short: "1-0-0", since: "2026-10-20", until: null },
      {
        generic: "Metformin",
        strength: "500 mg",
        short: "1-0-1",
        since: "2026-10-20",
        until: "2026-12-19",
      },
    ],
    background: [
      { id: newId(), patient_id: "", kind: "family", text: "Father had diabetes" },
      { id: newId(), patient_id: "", kind: "surgical", text: "Appendicectomy 1994" },
    ],
    timeline: [
      {
        at: NOW - 14 * DAY,
        kind: "visit",
        id: "v1",
        title: "Hypertension review",
        detail: "Dr. Anjali Deshpande",
      },
      {
        at: NOW - 14 * DAY,
        kind: "prescription",
        id: "p1",
        title: "Rx A-000231",
        detail: "Amlodipine, Metformin",
      },
      { at: NOW - 14 * DAY, kind: "bill", id: "b1", title: "INV-A-000412", detail: "₹400" },
      { at: NOW - 90 * DAY, kind: "vitals", id: "t1", title: "BP 148/92", detail: "mary" },
      { at: NOW - 400 * DAY, kind: "registered", id: "r1", title: "A-001042", detail: "sunita" },
    ],
  }),
  "visits.trend": () => [
    vitals(0, 132, 84, 64),
    vitals(14, 148, 92, 65),
    vitals(45, 138, 88, 66),
    vitals(90, 148, 92, 67),
    vitals(200, 156, 98, 69),
  ],
  "visits.list": () => [],
  "visits.begin": ({ patient_id, doctor_id, token_id }) => ({
    ...{ id: token_id ? `visit-${token_id}` : newId(), patient_id, doctor_id, token_id },
    day: "2026-11-24",
    kind: "new",
    status: "open",
    started_at: NOW,
    signed_at: null,
    signed_by: null,
    complaint: "",
    history: "",
    examination: "",
    advice: "",
    plan_note: "",
    follow_up_on: null,
    diagnoses: [],
    orders: [],
  }),
  "visits.add_allergy": ({ substance, reaction, severity }) => ({
    ...{ id: newId(), substance, reaction, severity },
    noted_at: NOW,
    ...own,
  }),
};
