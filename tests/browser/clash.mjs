// One slot given to two people by two computers that could not see each other: both bookings
// are kept, both windows say which one lost, in the inbox and in the calendar, and one key on
// one of them solves it for both. Who holds is whose booking the hub had first.
import { registerOne } from "./backup.mjs";
import { asking, openHours } from "./hospital.mjs";
import { THERE } from "./join.mjs";
import * as journey from "./journey.mjs";

const FIRST = "Sunita Pawar";
const SECOND = "Asha More";
const LOST = "One booking lost its slot";
const QUESTION = "was given to two people";
const UNSURE = "Not confirmed yet";

/** Found by name, opened by Enter. */
export async function openPatient(person, name) {
  await journey.goTo(person, "Patients");
  await person.until("the field to find by", () =>
    person.hands.evaluate(
      "return Boolean(document.activeElement?.closest('main')) && document.activeElement.tagName === 'INPUT'",
    ),
  );
  await person.press("Control+a");
  await person.type(name);
  const alone = `
    const rows = [...document.querySelectorAll("main table tbody tr")];
    return rows.length === 1 && rows[0].innerText.includes(${JSON.stringify(name)})`;
  await person.until(`${name} alone`, () => person.hands.evaluate(alone));
  await person.tabTo("main table tbody tr, main [role=row][tabindex]");
  await person.press("Enter");
  await person.see("Timeline");
}

/** Hours with one place a slot, and a second patient whom the other window sees too. */
export async function beforeTheCut(front, pharmacy) {
  await openHours(asking(front));
  await journey.goTo(front, "Patients");
  await front.see(FIRST);
  await registerOne(front, SECOND, "A-000002");
  await journey.goTo(pharmacy, "Patients");
  await pharmacy.see(SECOND);
}

async function book(person, name) {
  await openPatient(person, name);
  await person.press("a");
  await person.exists('[data-field="text"]');
  await person.type("tomorrow 10 am");
  await person.press("Enter");
  const onIt = `
    const at = document.activeElement;
    return "cursor" in at.dataset && at.innerText.includes(${JSON.stringify(name)})`;
  await person.until(`the booking of ${name}`, () =>
    person.hands.evaluate(onIt),
  );
}

/** Each window for another patient, both at ten tomorrow. */
export async function bookBoth(front, pharmacy) {
  await book(front, FIRST);
  await book(pharmacy, SECOND);
  await pharmacy.look("booked-alone");
}

async function tomorrow(person) {
  await journey.goTo(person, "Calendar");
  await person.exists("[data-cursor]");
  await person.press("t");
  await person.press("]");
  await person.see(SECOND);
}

/** Who needs another time, as this window has it. */
export async function seeClash(person) {
  await journey.goTo(person, "To settle");
  await person.see(QUESTION);
  await person.gone(UNSURE);
  const words = await person.hands.evaluate(
    "return document.querySelector('main').innerText",
  );
  const names = [FIRST, SECOND];
  const lost = names.find((name) => words.includes(`${name} needs another`));
  if (!lost) throw new Error(`${person.name} says of nobody that they lost`);
  await tomorrow(person);
  await person.see(LOST);
  await person.see(FIRST);
  const marked = `
    const faces = [...document.querySelectorAll("main [data-stop], main button")];
    return faces.some((one) => one.innerText.includes(${JSON.stringify(lost)})
      && one.innerText.includes("Clash"))`;
  await person.until(`${lost} marked`, () => person.hands.evaluate(marked));
  await person.look("calendar-clash");
  return lost;
}

async function booked(ask) {
  const day = new Date(Date.now() + 29.5 * 3_600_000);
  const from = day.toISOString().slice(0, 10);
  const args = { from, until: from, doctor_id: null, with_cancelled: true };
  const { appointments } = await ask("appointments.calendar", args);
  return appointments
    .map((row) => [row.patient_name, row.minute, row.status, row.is_clashing])
    .map((row) => row.join(" "))
    .sort()
    .join(", ");
}

/** Answered in the pharmacy by the key of its first answer; both agree afterwards. */
export async function solve(front, pharmacy, lost) {
  await journey.goTo(pharmacy, "To settle");
  await pharmacy.see(QUESTION);
  await pharmacy.look("inbox-slot");
  await pharmacy.tabTo("[data-question]");
  await pharmacy.press("1");
  await pharmacy.see("Moved to the next free time");
  await pharmacy.see("Nothing to settle");
  await journey.goTo(front, "To settle");
  await front.see("Nothing to settle");
  const rows = [FIRST, SECOND].map(
    (name) => `${name} ${name === lost ? 615 : 600} booked false`,
  );
  const wanted = rows.sort().join(", ");
  for (const [person, password] of [
    [front, journey.PASSWORD],
    [pharmacy, THERE],
  ]) {
    await tomorrow(person);
    await person.gone(LOST);
    await person.look("calendar-solved");
    const held = await booked(asking(person, password));
    if (held !== wanted)
      throw new Error(`${person.name} holds ${held}, not ${wanted}`);
  }
}
