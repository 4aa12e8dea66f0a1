// Double click, the way back, two windows: one effect.
import { newClinic, patientForm, PASSWORD } from "./api.mjs";
import { inChromium, pause } from "./driver.mjs";

export async function oneEffect(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  const ask = await newClinic(page);
  const [doctor] = await ask("settings.doctors", {});
  await page.reload();
  const first = await signedIn("twice", page);
  const other = await context.newPage();
  await other.goto(new URL("/", address).href);
  const second = await signedIn("twice-other", other);
  const desk = { ask, doctor, page, other, first, second };

  await registering(desk);
  await tokens(desk);
  await billing(desk);
  await paying(desk);
  await signing(desk);
}

async function signedIn(name, page) {
  const person = inChromium(name, page);
  await person.fill("user", "meera");
  await person.fill("password", PASSWORD);
  await person.press("Enter");
  await person.see("Today");
  return person;
}

const goTo = (page, screen) =>
  page.evaluate((hash) => (location.hash = `#${hash}`), screen);
const doubleClick = (page) =>
  page
    .locator('main button[type=submit], main button:has-text("Ctrl ⏎")')
    .first()
    .dblclick();

async function countIs(what, wanted, count) {
  await pause(500);
  const found = await count();
  if (found !== wanted)
    throw new Error(`${what}: ${found} instead of ${wanted}`);
}

/** A double click on Save, then Back and Save again. */
async function registering({ ask, page, first }) {
  const rows = async () =>
    (await ask("patients.find", { text: "Sunita Pawar", limit: 20 })).length;
  await goTo(page, "/patients/new");
  await first.exists('[data-field="name"]');
  await first.fill("name", "Sunita Pawar");
  await first.tabTo('[data-field="sex"]');
  await first.press("Space");
  await first.fill("age", "34");
  await doubleClick(page);
  await first.see("A-000001");
  await countIs("patients after a double click", 1, rows);
  await page.goBack();
  await page.goForward();
  await countIs("patients after going back and forth", 1, rows);
  await page.goBack();
  await pause(300);
  await first.press("Control+Enter");
  await countIs("patients after Back and Save", 1, rows);
}

/** Both windows stand on the same form; each sends it, one twice. */
async function tokens({ ask, page, other, first, second }) {
  const [patient] = await ask("patients.find", { text: "Sunita", limit: 1 });
  const rows = async () =>
    (await ask("queue.board", { day: null, doctor_id: null })).length;
  const screen = `/queue/give/${patient.id}`;
  await goTo(page, screen);
  await goTo(other, screen);
  await first.exists('[data-field="reason"]');
  await second.exists('[data-field="reason"]');
  await doubleClick(page);
  await first.see("A1");
  await doubleClick(other);
  await second.see("already");
  await countIs("tokens", 1, rows);
}

async function billing({ ask, doctor, page, other, first, second }) {
  const [row] = await ask("queue.board", { day: null, doctor_id: null });
  const visit = await ask("visits.begin", {
    patient_id: row.patient_id,
    doctor_id: doctor.id,
    token_id: row.id,
  });
  await ask("settings.save_doctor", {
    id: doctor.id,
    form: { ...doctor, fee_paise: 50_000, follow_up_fee_paise: 30_000 },
  });
  const screen = `/bill/new/${row.patient_id}?visit=${visit.id}`;
  const rows = async () =>
    (
      await ask("billing.list", {
        day: null,
        patient_id: row.patient_id,
        only_due: false,
        limit: 10,
      })
    ).length;
  await goTo(page, screen);
  await goTo(other, screen);
  await first.see("New consultation");
  await second.see("New consultation");
  await doubleClick(page);
  await first.see("A/26-27/00001");
  await countIs("bills after a double click", 1, rows);
  await doubleClick(other);
  await second.see("already on a bill");
  await countIs("bills from two windows", 1, rows);
  await page.goBack();
  await pause(500);
  await first.press("Control+Enter");
  await countIs("bills after Back and Issue", 1, rows);
}

/** What is due is taken in both windows, with a double click in each. */
async function paying({ ask, page, other, first, second }) {
  const [patient] = await ask("patients.find", { text: "Sunita", limit: 1 });
  const bill = await ask("billing.issue", {
    patient_id: patient.id,
    visit_id: null,
    lines: [
      {
        service_id: null,
        doctor_id: null,
        description: "Dressing",
        sac: "",
        quantity: 1,
        price_paise: 30_000,
        discount_paise: 0,
        tax_class: "exempt",
      },
    ],
    discount_paise: 0,
    discount_reason: "",
    buyer: null,
    payments: [],
  });
  for (const [window, person] of [
    [page, first],
    [other, second],
  ]) {
    await goTo(window, `/bill/${bill.id}`);
    await person.see(bill.printed_number);
    await person.press("r");
    await person.exists("dialog[open] form");
  }
  for (const window of [page, other])
    await window.locator("dialog[open] button[type=submit]").dblclick();
  const paid = async () =>
    (await ask("billing.open", { invoice_id: bill.id })).paid_paise;
  await countIs("paise paid from two windows", 30_000, paid);
}

/** The visit is open in both windows; it is signed in one, and then in the other. */
async function signing({ ask, page, other, first, second }) {
  const [visit] = await ask("visits.list", {
    day: null,
    doctor_id: null,
    limit: 10,
  });
  const screen = `/visit/${visit.visit_id}`;
  await goTo(page, screen);
  await goTo(other, screen);
  await first.exists('[data-field="complaint"]');
  await second.exists('[data-field="complaint"]');
  await first.fill("complaint", "Cough for two days");
  await first.press("Control+Enter");
  await first.push("Sign now");
  await first.see("Visit signed");
  await second.fill("complaint", "Something else");
  await second.press("Control+Enter");
  await pause(1500);
  const kept = await ask("chart.visit", { visit_id: visit.visit_id });
  if (
    kept.visit.complaint !== "Cough for two days" ||
    kept.visit.status !== "signed"
  )
    throw new Error(`the signed visit says: ${kept.visit.complaint}`);
  await second.shot("after-signing-elsewhere");
}
