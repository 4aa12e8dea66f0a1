// The journeys in Chromium, over `vaidya serve` and a real encrypted clinic of their own.
import { lostAndRestored } from "./backup.mjs";
import { inBrowser } from "./chromium.mjs";
import { twoDesks } from "./desks.mjs";
import { documents } from "./documents.mjs";
import { inChromium } from "./driver.mjs";
import { hospital } from "./hospital.mjs";
import { hostileNamesOnEveryScreen } from "./hostile.mjs";
import * as journey from "./journey.mjs";
import { everyLook } from "./looks.mjs";
import { locks } from "./locks.mjs";
import { oneEffect } from "./twice.mjs";

const journeys = {
  async day(context, address, browser) {
    const page = await context.newPage();
    await page.goto(address);
    await journey.wholeDay(inChromium("browser", page));
    await aSecondVisitWithTheSameAddressIsRefused(browser, address);
  },
  documents,
  hospital,
  backup: lostAndRestored,
  looks: everyLook,
  hostile: hostileNamesOnEveryScreen,
  twice: oneEffect,
  locks,
  desks: twoDesks,
};

const wanted = process.argv.slice(2);
for (const [name, act] of Object.entries(journeys)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await inBrowser(act);
  console.log(`browser: ${name} passed`);
}

async function aSecondVisitWithTheSameAddressIsRefused(browser, address) {
  const other = await (await browser.newContext()).newPage();
  const answer = await other.goto(address);
  if (answer.status() !== 403)
    throw new Error("the one-time address worked twice");
}
