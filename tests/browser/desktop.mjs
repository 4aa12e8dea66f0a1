// The same day in the real window: WebKitWebDriver starts the program under Xvfb, and in the
// middle of typing a note the program is killed and opened again. Then a clinic of its own is
// copied to a stick, closed, deleted and brought back by the code of its recovery sheet.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backUp, findAgain, restore } from "./backup.mjs";
import { pause } from "./driver.mjs";
import { wholeStay } from "./hospital.mjs";
import { hubOfTheClinic } from "./hub.mjs";
import * as journey from "./journey.mjs";
import { kill, openWindow, underXvfb } from "./window.mjs";

underXvfb();
const SHARE = process.argv[2] ?? "all";

const computers = mkdtempSync(join(tmpdir(), "vaidya-window-"));
const started = [];

/** The program on this clinic's folder, its pictures numbered after those taken before. */
async function start(data, name, shots = 0) {
  const opened = await openWindow(data, name);
  opened.person.shots = shots;
  started.push({ data, ...opened });
  return opened;
}

async function theDay() {
  const data = join(computers, "day");
  let { person, driver } = await start(data, "desktop");
  await journey.morning(person);
  await journey.beginVisit(person);
  await person.fill("complaint", "Burning in the chest since Mond");
  // Nothing is saved by hand: what was typed half a second ago must survive.
  await pause(1000);
  kill(data);
  driver.kill();
  await pause(500);
  ({ person, driver } = await start(data, "desktop", person.shots));
  await person.exists('[data-field="password"]');
  await journey.signIn(person, "meera");
  await journey.reopenVisit(person);
  await person.until("the note to be there", () =>
    person.hands.evaluate(
      "return document.querySelector('[data-field=complaint]')?.value === 'Burning in the chest since Mond'",
    ),
  );
  await person.look("the-note-is-there");
  await journey.consult(person);
  await journey.sign(person);
  await journey.bill(person);
  await wholeStay(person);
  kill(data);
  driver.kill();
  console.log(
    "desktop: the whole day and a stay passed, with a kill in the middle of a note",
  );
}

async function lostAndRestored() {
  const data = join(computers, "lost");
  const stick = join(computers, "stick");
  mkdirSync(stick);
  let { person, close } = await start(data, "desktop-restore");
  const code = await backUp(person, stick);
  await close();
  if (!existsSync(join(data, "clinic/clinic.db")))
    throw new Error("there is no clinic to lose");
  rmSync(join(data, "clinic"), { recursive: true });
  ({ person, close } = await start(data, "desktop-restore", person.shots));
  await restore(person, stick, code);
  await close();
  ({ person, close } = await start(data, "desktop-restore", person.shots));
  await findAgain(person);
  await close();
  console.log(
    "desktop: a clinic that was deleted came back from a stick and its sheet",
  );
}

async function twoWindows() {
  await hubOfTheClinic((folder, name) => start(join(computers, folder), name));
  console.log(
    "desktop: two windows held one clinic with one of them as its hub, and agreed again",
  );
}

try {
  if (["all", "day"].includes(SHARE)) await theDay();
  if (["all", "restore"].includes(SHARE)) await lostAndRestored();
  if (["all", "hub"].includes(SHARE)) await twoWindows();
} finally {
  for (const { data, driver } of started) {
    kill(data);
    driver.kill();
  }
  rmSync(computers, { recursive: true, force: true });
}
