// The made-up clinic's visits, prescriptions and bills, for the screens and their tests. The
// rules here are thin likenesses; the true ones are the core's.
import { CallError } from "../src/api/call";
import type { Output } from "../src/api/call";
import { doctors, must, newId, NOW, paper, patients, TODAY, tokens } from "./mock/world";
import { ageOf, type Handlers } from "./mock/world";
import { billing as billingMock } from "./mock/billing";
import { visits as visitMock } from "./mock/visits";

type Sheet = Output<"chart.visit">;
type Vitals = Sheet["vitals"][number];
type VitalsForm = Parameters<NonNullable<Handlers["visits.record_vitals"]>>[0]["form"];
type Prescription = NonNullable<Output<"prescriptions.open">>;
type Line = Prescription["lines"][number];
type Dose = Line["dose"];
type DrugRow = Output<"prescriptions.find_drug">[number];
type Invoice = Output<"billing.open">;
type Worked = Output<"billing.work_out">;

const DAY = 86_400_000;
const asked = new URLSearchParams(location.search);
const hasTaxes = asked.has("gst");
const refuse = (message: string, field?: string, args = {}) =>
  new CallError("invalid", message, args, field ?? null);

const DRUGS: [string, string, string, string, string, string, string][] = [
  ["Paracetamol", "tablet", "500 mg;650 mg", "", "analgesic, antipyretic", "Crocin;Dolo", ""],
  ["Paracetamol", "syrup", "120 mg/5 ml;250 mg/5 ml", "", "analgesic, antipyretic", "Calpol", ""],
  ["Amoxicillin", "capsule", "250 mg;500 mg", "H", "penicillin antibiotic", "Mox;Novamox", "1-1-1"],
  [
    "Amoxicillin + Clavulanic acid",
    "tablet",
    "375 mg;625 mg;1 g",
    "H",
    "penicillin antibiotic",
    "Augmentin;Clavam",
    "1-0-1",
  ],
  ["Azithromycin", "tablet", "250 mg;500 mg", "H1", "macrolide antibiotic", "Azithral", "1-0-0"],
  [
    "Cefixime",
    "tablet",
    "100 mg;200 mg",
    "H1",
    "cephalosporin, third generation",
    "Taxim-O;Zifi",
    "1-0-1",
  ],
  ["Pantoprazole", "tablet", "20 mg;40 mg", "H", "proton pump inhibitor", "Pan;Pantocid", "1-0-0"],
  ["Cetirizine", "tablet", "5 mg;10 mg", "", "antihistamine", "Cetzine", "0-0-1"],
  ["Amlodipine", "tablet", "2.5 mg;5 mg;10 mg", "H", "calcium channel blocker", "Amlong", "1-0-0"],
  ["Metformin", "tablet", "500 mg;850 mg;1000 mg", "H", "biguanide", "Glycomet", "1-0-1"],
  ["Ondansetron", "tablet", "4 mg;8 mg", "H", "antiemetic", "Emeset", ""],
  ["Oral rehydration salts", "sachet", "21 g", "", "rehydration", "Electral", ""],
  ["Alprazolam", "tablet", "0.25 mg;0.5 mg", "H1", "benzodiazepine", "Alprax", "0-0-1"],
  ["Fentanyl", "injection", "50 mcg/ml", "X", "opioid analgesic", "", ""],
];
const drugs: DrugRow[] = DRUGS.map(([generic, form, strengths, schedule, cls, , usual]) => ({
  drug_id: `${generic}|${form}`,
  generic,
  brand: "",
  form,
  strengths: strengths.split(";"),
  route: "oral",
  schedule,
  class: cls,
  usual,
  food: "",
}));
const brandsOf = (at: number) => (DRUGS[at]?.[5] ?? "").split(";").filter(Boolean);

const PER_DAY: Record<string, number> = { od: 1, bd: 2, tds: 3, qid: 4 };
const UNITS: Record<string, Dose["unit"]> = { syrup: "ml", capsule: "capsule", sachet: "sachet" };
const FOODS: Record<string, Dose["food"]> = {
  pc: "after",
  ac: "before",
  after: "after",
  before: "before",
  with: "with",
};

function quarters(text: string): number {
  const found = /^(\d*)(¼|½|¾|\.5)?$/.exec(text);
  if (!found || text === "") return Number.NaN;
  return Number(found[1] || 0) * 4 + ({ "¼": 1, "½": 2, "¾": 3, ".5": 2 }[found[2] ?? ""] ?? 0);
}

function read(text: string, form: string): Dose {
  const dose: Dose = {
    unit: UNITS[form] ?? "tablet",
    when: { kind: "times", amount: 4, per_day: 0 },
    food: "none",
    days: null,
    site: null,
    extra: [],
  };
  let isKnown = false;
  let amount = 4;
  const words = text
    .toLowerCase()
    .replaceAll("×", " ")
    .replace(/(\d)(d|ml)\b/g, "$1 $2")
    .split(/\s+/);
  for (const word of words.filter(Boolean)) {
    const slots = word.split("-").map(quarters);
    if (word.includes("-") && slots.every((one) => !Number.isNaN(one)) && slots.length <= 4) {
      const [morning = 0, second = 0, third, fourth] = slots;
      dose.when =
        slots.length === 4
          ? { kind: "slots", morning, afternoon: second, evening: third ?? 0, night: fourth ?? 0 }
          : {
              kind: "slots",
              morning,
              afternoon: slots.length === 3 ? second : 0,
              evening: 0,
              night: third ?? second,
            };
      isKnown = true;
    } else if (PER_DAY[word]) {
      dose.when = { kind: "times", amount, per_day: PER_DAY[word] };
      isKnown = true;
    } else if (word === "sos") {
      dose.when = { kind: "as_needed", amount, reason: null, max_per_day: null };
      isKnown = true;
    } else if (word === "hs" || word === "stat") {
      dose.when = { kind: word === "hs" ? "bedtime" : "at_once", amount };
      isKnown = true;
    } else if (word === "fever" || word === "pain" || word === "vomiting") {
      dose.when = { kind: "as_needed", amount, reason: word, max_per_day: null };
      isKnown = true;
    } else if (FOODS[word]) dose.food = FOODS[word];
    else if (!Number.isNaN(quarters(word))) {
      if (isKnown) dose.days = quarters(word) / 4;
      else amount = quarters(word);
    } else if (
      !["x", "d", "day", "days", "food", "ml", "tab", "cap", "sachet", "for"].includes(word)
    )
      throw refuse("errors-dose-word", "dose", { word });
  }
  if (!isKnown) throw refuse("errors-dose-pattern", "dose");
  return dose;
}

const fraction = (amount: number) => {
  const part = ["", "¼", "½", "¾"][amount % 4] ?? "";
  return `${Math.floor(amount / 4) || (part ? "" : 0)}${part}`;
};

function understood(dose: Dose, language: string): Output<"prescriptions.speak"> {
  const { when, days } = dose;
  const isHindi = language === "hi" || language === "mr";
  let short = "";
  let perDay = 0;
  if (when.kind === "slots") {
    const all = [when.morning, when.afternoon, ...(when.evening ? [when.evening] : []), when.night];
    short = all.map(fraction).join("-");
    perDay = when.morning + when.afternoon + when.evening + when.night;
  } else if (when.kind === "times") {
    short = `${fraction(when.amount)} × ${when.per_day} / day`;
    perDay = when.amount * when.per_day;
  } else if (when.kind === "as_needed") short = `${fraction(when.amount)} SOS`;
  else if (when.kind === "bedtime") {
    short = `${fraction(when.amount)} HS`;
    perDay = when.amount;
  } else short = when.kind;
  const sentence = isHindi
    ? `${fraction(perDay || 4)} गोली – ${short} – ${dose.food === "after" ? "खाने के बाद – " : ""}${days ?? ""} दिन तक`
    : `Take ${short}${dose.food === "after" ? ", after food" : ""}${days ? `, for ${days} days` : ""}`;
  const quantity = when.kind === "as_needed" || !days ? null : Math.ceil((perDay * days) / 4);
  return { dose, short, sentence, quantity, quantity_unit: dose.unit === "ml" ? "ml" : "tab" };
}

function flagsOf(form: VitalsForm): Vitals["flags"] {
  const made: Vitals["flags"] = [];
  const say = (field: string, level: "low" | "high" | "critical", message: string) =>
    made.push({ field, level, message });
  if ((form.systolic ?? 0) >= 180) say("systolic", "critical", "vitals-pressure-crisis");
  else if ((form.systolic ?? 0) >= 140) say("systolic", "high", "vitals-pressure-high");
  if ((form.temp_decicelsius ?? 0) >= 380) say("temp_decicelsius", "high", "vitals-temp-high");
  if (form.spo2 !== null && form.spo2 < 94) say("spo2", "low", "vitals-spo2-low");
  return made;
}

const bmiOf = ({ weight_g, height_mm }: VitalsForm) =>
  weight_g !== null && height_mm !== null && height_mm >= 500
    ? Math.round((weight_g * 10_000) / height_mm ** 2)
    : null;

function taken(form: VitalsForm, ids: { patient_id: string; visit_id: string | null }): Vitals {
  for (const [field, value] of Object.entries(form))
    if (field === "spo2" && typeof value === "number" && value > 100)
      throw refuse("errors-vital-impossible", field, { min: 40, max: 100 });
  return {
    ...form,
    ...ids,
    id: newId(),
    taken_at: NOW,
    taken_by: "Mary Thomas",
    corrects: null,
    correction_reason: "",
    bmi_tenths: bmiOf(form),
    flags: flagsOf(form),
  };
}

const slot = (morning: number, night: number, days: number | null): Dose => ({
  unit: "tablet",
  when: { kind: "slots", morning: morning * 4, afternoon: 0, evening: 0, night: night * 4 },
  food: "after",
  days,
  site: null,
  extra: [],
});
const line = (at: number, strength: string, dose: Dose, quantity: number): Line => {
  const { drug_id, generic, form, route, schedule } = must(drugs[at]);
  return {
    drug_id,
    generic,
    brand: "",
    form,
    strength,
    route,
    dose,
    quantity,
    quantity_unit: "tab",
    note: "",
    schedule,
  };
};

const sheets = new Map<string, Sheet>();
const base = (
  visit_id: string,
  patientAt: number,
  status: "open" | "signed",
  daysAgo: number,
): Sheet => {
  const patient = must(patients[patientAt] ?? patients[0]);
  const day = new Date(Date.parse(`${TODAY}T00:00:00Z`) - daysAgo * DAY).toISOString().slice(0, 10);
  const doctor = must(doctors[0]);
  const summary = must(visitMock["chart.summary"])({ patient_id: patient.id });
  for (const item of summary.timeline) if (item.kind === "visit") item.id = "visit-old";
  if (patientAt !== 0) {
    summary.allergies = [];
    summary.problems = [];
    summary.medicines = [];
    summary.background = [];
  }
  return {
    visit: {
      id: visit_id,
      patient_id: patient.id,
      doctor_id: doctor.id,
      token_id: null,
      day,
      kind: patientAt === 0 ? "follow_up" : "new",
      status,
      started_at: NOW - daysAgo * DAY,
      signed_at: status === "signed" ? NOW - daysAgo * DAY : null,
      signed_by: status === "signed" ? doctor.name : null,
      complaint: "",
      history: "",
      examination: "",
      advice: "",
      plan_note: "",
      follow_up_on: null,
      diagnoses: [],
      orders: [],
    },
    patient,
    age: ageOf(patient.birth_date),
    token_label: tokens[patientAt]?.label ?? null,
    doctor,
    vitals: [],
    addenda: [],
    summary,
    prescription: null,
    invoice_id: null,
  };
};

function rxOf(sheet: Sheet, lines: Line[], language: string): Prescription {
  const isSigned = sheet.visit.status === "signed";
  return {
    id: newId(),
    visit_id: sheet.visit.id,
    patient_id: sheet.patient.id,
    doctor_id: sheet.doctor.id,
    status: isSigned ? "signed" : "draft",
    series: "A-RX",
    number: isSigned ? 231 : null,
    language,
    lines,
    signed_at: sheet.visit.signed_at,
    signed_by: sheet.visit.signed_by,
  };
}

if (patients.length > 0) {
  const now = base("visit-now", 0, "open", 0);
  now.vitals = [
    taken(
      {
        systolic: 148,
        diastolic: 92,
        pulse: 84,
        respiration: 18,
        spo2: 97,
        temp_decicelsius: 384,
        weight_g: 64_500,
        height_mm: 1560,
        waist_mm: null,
        muac_mm: null,
        head_mm: null,
        glucose_mg_dl: null,
        pain: 0,
        note: "",
      },
      { patient_id: now.patient.id, visit_id: "visit-now" },
    ),
  ];
  now.visit.complaint = "Fever and sore throat since 3 days, body ache";
  now.visit.diagnoses = [
    {
      id: newId(),
      code: "J02.9",
      name: "Acute pharyngitis, unspecified",
      kind: "primary",
      certainty: "provisional",
      is_chronic: false,
    },
    {
      id: newId(),
      code: "I10",
      name: "Essential (primary) hypertension",
      kind: "secondary",
      certainty: "confirmed",
      is_chronic: true,
    },
  ];
  now.visit.orders = [{ id: newId(), kind: "test", name: "ECG, 12 lead", note: "" }];
  now.prescription = rxOf(
    now,
    [line(0, "650 mg", slot(1, 1, 3), 6), line(2, "500 mg", slot(1, 1, 5), 10)],
    "mr",
  );
  sheets.set("visit-now", now);
  sheets.set("visit-new", base("visit-new", 3, "open", 0));
  const old = base("visit-old", 0, "signed", 14);
  old.visit.complaint = "Review of blood pressure, mild ankle swelling";
  old.visit.examination = "BP 148/92, chest clear, trace pedal oedema";
  old.visit.advice = "Less salt, walk half an hour a day";
  old.visit.follow_up_on = TODAY;
  old.visit.diagnoses = [
    {
      id: newId(),
      code: "I10",
      name: "Essential (primary) hypertension",
      kind: "primary",
      certainty: "confirmed",
      is_chronic: true,
    },
  ];
  old.prescription = rxOf(
    old,
    [line(8, "5 mg", slot(1, 0, 30), 30), line(9, "500 mg", slot(1, 1, 30), 60)],
    "mr",
  );
  old.addenda = [
    {
      id: newId(),
      visit_id: "visit-old",
      text: "Patient phoned: swelling is gone.",
      at: NOW - 12 * DAY,
      by: "Dr. Anjali Deshpande",
    },
  ];
  sheets.set("visit-old", old);
}

function sheetOf(visit_id: string): Sheet {
  const found = sheets.get(visit_id);
  if (found) return found;
  if (visit_id === "missing" || patients.length === 0)
    throw new CallError("no_such", "errors-no-such");
  const at = tokens.findIndex((token) => visit_id.endsWith(token.id));
  const made = base(visit_id, Math.max(at, 1), "open", 0);
  sheets.set(visit_id, made);
  return made;
}

const ICD: [string, string][] = [
  ["J02.9", "Acute pharyngitis, unspecified"],
  ["J06.9", "Acute upper respiratory infection, unspecified"],
  ["A09", "Infectious gastroenteritis and colitis, unspecified"],
  ["I10", "Essential (primary) hypertension"],
  ["E11.9", "Type 2 diabetes mellitus without complications"],
  ["K29.7", "Gastritis, unspecified"],
];
const favourites: Output<"prescriptions.favourites"> = [
  {
    id: newId(),
    staff_id: "",
    name: "Viral fever, adult",
    lines: [line(0, "650 mg", slot(1, 1, 3), 6), line(7, "10 mg", slot(0, 1, 5), 5)],
  },
  { id: newId(), staff_id: "", name: "Acidity", lines: [line(6, "40 mg", slot(1, 0, 14), 14)] },
];

const bills = new Map<string, Invoice>();

function workOut(
  lines: Parameters<NonNullable<Handlers["billing.work_out"]>>[0]["lines"],
  discount: number,
  buyer: Worked["lines"] extends never ? never : { gstin: string } | null,
): Worked {
  if (lines.length === 0) throw refuse("errors-no-lines", "lines");
  for (const [at, one] of lines.entries()) {
    if (one.quantity < 1)
      throw refuse("errors-out-of-range", `lines.${at}.quantity`, { min: 1, max: 10000 });
    if (one.discount_paise > one.price_paise * one.quantity)
      throw refuse("errors-discount-above-line", `lines.${at}.discount_paise`);
    if (!one.description.trim()) throw refuse("errors-required", `lines.${at}.description`);
  }
  if (buyer && buyer.gstin && buyer.gstin.length !== 15)
    throw refuse("errors-gstin", "buyer.gstin");
  const subtotal = lines.reduce(
    (sum, one) => sum + one.price_paise * one.quantity - one.discount_paise,
    0,
  );
  if (discount > subtotal) throw refuse("errors-discount-above-bill", "discount_paise");
  const worked = lines.map((one) => {
    const net = one.price_paise * one.quantity - one.discount_paise;
    const share = subtotal ? Math.round((discount * net) / subtotal) : 0;
    const rate = hasTaxes && one.tax_class === "gst18" ? 1800 : 0;
    const half = Math.round(((net - share) * rate) / 20_000);
    return {
      ...one,
      discount_paise: one.discount_paise + share,
      rate_hundredths: rate,
      taxable_paise: net - share,
      cgst_paise: half,
      sgst_paise: half,
      igst_paise: 0,
      total_paise: net - share + 2 * half,
    };
  });
  const exact = worked.reduce((sum, one) => sum + one.total_paise, 0);
  const total = Math.round(exact / 100) * 100;
  const taxed = worked.filter((one) => one.rate_hundredths > 0).length;
  return {
    lines: worked,
    subtotal_paise: subtotal,
    discount_paise: discount,
    tax_paise: worked.reduce((sum, one) => sum + one.cgst_paise + one.sgst_paise, 0),
    round_off_paise: total - exact,
    total_paise: total,
    document: !hasTaxes
      ? "bill"
      : taxed === 0
        ? "bill_of_supply"
        : taxed === worked.length
          ? "tax_invoice"
          : "invoice_cum_bill_of_supply",
    warnings: [],
  };
}

function settle(bill: Invoice): Invoice {
  bill.paid_paise = bill.payments.reduce((sum, one) => sum + one.amount_paise, 0);
  bill.credited_paise = bill.credit_notes.reduce((sum, one) => sum + one.amount_paise, 0);
  bill.due_paise = bill.total_paise - bill.credited_paise - bill.paid_paise;
  if (bill.credited_paise >= bill.total_paise && bill.total_paise > 0) bill.status = "credited";
  else if (bill.due_paise <= 0) bill.status = "paid";
  else bill.status = bill.paid_paise > 0 ? "part_paid" : "due";
  return bill;
}

function receive(
  bill: Invoice,
  payments: {
    method: Invoice["payments"][number]["method"];
    amount_paise: number;
    reference: string;
  }[],
) {
  for (const [at, one] of payments.entries()) {
    if (one.amount_paise > settle(bill).due_paise)
      throw refuse("errors-paid-too-much", `payments.${at}.amount_paise`);
    if (one.method === "cheque" && !one.reference)
      throw refuse("errors-cheque-number", `payments.${at}.reference`);
    record(bill, one.method, one.amount_paise, one.reference);
  }
}

function record(
  bill: Invoice,
  method: Invoice["payments"][number]["method"],
  amount_paise: number,
  reference: string,
) {
  bill.payments.push({
    ...{ id: newId(), invoice_id: bill.id, patient_id: bill.patient_id, series: "AR/26-27" },
    number: bill.payments.length + 1,
    printed_number: `AR/26-27/${String(512 + bills.size + bill.payments.length).padStart(5, "0")}`,
    ...{ method, amount_paise, reference, day: bill.day, at: NOW, by: "Sunita Pawar" },
  });
}

function issue(
  patientAt: string,
  visit_id: string | null,
  worked: Worked,
  reason: string,
  buyer: Invoice["buyer"],
): Invoice {
  const patient = must(patients.find((one) => one.id === patientAt));
  const number = 88 + bills.size;
  const made: Invoice = {
    ...worked,
    id: `bill-${number}`,
    series: "A/26-27",
    number,
    printed_number: `A/26-27/${String(number).padStart(5, "0")}`,
    patient_id: patient.id,
    patient_name: patient.name,
    reg_no: patient.reg_no,
    visit_id,
    admission_id: null,
    set_offs: [],
    day: TODAY,
    issued_at: NOW - (40 - bills.size) * 60_000,
    issued_by: "Sunita Pawar",
    buyer,
    discount_reason: reason,
    paid_paise: 0,
    credited_paise: 0,
    due_paise: worked.total_paise,
    status: "due",
    payments: [],
    credit_notes: [],
  };
  bills.set(made.id, made);
  return settle(made);
}

const fee = (price_paise: number) => ({
  service_id: null,
  doctor_id: doctors[0]?.id ?? null,
  description: `Consultation, ${doctors[0]?.name ?? ""}`,
  sac: "999312",
  quantity: 1,
  price_paise,
  discount_paise: 0,
  tax_class: "exempt",
});
for (const [at, patient] of patients.slice(0, 9).entries()) {
  const dressing = { ...fee(15_000), doctor_id: null, description: "Dressing, small" };
  const cosmetic = {
    ...fee(250_000),
    doctor_id: null,
    description: "Scar treatment, cosmetic",
    sac: "999722",
    tax_class: "gst18",
  };
  const lines = [
    fee(40_000),
    ...(at % 3 === 1 ? [dressing] : []),
    ...(at === 2 && hasTaxes ? [cosmetic] : []),
  ];
  const bill = issue(
    patient.id,
    at === 0 ? "visit-old" : null,
    workOut(lines, at === 4 ? 5000 : 0, null),
    at === 4 ? "Staff family" : "",
    null,
  );
  if (at === 3) continue;
  record(
    bill,
    at % 3 === 2 ? "upi" : "cash",
    at === 1 ? 20_000 : bill.total_paise,
    at % 3 === 2 ? "432187659012" : "",
  );
  if (at === 6) {
    bill.credit_notes.push({
      ...{
        id: newId(),
        invoice_id: bill.id,
        series: "AC/26-27",
        number: 1,
        printed_number: "AC/26-27/00001",
      },
      ...{
        amount_paise: bill.total_paise,
        reason: "Doctor was called away",
        day: TODAY,
        at: NOW,
        by: "Dr. Anjali Deshpande",
      },
    });
    record(bill, "cash", -bill.total_paise, "");
  }
  settle(bill);
}

const QR = qr();
/** Nothing that scans: a pattern of squares for the eye. */
function qr(): string {
  if (typeof document === "undefined") return "";
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 29 * 8;
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 232, 232);
  pen.fillStyle = "#000";
  for (let at = 0; at < 841; at += 1)
    if ((at * 7919 + (at >> 3) * 31) % 5 < 2)
      pen.fillRect((at % 29) * 8, Math.floor(at / 29) * 8, 8, 8);
  return canvas.toDataURL("image/png").split(",")[1] ?? "";
}

export const clinical: Handlers = {
  "billing.services": () => [
    ...must(billingMock["billing.services"])({}),
    {
      ...{ id: "scar", code: "SCR", name: "Scar treatment, cosmetic", grp: "Procedures" },
      ...{ sac: "999722", price_paise: 250_000, tax_class: "gst18", is_active: true },
    },
  ],
  "chart.visit": ({ visit_id }) => sheetOf(visit_id),
  "visits.save": ({ visit_id, ...form }) => {
    const { visit } = sheetOf(visit_id);
    if (form.complaint.includes("refuse")) throw new CallError("storage", "errors-storage");
    if (form.follow_up_on && form.follow_up_on < visit.day)
      throw refuse("errors-follow-up-in-past", "follow_up_on");
    return Object.assign(visit, {
      ...form,
      diagnoses: form.diagnoses.map((one) => ({ ...one, id: one.id ?? newId() })),
      orders: form.orders.map((one) => ({ ...one, id: one.id ?? newId() })),
    });
  },
  "visits.add_addendum": ({ visit_id, text }) => {
    sheetOf(visit_id).addenda.push({
      id: newId(),
      visit_id,
      text,
      at: NOW,
      by: "Dr. Anjali Deshpande",
    });
    return {};
  },
  "visits.list": ({ day, status, doctor_id }) =>
    [...sheets.values()]
      .concat(tokens.slice(1, 9).map((token) => sheetOf(`visit-${token.id}`)))
      .filter((one, at, all) => all.indexOf(one) === at)
      .filter((one) => (!day || one.visit.day === day) && (!status || one.visit.status === status))
      .filter((one) => !doctor_id || one.visit.doctor_id === doctor_id)
      .map(({ visit, patient, doctor }) => ({
        visit_id: visit.id,
        patient_id: patient.id,
        patient_name: patient.name,
        reg_no: patient.reg_no,
        doctor_name: doctor.name,
        day: visit.day,
        status: visit.status,
        diagnosis: visit.diagnoses.map((one) => one.name).join(", "),
      })),
  "visits.record_vitals": ({ patient_id, visit_id, form }) => {
    const made = taken(form, { patient_id, visit_id });
    if (visit_id) sheetOf(visit_id).vitals.unshift(made);
    return made;
  },
  "visits.correct_vitals": ({ id, reason, form }) => {
    for (const { vitals } of sheets.values()) {
      const at = vitals.findIndex((one) => one.id === id);
      const wrong = vitals[at];
      if (!wrong) continue;
      const right = { ...taken(form, wrong), corrects: id, correction_reason: reason };
      vitals.splice(at, 1, right);
      return right;
    }
    throw new CallError("no_such", "errors-no-such");
  },
  "visits.check_vitals": ({ form }) => ({ bmi_tenths: bmiOf(form), flags: flagsOf(form) }),
  "visits.find_diagnosis": ({ text, limit }) =>
    ICD.filter(([code, name]) => `${code} ${name}`.toLowerCase().includes(text.toLowerCase()))
      .slice(0, limit)
      .map(([code, name]) => ({ code, name, chapter: "" })),
  "visits.end_allergy": () => ({}),
  "visits.end_problem": () => ({}),
  "visits.set_background": ({ patient_id, kind, text }) => {
    for (const { patient, summary } of sheets.values())
      if (patient.id === patient_id)
        summary.background = [
          ...summary.background.filter((one) => one.kind !== kind),
          { id: newId(), patient_id, kind, text },
        ];
    return {};
  },
  "chart.sign": ({ visit_id }) => {
    const sheet = sheetOf(visit_id);
    Object.assign(sheet.visit, { status: "signed", signed_at: NOW, signed_by: sheet.doctor.name });
    if (sheet.prescription)
      sheet.prescription = rxOf(sheet, sheet.prescription.lines, sheet.prescription.language);
    return sheet;
  },
  "prescriptions.find_drug": ({ text, limit }) => {
    const wanted = text.trim().toLowerCase();
    return drugs
      .flatMap((drug, at) => {
        const brand = brandsOf(at).find((one) => one.toLowerCase().startsWith(wanted)) ?? "";
        const isMet = brand || drug.generic.toLowerCase().startsWith(wanted);
        return isMet ? [{ ...drug, brand }] : [];
      })
      .slice(0, limit);
  },
  "prescriptions.read_dose": ({ text, form, language }) => understood(read(text, form), language),
  "prescriptions.speak": ({ dose, language }) => understood(dose, language),
  "prescriptions.open": ({ visit_id }) => sheetOf(visit_id).prescription,
  "prescriptions.last": ({ patient_id }) =>
    [...sheets.values()].find(
      (one) => one.patient.id === patient_id && one.visit.status === "signed",
    )?.prescription ?? null,
  "prescriptions.save": ({ visit_id, language, lines }) => {
    const sheet = sheetOf(visit_id);
    sheet.prescription = rxOf(sheet, lines, language);
    return sheet.prescription;
  },
  "prescriptions.favourites": () => favourites,
  "prescriptions.keep_favourite": ({ name, lines }) => {
    const made = { id: newId(), staff_id: "", name, lines };
    favourites.push(made);
    return made;
  },
  "prescriptions.drop_favourite": ({ id }) => {
    favourites.splice(
      favourites.findIndex((one) => one.id === id),
      1,
    );
    return {};
  },
  "prescriptions.paper": () => paper("Prescription"),
  "billing.suggest": ({ visit_id }) =>
    visit_id === null
      ? { lines: [], why: "fee-none", free_until: null }
      : visit_id === "visit-now"
        ? { lines: [fee(0)], why: "fee-follow-up-free", free_until: "2026-11-28" }
        : { lines: [fee(40_000)], why: "fee-new", free_until: null },
  "billing.work_out": ({ lines, discount_paise, buyer }) => workOut(lines, discount_paise, buyer),
  "billing.issue": ({
    patient_id,
    visit_id,
    lines,
    discount_paise,
    discount_reason,
    buyer,
    payments,
  }) => {
    const worked = workOut(lines, discount_paise, buyer);
    const given = worked.lines.reduce((sum, one) => sum + one.discount_paise, 0);
    if (given > 0 && !discount_reason) throw refuse("errors-required", "discount_reason");
    if (given > worked.subtotal_paise / 2)
      throw refuse("errors-discount-limit", "discount_paise", { limit: 10 });
    const made = issue(patient_id, visit_id, worked, discount_reason, buyer);
    receive(made, payments);
    const sheet = visit_id ? sheets.get(visit_id) : null;
    if (sheet) sheet.invoice_id = made.id;
    return settle(made);
  },
  "billing.open": ({ invoice_id }) => must(bills.get(invoice_id)),
  "billing.list": ({ day, patient_id, only_due }) =>
    [...bills.values()]
      .filter((one) => (!day || one.day === day) && (!patient_id || one.patient_id === patient_id))
      .filter((one) => !only_due || one.due_paise > 0)
      .reverse(),
  "billing.pay": ({ invoice_id, payments }) => {
    const bill = must(bills.get(invoice_id));
    if (payments.length === 0) throw refuse("errors-required", "payments");
    receive(bill, payments);
    return settle(bill);
  },
  "billing.credit": ({ invoice_id, amount_paise, reason, refund_method }) => {
    const bill = must(bills.get(invoice_id));
    const left = bill.total_paise - bill.credited_paise;
    const refund = bill.paid_paise - (left - amount_paise);
    if (!reason) throw refuse("errors-required", "reason");
    bill.credit_notes.push({
      ...{
        id: newId(),
        invoice_id,
        series: "AC/26-27",
        number: 2,
        printed_number: "AC/26-27/00002",
      },
      ...{ amount_paise, reason, day: TODAY, at: NOW, by: "Dr. Anjali Deshpande" },
    });
    if (refund > 0 && refund_method) record(bill, refund_method, -refund, "");
    return settle(bill);
  },
  "billing.upi": ({ invoice_id }) => ({
    uri: "upi://pay?pa=sanjeevani@upi",
    png_base64: QR,
    amount_paise: must(bills.get(invoice_id)).due_paise,
  }),
  "billing.day": ({ day }) => {
    const all = day === TODAY || day === null ? [...bills.values()] : [];
    const paid = all.flatMap((one) => one.payments);
    const of = (method: string) => paid.filter((one) => one.method === method);
    const sum = (list: { amount_paise: number }[]) =>
      list.reduce((total, one) => total + one.amount_paise, 0);
    return {
      day: day ?? TODAY,
      by_method: (["cash", "upi"] as const).map((method) => ({
        method,
        amount_paise: sum(of(method)),
        refunds_paise: -sum(of(method).filter((one) => one.amount_paise < 0)),
        count: of(method).length,
      })),
      total_paise: sum(paid),
      refunds_paise: -sum(paid.filter((one) => one.amount_paise < 0)),
      bills: all.length,
      billed_paise: all.reduce((total, one) => total + one.total_paise, 0),
      dues_paise: [...bills.values()].reduce((total, one) => total + one.due_paise, 0),
    };
  },
  "billing.paper": () => paper("A/26-27/00088"),
  "billing.receipt": () => paper("AR/26-27/00513"),
};
