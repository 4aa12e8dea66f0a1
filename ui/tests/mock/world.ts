// The made-up clinic's rows, shared by the mock's parts.
import { CallError, type Args, type Output, type RouteName } from "../../src/api/call";
import type {
  BoardRow,
  Clinic,
  Doctor,
  Invoice,
  Paper,
  Patient,
  PatientRow,
  Staff,
  Token,
} from "../../src/api/types";

export type Handlers = { [R in RouteName]?: (args: Args<R>) => Output<R> };

export const NOW = Date.parse("2026-11-24T05:30:00Z");
export const TODAY = "2026-11-24";
const isEmpty = new URLSearchParams(location.search).has("empty");

let last = 0;
export function newId(): string {
  last += 1;
  return last.toString(16).padStart(32, "0");
}

export function must<T>(found: T | undefined | null): T {
  if (found === undefined || found === null) throw new CallError("no_such", "errors-no-such");
  return found;
}

export const clinicRow: Clinic = {
  id: newId(),
  name: "Sanjeevani Clinic",
  tagline: "Family medicine and child health",
  address: "14, Laxmi Road, near Ganesh Mandir",
  place: "Wai",
  district: "Satara",
  state_code: "27",
  pin: "412803",
  phone: "02167 220 114",
  email: "desk@sanjeevani.example",
  website: "",
  gstin: "",
  registration_no: "MH/SAT/2019/0412",
  upi_id: "sanjeevani@upi",
  upi_name: "Sanjeevani Clinic",
  letterhead_blank_mm: null,
  paper_prescription: "a5",
  paper_bill: "a5",
  roll: "roll80",
  language: "en",
  print_language: "mr",
  time_zone: "Asia/Kolkata",
  registration_format: "{desk}-{number}",
  idle_minutes: 30,
  follow_up_days: 7,
  discount_limit_percent: 10,
  round_to_paise: 100,
  has_logo: false,
};

function doctor(name: string, room: string, specialty: string): Doctor {
  return {
    id: newId(),
    staff_id: null,
    name,
    qualification: "MBBS, MD",
    registration_no: "MMC 2008/04/1234",
    council: "Maharashtra Medical Council",
    specialty,
    phone: "98220 10001",
    fee_paise: 40000,
    follow_up_fee_paise: 20000,
    room,
    is_active: true,
    has_signature: false,
  };
}

export const doctors: Doctor[] = [
  doctor("Dr. Anjali Deshpande", "1", "General medicine"),
  doctor("Dr. Venkatanarasimharajuvaripeta Subrahmanyam", "2", "Paediatrics"),
];

function member(user: string, name: string, roles: string[], doctorId: string | null): Staff {
  return {
    id: newId(),
    user,
    name,
    phone: "98220 10001",
    roles,
    is_active: true,
    doctor_id: doctorId,
    last_sign_in: NOW - 3_600_000,
  };
}

export const staff: Staff[] = [
  member("anjali", "Dr. Anjali Deshpande", ["owner", "doctor"], doctors[0]?.id ?? null),
  member("sunita", "Sunita Pawar", ["receptionist", "cashier"], null),
  member("mary", "Mary Thomas", ["nurse"], null),
];

const NAMES: [string, string, "female" | "male", string, string, string][] = [
  [
    "Laxmi Ramchandra Jadhav",
    "लक्ष्मी रामचंद्र जाधव",
    "female",
    "1968-03-14",
    "98220 41122",
    "Bavdhan",
  ],
  ["Mohammed Irfan Shaikh", "", "male", "1991-07-02", "97654 20011", "Wai"],
  ["Aarav Sachin Kulkarni", "आरव सचिन कुलकर्णी", "male", "2024-02-11", "98220 41122", "Wai"],
  [
    "Savitribai Dnyaneshwar Phule-Chandrashekharan",
    "",
    "female",
    "1941-01-01",
    "90110 77123",
    "Mahabaleshwar",
  ],
  ["Ravi Kumar", "", "male", "1985-09-19", "99700 88771", "Panchgani"],
  ["Fatima Bi", "", "female", "1999-12-31", "97654 20011", "Wai"],
  ["Ganesh Tukaram Mane", "गणेश तुकाराम माने", "male", "1973-05-05", "94230 11223", "Bhuinj"],
  ["Baby of Pooja Salunkhe", "", "female", "2026-11-12", "88880 12345", "Wai"],
  ["Thangavelu Arunachalam", "", "male", "1959-08-15", "96000 44556", "Satara"],
  ["Priya Nair", "", "female", "1996-04-23", "98450 33445", "Pune"],
  ["Harpreet Singh Gill", "", "male", "1980-10-10", "98140 55667", "Wai"],
  ["Ananya Chatterjee", "", "female", "2015-06-30", "98310 77889", "Wai"],
];

export const patients: Patient[] = isEmpty
  ? []
  : NAMES.map(([name, name_local, sex, birth_date, phone, village], index) => ({
      id: newId(),
      reg_no: `A-${String(1042 + index).padStart(6, "0")}`,
      name,
      name_local,
      sex,
      birth_date,
      is_birth_estimated: index % 3 === 0,
      phone,
      phone_other: "",
      guardian_name: index === 2 ? "Sachin Kulkarni" : "",
      guardian_relation: index === 2 ? "father" : "",
      address: "",
      village,
      district: "Satara",
      state_code: "27",
      pin: "412803",
      language: "mr",
      email: "",
      blood_group: index === 0 ? "B+" : "",
      marital_status: "",
      occupation: "",
      kin_name: "",
      kin_relation: "",
      kin_phone: "",
      abha_number: "",
      abha_address: "",
      aadhaar_last4: "",
      scheme_name: "",
      scheme_id: "",
      referred_by: "",
      note: "",
      registered_at: NOW - (index + 1) * 86_400_000,
      series: "A",
      number: 1042 + index,
    }));

export function ageOf(birth: string): string {
  const days = Math.floor((NOW - Date.parse(`${birth}T00:00:00Z`)) / 86_400_000);
  if (days < 31) return `${days} d`;
  if (days < 730) return `${Math.floor(days / 30.44)} m`;
  return `${Math.floor(days / 365.25)} y`;
}

export function rowOf(patient: Patient): PatientRow {
  const { id, reg_no, name, name_local, sex, birth_date, phone, village, guardian_name } = patient;
  const age = ageOf(birth_date);
  return {
    ...{ id, reg_no, name, name_local, sex, birth_date, phone, village, guardian_name, age },
    last_visit: "2026-11-10",
    matched: "name",
  };
}

export const tokens: Token[] = patients.slice(0, 10).map((patient, index) => ({
  id: newId(),
  patient_id: patient.id,
  doctor_id: doctors[index % 2]?.id ?? "",
  day: TODAY,
  series: "A",
  number: index + 1,
  label: `${index % 2 ? "B" : "A"}${Math.floor(index / 2) + 1}`,
  priority: index === 3 ? "elderly" : index === 7 ? "emergency" : "normal",
  stage:
    (["done", "with_doctor", "with_doctor", "waiting", "waiting", "with_nurse"] as const)[index] ??
    "waiting",
  reason: index === 4 ? "Fever since three days" : "",
  given_at: NOW - (60 - index * 6) * 60_000,
  called_at: index < 3 ? NOW - 600_000 : null,
  started_at: index < 3 ? NOW - 500_000 : null,
  done_at: index < 1 ? NOW - 60_000 : null,
}));

const weight = { emergency: 0, elderly: 1, pregnant: 1, normal: 1 };

export function boardOf(token: Token): BoardRow {
  const patient = must(patients.find((one) => one.id === token.patient_id));
  const doctor = must(doctors.find((one) => one.id === token.doctor_id));
  return {
    ...token,
    patient_name: patient.name,
    reg_no: patient.reg_no,
    sex: patient.sex,
    age: ageOf(patient.birth_date),
    doctor_name: doctor.name,
    room: doctor.room,
    visit_id: token.stage === "with_doctor" ? `visit-${token.id}` : null,
    waited_minutes: Math.round((NOW - token.given_at) / 60_000),
    has_vitals: token.number % 3 === 0,
    bill_due_paise: token.stage === "done" ? 40000 : 0,
  };
}

export function board(): BoardRow[] {
  return tokens
    .map(boardOf)
    .sort((a, b) => weight[a.priority] - weight[b.priority] || a.number - b.number);
}

export const invoices: Invoice[] = [];

const PAGE =
  "iVBORw0KGgoAAAANSUhEUgAAANIAAAEpCAAAAADD0CPwAAABZElEQVR42u3bUQ2AMAxFUeSgCSWIwDM4ICFj" +
  "a7udOjgJebs/bPd0tyEhISEhISEhISEhJSDt3Q4JCQkJCclTi4QURboaDgkJyeIhISEhISENIh0Fz4eHhISE" +
  "hISEhPROOrsdEtJaJIuHhISEhISElCWIhtUTElIKksVDQkJCQkJCKhZESEiTkCweEhISEhISUlwQISGtTLJ4" +
  "SEhISEhISHFBFNRLSEgpSBYPCQkJCQkJKW0Q9colJKQUJIuHhISEhISEVCOIkJBmI1k8JCQkJCQkpBpB9GMk" +
  "ISGlIFk8JCQkJCQkpIpBhIRUn2TxkJCQkJCQkMYHERISksVDQkJCQkJCiggi/wIiIVk8JCQkJCQkpKFBhISE" +
  "ZPGQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkL7f0XBISEgWDwkJCQkJCQkJCQkJCQkJCQkJCQkJ" +
  "CQkJCQkJCQkJCQkJqeI9zafmkHQFPdsAAAAASUVORK5CYII=";

export function paper(title: string): Paper {
  return { title, file_name: `${title}.pdf`, pdf_base64: "", pages: [PAGE] };
}
