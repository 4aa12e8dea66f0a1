// The same day in the real window: WebKitWebDriver starts the program under Xvfb, and in the
// middle of typing a note the program is killed and opened again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause } from "./driver.mjs";
import { wholeStay } from "./hospital.mjs";
import * as journey from "./journey.mjs";
import { kill, openWindow, underXvfb } from "./window.mjs";

underXvfb();
const data = mkdtempSync(join(tmpdir(), "vaidya-window-"));

const started = [];
async function start() {
  const opened = await openWindow(data, "desktop");
  started.push(opened.driver);
  return opened.person;
}

try {
  let person = await start();
  await journey.morning(person);
  await journey.beginVisit(person);
  await person.fill("complaint", "Burning in the chest since Mond");
  // Nothing is saved by hand: what was typed half a second ago must survive.
  await pause(1000);
  kill(data);
  started.pop().kill();
  await pause(500);
  const shots = person.shots;
  person = await start();
  person.shots = shots;
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
  console.log(
    "desktop: the whole day and a stay passed, with a kill in the middle of a note",
  );
} finally {
  kill(data);
  for (const driver of started) driver.kill();
  rmSync(data, { recursive: true, force: true });
}
