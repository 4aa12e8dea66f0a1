// A clinic without internet: two real windows, one of them the hub. The other joins through
// it, both see what the other writes; the hub is turned off, both work on, and afterwards
// people settle what they wrote differently.
import { networkInterfaces } from "node:os";
import { registerOne } from "./backup.mjs";
import * as clash from "./clash.mjs";
import { letIn, provenAnd } from "./join.mjs";
import * as journey from "./journey.mjs";

const SEEN_MS = 2_000;

/** As other computers of the house reach this one. */
function ownAddress() {
  const all = Object.values(networkInterfaces()).flat();
  const own = all.find((one) => one.family === "IPv4" && !one.internal);
  return own?.address ?? "127.0.0.1";
}

async function becomeHub(person) {
  await journey.goTo(person, "Settings");
  await journey.tab(person, "Computers");
  await person.see("No internet and no server needed");
  await person.look("hub-alone");
  await person.fill("hub_name", "Front desk");
  await person.push("Make this computer the hub");
  await person.see("This computer is the hub");
  await person.see("Everything is sent");
  await person.look("hub-on");
  const source = `return document.querySelector(".place .big")?.innerText ?? ""`;
  return person.until("the address", () => person.hands.evaluate(source));
}

/** Found in the network: nothing of the address is typed. */
const found = (there, address) => async (typed) => {
  await there.see("A hub of a clinic at");
  await there.look("hub-found");
  await there.push(`A hub of a clinic at ${address}`);
  await there.fill("word", typed);
  await there.fill("name", "Pharmacy");
  await there.push("Go on");
};

async function showTheSameKey(here, there) {
  const key = `return document.querySelector(".key")?.innerText ?? ""`;
  const keys = await Promise.all(
    [here, there].map((one) => one.hands.evaluate(key)),
  );
  if (keys[1] === "" || keys[0] !== keys[1])
    throw new Error(`keys ${keys.join(" and ")}`);
}

async function seenSoon(here, there) {
  await journey.goTo(there, "Patients");
  await there.see("No patients yet");
  await registerOne(here);
  const began = Date.now();
  await there.see("Sunita Pawar");
  const took = Date.now() - began;
  console.log(`desktop: registered on one, seen on the other after ${took} ms`);
  if (took > SEEN_MS) throw new Error(`seen after ${took} ms`);
  await there.look("seen-there");
}

const openSunita = (person) => clash.openPatient(person, "Sunita Pawar");

async function tokenAndBlood(person, blood, token) {
  await openSunita(person);
  await person.press("t");
  await person.exists('[data-field="reason"]');
  await person.push("Give");
  await person.see(token);
  await openSunita(person);
  await person.press("e");
  await person.tabTo('[data-field="blood_group"]');
  await person.type(blood);
  await person.press("Control+Enter");
  await person.see(blood);
}

async function turn(person, push, seen) {
  await journey.goTo(person, "Settings");
  await journey.tab(person, "Computers");
  await person.push(push);
  if (push === "Turn the hub off") {
    await person.see("Turn the clinic's hub off?");
    await person.push(push);
  }
  await provenAnd(person, seen);
}

async function bloodOf(person) {
  await openSunita(person);
  const source = `return /(AB-|B\\+)/.exec(document.querySelector("main").innerText)?.[0] ?? ""`;
  return person.until("the blood group", () => person.hands.evaluate(source));
}

async function settle(here, there) {
  for (const person of [here, there]) {
    await journey.goTo(person, "To settle");
    await person.see("Both changed the blood group of Sunita Pawar");
    await person.look("inbox");
  }
  await here.tabUntil(
    "the question of the blood group",
    `[...document.querySelectorAll("[data-question]")]
      .find((one) => one.innerText.includes("blood group"))`,
  );
  const answers = `return [...document.activeElement.closest("li")
    .querySelectorAll(".answers b")].map((one) => one.innerText)`;
  const offered = await here.hands.evaluate(answers);
  await here.press(String(offered.indexOf("AB-") + 1));
  await here.gone("Both changed the blood group");
  await there.gone("Both changed the blood group");
  const both = [await bloodOf(here), await bloodOf(there)];
  if (both.join() !== "AB-,AB-") throw new Error(`they hold ${both.join()}`);
}

/** Two windows, each by `start(folder, name)`. */
export async function hubOfTheClinic(start) {
  const { person: front } = await start("hub-front", "desktop-hub");
  await journey.setUp(front);
  const address = await becomeHub(front);
  if (!address.startsWith(ownAddress()))
    throw new Error(`the hub says ${address}`);
  const { person: pharmacy } = await start("hub-pharmacy", "desktop-hub-other");
  await letIn(front, pharmacy, {
    look: "hub",
    find: found(pharmacy, address),
    compare: () => showTheSameKey(front, pharmacy),
  });
  await front.see("Pharmacy");
  await front.look("computers-two");
  await seenSoon(front, pharmacy);
  await clash.beforeTheCut(front, pharmacy);

  await turn(front, "Turn the hub off", "The hub on this computer is off");
  await front.look("hub-off");
  await pharmacy.see("No line");
  await tokenAndBlood(front, "B+", "A1");
  await tokenAndBlood(pharmacy, "AB-", "B1");
  await pharmacy.look("worked-alone");
  await clash.bookBoth(front, pharmacy);
  await journey.goTo(pharmacy, "Settings");
  await journey.tab(pharmacy, "Computers");
  await pharmacy.see("The clinic's hub does not answer");
  await pharmacy.look("hub-away");

  await turn(front, "Turn the hub on", "This computer is the hub");
  await front.gone("only here");
  await pharmacy.gone("only here");
  await pharmacy.gone("No line");
  const lost = await clash.seeClash(front);
  const there = await clash.seeClash(pharmacy);
  if (there !== lost) throw new Error(`one window says ${lost}, one ${there}`);
  await settle(front, pharmacy);
  await clash.solve(front, pharmacy, lost);
  await pharmacy.look("inbox-settled");
  for (const person of [front, pharmacy]) {
    await journey.goTo(person, "Queue");
    await person.see("A1");
    await person.see("B1");
  }
  await pharmacy.look("queue-both-tokens");
}
