// A stay, told once for the browser and the real window, by keys alone: an appointment is
// booked by text, moved, and checked in; the patient is admitted, moved to another bed, charted
// over three shifts with an alarm and a missed dose, billed in between, and goes home.
import { newClinic, patientForm } from "./api.mjs";
import { inChromium, pause } from "./driver.mjs";
import { goTo, PASSWORD, signIn } from "./journey.mjs";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The doctor sees one patient a quarter of an hour, every day. */
export async function openHours(ask) {
  const [doctor] = await ask("settings.doctors", {});
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    from: 540,
    until: 1080,
  }));
  const form = {
    doctor_id: doctor.id,
    place: "Wagholi",
    valid_from: "2026-01-01",
    valid_until: null,
    slot_minutes: 15,
    capacity: 1,
    hours,
    breaks: [],
  };
  await ask("appointments.save_schedule", {
    id: null,
    form,
    accept_affected: false,
  });
}

/** Beds and hours: what a clinic sets up once. */
export async function furnish(ask) {
  await openHours(ask);
  const named = {
    id: null,
    name: "General",
    is_critical_care: false,
    rank: 1,
    is_active: true,
  };
  const of = await ask("wards.save_class", named);
  await ask("wards.save_tariff", {
    id: null,
    class_id: of.id,
    since: "2026-01-01",
    rent_paise: 120_000,
    note: "",
  });
  const ward = await ask("wards.save_ward", {
    id: null,
    name: "Female ward",
    floor: "1",
    admits: "women",
    rank: 1,
    is_active: true,
  });
  await ask("wards.add_beds", {
    ward_id: ward.id,
    class_id: of.id,
    labels: "101–104",
    kind: "bed",
    room: "Hall",
  });
}

/** The core's word on the way: what the screens show is what it holds. */
export function asking(person, password = PASSWORD) {
  const body = `
    const send = window.__TAURI_INTERNALS__
      ? (envelope) => window.__TAURI_INTERNALS__.invoke("call", { envelope })
      : async (envelope) => (await fetch("/api/call", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(envelope),
        })).json();`;
  const send = (envelope) =>
    person.hands.evaluateLater(
      `${body} return send(${JSON.stringify(envelope)});`,
    );
  let session;
  return async (route, args) => {
    if (!session) {
      const given = { user: "meera", password };
      session = (await send({ route: "desk.sign_in", args: given })).ok.token;
    }
    const reply = await send({ route, args, session });
    if (reply.error)
      throw new Error(`${route}: ${JSON.stringify(reply.error)}`);
    return reply.ok;
  };
}

/** "21-11 06:30", as somebody types a moment of another day. */
function moment(ms) {
  const at = new Date(ms + 5.5 * HOUR_MS);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(at.getUTCDate())}-${two(at.getUTCMonth() + 1)} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

const idOf = async (ask) =>
  (await ask("patients.find", { text: "Sunita", limit: 1 }))[0].id;

async function openChart(person, ask) {
  const hash = `#/patients/${await idOf(ask)}`;
  await person.hands.evaluate(
    `location.hash = ${JSON.stringify(hash)}; return true`,
  );
  await person.see("Timeline");
}

async function openStay(person, ask, part) {
  const [stay] = await ask("wards.inpatients", { ward_id: null });
  const hash = `#/admission/${stay.id}?part=${part}`;
  await person.hands.evaluate(
    `location.hash = ${JSON.stringify(hash)}; return true`,
  );
  await person.exists("main [role=tab][aria-selected=true]");
  return stay;
}

const bookings = async (ask) =>
  JSON.stringify(
    await ask("appointments.of_patient", { patient_id: await idOf(ask) }),
  );

/** Booked by three keystrokes and a wish, moved by arrows, and checked in at the desk. */
async function book(person, ask) {
  await openChart(person, ask);
  await person.press("a");
  await person.exists('[data-field="text"]');
  await person.look("book");
  await person.type("tomorrow 10 am");
  await person.press("Enter");
  await person.until("the booking", async () =>
    (await bookings(ask)).includes('"booked"'),
  );
  await person.look("booked");
  const before = await bookings(ask);
  await person.until("the cursor on the booking", () =>
    person.hands.evaluate("return 'cursor' in document.activeElement.dataset"),
  );
  await person.press("m");
  await person.press("ArrowDown");
  await person.press("ArrowDown");
  await person.look("moving");
  await person.press("Enter");
  await person.until("the move", async () => (await bookings(ask)) !== before);
  await person.look("moved");
}

/** Who came today is checked in today: the last minute of a day is waited for to pass. */
async function notAtMidnight() {
  const left = DAY_MS - ((Date.now() + 5.5 * HOUR_MS) % DAY_MS);
  if (left < 60_000) await pause(left + 1_000);
}

/** Somebody who has come: the appointment becomes a token of the queue. */
async function checkIn(person, ask) {
  const [doctor] = await ask("settings.doctors", {});
  await notAtMidnight();
  const now = new Date(Date.now() + 5.5 * HOUR_MS);
  const day = now.toISOString().slice(0, 10);
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const booked = await ask("appointments.book", {
    patient_id: await idOf(ask),
    doctor_id: doctor.id,
    day,
    // The slot that runs: the core gives it to somebody who stands at the desk, and it is
    // of this day whatever the time.
    minute: minute - (minute % 5),
    minutes: 10,
    place: "Wagholi",
    reason: "Fever",
    is_overbooked: true,
    repeat: null,
    waiting_id: null,
  });
  const id = (booked.appointment ?? booked.booked?.[0] ?? booked).id;
  const hash = `#/calendar?view=day&day=${day}&appointment=${id}`;
  await person.hands.evaluate(
    `location.hash = ${JSON.stringify(hash)}; return true`,
  );
  await person.push("Check in");
  const tokens = async () =>
    JSON.stringify(await ask("queue.board", { day: null, doctor_id: null }));
  await person.until("the token", async () =>
    (await tokens()).includes("Sunita"),
  );
  await person.look("checked-in");
}

/** From the board: the first free bed, the person, the diagnosis, a deposit. */
async function admit(person, ask) {
  await goTo(person, "Beds");
  await person.exists("[data-bed]");
  await person.look("beds");
  await person.tabTo(".free[data-bed]");
  await person.press("a");
  await person.exists("dialog[open] input");
  await person.type("sunita");
  await person.see("A-000001");
  await person.press("Enter");
  await person.exists('[data-field="diagnosis"]');
  await person.fill("diagnosis", "Dengue fever");
  await person.fill("admitted_at", moment(Date.now() - DAY_MS - 4 * HOUR_MS));
  await person.fill("deposits.0.amount_paise", "5000");
  await person.look("admit");
  await person.press("Control+Enter");
  const inside = async () =>
    (await ask("wards.inpatients", { ward_id: null })).length === 1;
  await person.until("the admission", inside);
  await person.look("admitted");
}

async function transfer(person, ask) {
  await goTo(person, "Beds");
  await person.tabTo(".taken[data-bed]");
  await person.press("t");
  await person.press("ArrowRight");
  await person.press("Enter");
  await person.exists("dialog[open] form");
  await person.look("transfer");
  await person.press("Control+Enter");
  const moved = async () =>
    (await ask("wards.inpatients", { ward_id: null }))[0].place.bed !== "101";
  await person.until("the transfer", moved);
}

/** A note and a medicine that was due yesterday already. */
async function round(person, ask) {
  const stay = await openStay(person, ask, "rounds");
  await person.see("No doctor has written yet");
  await person.use("Alt+w");
  await person.exists('[data-field="subjective"]');
  await person.fill("subjective", "Fever for 4 days");
  await person.fill("assessment", "Dengue without warning signs");
  await person.fill("plan", "Fluids, watch platelets");
  await person.look("note");
  await person.press("Control+Enter");
  const sheet = () => ask("rounds.open", { admission_id: stay.id });
  await person.until(
    "the note",
    async () => (await sheet()).notes.length === 1,
  );
  await person.see("Fever for 4 days");
  await person.use("Alt+o");
  await person.exists('[data-field="drug"]');
  await person.tabTo('[data-field="drug"]');
  await person.type("paracet");
  await person.press("Enter");
  await person.until("the strength", () =>
    person.hands.evaluate(
      "return document.activeElement.dataset.field !== 'drug'",
    ),
  );
  await person.press("Enter");
  await person.type("1-1-1 5 days pc");
  await person.fill("started_at", moment(Date.now() - DAY_MS - 3 * HOUR_MS));
  await person.look("order");
  await person.press("Control+Enter");
  await person.until(
    "the order",
    async () => (await sheet()).orders.length === 1,
  );
  await person.look("rounds");
}

const SHIFTS = [
  [26, ["38.2", "96", "118", "76", "18", "97"]],
  [16, ["39.4", "124", "94", "60", "26", "91"]],
  [2, ["37.4", "88", "116", "74", "16", "98"]],
];
const MEASURES = [
  "temp_decicelsius",
  "pulse",
  "systolic",
  "diastolic",
  "respiration",
  "spo2",
];

/** One set of observations in each shift; the second calls for help and is answered. */
async function chart(person, ask) {
  const stay = await openStay(person, ask, "charts");
  for (const [hours, values] of SHIFTS) {
    await person.use("Alt+v");
    await person.exists('[data-field="pulse"]');
    for (const [at, field] of MEASURES.entries())
      await person.fill(field, values[at]);
    await person.tabTo('[data-field="is_on_oxygen"]');
    await person.press("a");
    await person.tabTo('[data-field="consciousness"]');
    await person.press("a");
    await person.fill("taken_at", moment(Date.now() - hours * HOUR_MS));
    await person.look(`observe-${hours}`);
    await person.press("Control+Enter");
    const gone = "return !document.querySelector('[data-field=pulse]')";
    await person.until("the entry to close", () => person.hands.evaluate(gone));
  }
  const sheet = await ask("nursing.chart", {
    admission_id: stay.id,
    until: null,
    days: 3,
  });
  if (sheet.observations.length !== SHIFTS.length)
    throw new Error("three shifts are charted");
  if (sheet.open_alarms.length !== 1)
    throw new Error("the second shift calls for help");
  await person.look("chart");
  await person.use("Alt+a");
  await person.exists('[data-field="done"]');
  await person.type("Oxygen, doctor called, seen within ten minutes");
  await person.look("alarm");
  await person.press("Control+Enter");
  const open = async () =>
    (
      await ask("nursing.chart", {
        admission_id: stay.id,
        until: null,
        days: 3,
      })
    ).open_alarms;
  await person.until(
    "the alarm to be answered",
    async () => (await open()).length === 0,
  );
}

/** Yesterday's first dose was missed, the next was given. */
async function medicines(person, ask) {
  const stay = await openStay(person, ask, "medicines");
  await person.see("Paracetamol");
  await person.press("[");
  const yesterday =
    "return document.activeElement.closest('body').innerText.includes('overdue')";
  await person.until("yesterday's doses", () =>
    person.hands.evaluate(yesterday),
  );
  await person.until("a dose", async () => {
    await person.press("Alt+ArrowDown");
    await pause(300);
    return person.hands.evaluate(
      "return 'dose' in document.activeElement.dataset",
    );
  });
  await person.press("x");
  await person.exists('dialog[open] [data-field="reason"]');
  await person.fill("reason", "Not in the ward");
  await person.look("missed");
  await person.press("Control+Enter");
  await person.until("the dialog to close", () =>
    person.hands.evaluate("return !document.querySelector('dialog[open]')"),
  );
  const day = new Date(Date.now() - DAY_MS + 5.5 * HOUR_MS)
    .toISOString()
    .slice(0, 10);
  const kept = JSON.stringify(
    await ask("nursing.medicines", { admission_id: stay.id, day }),
  );
  if (!kept.includes('"missed"')) throw new Error(`no missed dose in ${kept}`);
  await person.look("medicines");
}

async function bill(person, ask) {
  await openStay(person, ask, "bill");
  await person.see("AD/26-27/00001");
  await person.press("p");
  await person.seePicture();
  await person.look("interim");
  await person.press("Escape");
  await person.press("f");
  await person.exists("dialog[open] form");
  await person.look("final-bill");
  await person.press("Control+Enter");
  const billed = async () => {
    const [stay] = await ask("wards.inpatients", { ward_id: null });
    const running = await ask("wards.running", {
      admission_id: stay.id,
      discount_paise: 0,
    });
    return running.bills.length === 1;
  };
  await person.until("the bill", billed);
  await person.look("billed");
}

async function goHome(person, ask) {
  await openStay(person, ask, "discharge");
  await person.exists('[data-field="advice"]');
  await person.fill("advice", "Rest and fluids for a week");
  await person.fill("danger_signs", "Bleeding, belly pain");
  await person.push("1 week");
  await person.look("discharge");
  await person.press("Control+Enter");
  await person.see("Sign this summary?");
  await person.look("sign-discharge");
  await person.press("Enter");
  const gone = async () =>
    (await ask("wards.inpatients", { ward_id: null })).length === 0;
  await person.until("the bed to be free", gone);
  await person.see("Signed");
  await person.press("p");
  await person.seePicture();
  await person.look("summary-paper");
  await person.press("Escape");
}

export async function wholeStay(person) {
  const ask = asking(person);
  await furnish(ask);
  await checkIn(person, ask);
  await book(person, ask);
  await admit(person, ask);
  await transfer(person, ask);
  await round(person, ask);
  await chart(person, ask);
  await medicines(person, ask);
  await bill(person, ask);
  await goHome(person, ask);
}

/** The same stay in Chromium, in a clinic of its own. */
export async function hospital(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  const ask = await newClinic(page);
  const form = { ...patientForm("Sunita Pawar"), phone: "9822041122" };
  await ask("patients.register", { form, is_not_duplicate: true });
  await page.reload();
  const person = inChromium("hospital", page);
  await signIn(person, "meera");
  await wholeStay(person);
}
