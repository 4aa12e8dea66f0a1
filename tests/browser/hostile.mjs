// Two hundred hostile names as patients, on every screen that shows a patient: nothing runs,
// nothing breaks out of its place, and the text stands there as it went in.
import { readFileSync } from "node:fs";
import { newClinic, patientForm, PASSWORD } from "./api.mjs";
import { inChromium, pause } from "./driver.mjs";

const PATIENCE_MS = 15_000;

function names() {
  const file = new URL("../data/hostile_names.json", import.meta.url);
  const seeds = JSON.parse(readFileSync(file, "utf8"));
  return [
    ...seeds,
    ...seeds.map((seed) => `${seed} Kumar`),
    ...seeds.map((seed) => `Asha ${seed}`),
    ...seeds.map((seed) => seed.repeat(40)),
    "x".repeat(10_000),
    "अ".repeat(10_000),
  ];
}

/** Everything that the desk makes of one patient, the name in every text that it takes. */
async function live(ask, doctor_id, name) {
  const part = [...name].slice(0, 150).join("").trim() || "?";
  const form = {
    ...patientForm(name),
    guardian_name: part,
    village: part,
    address: part,
  };
  const patient = await ask("patients.register", {
    form,
    is_not_duplicate: true,
  });
  const patient_id = patient.id;
  const token = await ask("queue.give", {
    patient_id,
    doctor_id,
    priority: "normal",
    reason: name,
  });
  const visit = await ask("visits.begin", {
    patient_id,
    doctor_id,
    token_id: token.id,
  });
  await ask("visits.save", {
    visit_id: visit.id,
    complaint: name,
    history: part,
    examination: part,
    advice: part,
    plan_note: part,
    follow_up_on: null,
    orders: [],
    diagnoses: [
      {
        id: null,
        code: "",
        name: part,
        kind: "primary",
        certainty: "provisional",
        is_chronic: false,
      },
    ],
  });
  const line = {
    service_id: null,
    doctor_id: null,
    description: name,
    sac: "",
    quantity: 1,
    price_paise: 100,
    discount_paise: 0,
    tax_class: "exempt",
  };
  const bill = await ask("billing.issue", {
    patient_id,
    visit_id: visit.id,
    lines: [line],
    discount_paise: 0,
    discount_reason: "",
    buyer: null,
    payments: [],
  });
  // The core's idea of a space, which is Unicode's; JavaScript's trim takes a BOM for one.
  const kept = name.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
  return { name: kept, patient: patient_id, visit: visit.id, bill: bill.id };
}

export async function hostileNamesOnEveryScreen(context, address) {
  const page = await context.newPage();
  let ran = 0;
  page.on("dialog", (dialog) => {
    ran += 1;
    void dialog.dismiss();
  });
  await page.goto(address);
  const ask = await newClinic(page);
  const [doctor] = await ask("settings.doctors", {});
  const people = [];
  for (const name of names()) people.push(await live(ask, doctor.id, name));
  await page.reload();
  const person = inChromium("hostile", page);
  await person.fill("user", "meera");
  await person.fill("password", PASSWORD);
  await person.press("Enter");
  await person.see("Today");
  const ordinary = await shape(page);

  for (const { name, patient, visit, bill } of people) {
    const screens = [
      `/patients/${patient}`,
      `/patients/${patient}/edit`,
      `/queue/give/${patient}`,
      `/visit/${visit}`,
      `/bill/new/${patient}`,
      `/bill/${bill}`,
    ];
    for (const screen of screens) await shows(page, screen, name, ordinary);
  }
  for (const screen of ["/patients", "/queue", "/visits", "/bills", "/"]) {
    await goTo(page, screen);
    await pause(400);
    await isWhole(page, screen, ordinary);
    await person.shot(screen.slice(1) || "home");
  }
  if (ran > 0) throw new Error(`a name ran ${ran} times`);
}

const goTo = (page, screen) =>
  page.evaluate((hash) => (location.hash = `#${hash}`), screen);

/** What no name may add to a page. */
const shape = (page) =>
  page.evaluate(() => ({
    scripts: document.querySelectorAll("script").length,
    foreign: document.querySelectorAll("img[src=x], iframe, object, embed")
      .length,
  }));

async function isWhole(page, screen, ordinary) {
  const now = await shape(page);
  if (JSON.stringify(now) !== JSON.stringify(ordinary))
    throw new Error(`${screen}: ${JSON.stringify(now)}`);
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - innerWidth,
  );
  if (wide > 0) throw new Error(`${screen} is ${wide} px too wide`);
}

async function shows(page, screen, name, ordinary) {
  await goTo(page, screen);
  try {
    // A text field drops what a line cannot hold; elsewhere the name stands as it is.
    await page.waitForFunction(
      ({ hash, wanted, typed }) =>
        location.hash === hash &&
        (document.querySelector("main")?.textContent.includes(wanted) ||
          [...document.querySelectorAll("input, textarea")].some(
            (field) => field.value === typed,
          )),
      { hash: `#${screen}`, wanted: name, typed: name.replace(/[\r\n]/g, "") },
      { timeout: PATIENCE_MS, polling: 30 },
    );
  } catch {
    const text = await page.evaluate(() =>
      document.body.innerText.slice(0, 2000),
    );
    throw new Error(
      `${screen} does not show ${JSON.stringify(name.slice(0, 100))}:\n${text}`,
    );
  }
  await isWhole(page, screen, ordinary);
}
