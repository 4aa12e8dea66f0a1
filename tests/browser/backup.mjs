// The clinic's folder is lost, and comes back from a stick and the recovery sheet: by keys
// alone, in Chromium and in the real window.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inChromium } from "./driver.mjs";
import * as journey from "./journey.mjs";

const NEW_PASSWORD = "nine blue herons";

/** Until all lies on the stick. Answers the code of the recovery sheet. */
export async function backUp(person, stick) {
  const code = await journey.setUp(person);
  await registerOne(person);
  await journey.goTo(person, "Settings");
  await journey.tab(person, "Backups");
  await person.see("No backups");
  await person.look("backups-none");
  await person.push("Add a place");
  await person.fill("path", stick);
  await person.fill("name", "Blue stick");
  await person.look("backups-add");
  await person.push("Add a place");
  await person.see("The backup is whole");
  await person.see("Whole, read back");
  await person.push("Try a restore");
  await person.see("The newest backup restores completely");
  await person.look("backups-done");
  return code;
}

/** On a computer where nothing is left. */
export async function restore(person, stick, code) {
  await person.see("Set up a clinic");
  await person.press("r");
  await person.look("restore-folder");
  await person.fill("folder", stick);
  await person.push("Show the backups");
  await person.see("Which backup?");
  await person.fill(
    "code",
    code.slice(0, -1) + (code.endsWith("7") ? "8" : "7"),
  );
  await person.push("Restore");
  await person.see("typing mistake");
  await person.look("restore-mistyped");
  await person.fill("code", code.toLowerCase());
  await person.push("Restore");
  await person.see("are ready");
  await person.fill("password", NEW_PASSWORD);
  await person.press("Tab");
  await person.type(NEW_PASSWORD);
  await keepInFile(person);
  await person.look("restore-finish");
  await person.push("Open the clinic");
  await journey.proveTheCode(person);
  await person.see("Sunita Pawar");
  await person.look("restored");
}

/** The owner puts an older state in place of what is open, and then lets go of what was kept. */
export async function restoreOver(person, stick) {
  await journey.goTo(person, "Settings");
  await journey.tab(person, "Backups");
  await person.push("Restore from a backup");
  await person.fill("folder", stick);
  await person.push("Show the backups");
  await person.see("Which backup?");
  await person.push("Make a safety copy and restore");
  await person.see("are ready");
  await person.look("restore-over-finish");
  await person.push("Replace the records");
  await person.see("Kept after restores");
  await person.see("replaced-1");
  await person.look("kept");
  await person.push("Delete");
  await person.see("for good?");
  await person.look("kept-delete");
  await person.push("Delete for good");
  await person.gone("replaced-1");
}

/** The reserve beside the records is missing: everybody is told, on every screen. */
export async function fullDisk(person, data) {
  const reserve = join(data, "clinic/reserve");
  rmSync(reserve);
  // In its place lies what keeps it from being laid again.
  mkdirSync(reserve);
  await person.see("Finish with the patient in front of you");
  await person.look("disk-full");
  await journey.goTo(person, "Security");
  await person.see("Free at least 100 MB");
  await person.look("disk-full-security");
}

/** The program was closed and opened once more: the restored clinic opens by the new password. */
export async function findAgain(person) {
  await person.fill("user", "meera");
  await person.fill("password", NEW_PASSWORD);
  await person.press("Enter");
  await person.see("Today");
  await journey.goTo(person, "Patients");
  await person.see("Sunita Pawar");
  await person.look("restored-and-opened-again");
}

/** Where the computer has a keyring the tick is taken away, otherwise it is there already. */
export async function keepInFile(person) {
  await person.toLabel("Keep that part in a file");
  const isOn = "return document.activeElement.checked === true";
  if (!(await person.hands.evaluate(isOn))) await person.press("Space");
}

export async function registerOne(
  person,
  name = "Sunita Pawar",
  number = "A-000001",
) {
  await person.press("Alt+n");
  await person.fill("name", name);
  await person.tabTo('[data-field="sex"]');
  await person.press("Space");
  await person.fill("age", "34");
  await person.press("Control+Enter");
  await person.see(number);
}

export async function lostAndRestored(context, address, browser, program) {
  const stick = mkdtempSync(join(tmpdir(), "vaidya-stick-"));
  try {
    const page = await context.newPage();
    await page.goto(address);
    const code = await backUp(inChromium("backup", page), stick);
    await page.close();
    const next = await program.again();
    rmSync(join(program.data, "clinic"), { recursive: true });
    const fresh = await context.newPage();
    await fresh.goto(next);
    const person = inChromium("restore", fresh);
    await restore(person, stick, code);
    await restoreOver(person, stick);
    await fullDisk(person, program.data);
  } finally {
    rmSync(stick, { recursive: true, force: true });
  }
}
