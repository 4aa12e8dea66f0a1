// How a computer comes to a clinic, whether through a server or through the clinic's hub: the
// word on one screen, the same six digits on both, a password for the new one.
import { keepInFile } from "./backup.mjs";
import * as journey from "./journey.mjs";

/** The password of the clinic on the computer that was let in. */
export const THERE = "nine blue herons";

/** The password again, where it was not asked for lately; `seen` shows that it went on. */
export async function provenAnd(person, seen) {
  const state = `
    const text = document.body.innerText;
    if (text.includes(${JSON.stringify(seen)})) return "done";
    return text.includes("Is it really you") ? "asked" : "";`;
  const now = await person.until(`“${seen}”`, () =>
    person.hands.evaluate(state),
  );
  if (now === "done") return;
  await person.fill("password", journey.PASSWORD);
  await person.press("Enter");
  await person.see(seen);
}

export async function word(person) {
  const source = `return document.querySelector("dialog[open] output")?.innerText ?? ""`;
  return person.until("the word", () => person.hands.evaluate(source));
}

export async function digits(person) {
  const source = `return document.querySelector(".digits")?.innerText ?? ""`;
  return person.until("the digits", () => person.hands.evaluate(source));
}

/**
 * `here` lets `there` in, which finds the clinic by `find(word)`; `look` heads the pictures and
 * `compare()` is what else both screens must show alike.
 */
export async function letIn(here, there, { look, find, compare }) {
  await here.push("Let a computer in");
  const typed = await word(here);
  await here.look("let-in-word");
  await there.see("Set up a clinic");
  await there.press("j");
  await find(typed);
  const [one, other] = [await digits(here), await digits(there)];
  if (one !== other || one.replace(" ", "").length !== 6)
    throw new Error(`they show ${one} and ${other}`);
  await compare?.();
  await here.look(`${look}-digits`);
  await there.look(`${look}-digits`);
  await here.push("They are the same");
  await provenAnd(here, "Pharmacy now belongs to the clinic");
  await there.see("belongs to Asha Clinic now");
  await there.fill("password", THERE);
  await there.press("Tab");
  await there.type(THERE);
  await keepInFile(there);
  await there.look("join-password");
  await there.push("Open the clinic");
  await there.see("Nobody waits");
  await there.look("joined");
}
