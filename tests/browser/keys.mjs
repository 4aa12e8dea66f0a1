// The window's own speed: from a key pressed to the frame painted after it, in the real window,
// on the demo clinic in VAIDYA_KEYS with its appointments and its beds. Prints one line of JSON.
import { pause } from "./driver.mjs";
import { heldBelow, listen, opensOf, waitsOf } from "./waits.mjs";
import { kill, openWindow, pidsOf, underXvfb } from "./window.mjs";

underXvfb();
const data = process.env.VAIDYA_KEYS;
const DAY_MS = 86_400_000;
const PRESSES = 60;
const OPENS = 20;

const turns = (...keys) =>
  Array.from({ length: PRESSES }, (_, at) => keys[at % keys.length]);
const down = Array(14).fill("ArrowDown");
const soon = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
const calendar = (view) => `/calendar?view=${view}&doctor=all&day=${soon}`;
const grid = (me) => me.press("ArrowDown");

async function asDoctor(me) {
  await me.hands.evaluate("location.reload(); return true");
  await me.fill("user", "doctor");
  await me.fill("password", "demo clinic practice");
  await me.press("Enter");
  await me.see("Today");
  await listen(me);
}

/** The first of the doctor's queue, in whose visit a drug is looked for. */
async function prescription(me) {
  await asDoctor(me);
  await me.hands.evaluate(`location.hash = "#/queue"; return true`);
  await pause(2500);
  await me.press("ArrowDown");
  await me.press("Enter");
  await me.exists('[data-field="complaint"]');
  await me.use("Alt+x");
  await me.tabTo('[data-field="drug"]');
}

const screens = [
  ["search box", "/settings", (me) => me.press("/"), turns("a", "Backspace")],
  [
    "queue board",
    "/queue",
    grid,
    turns("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"),
  ],
  [
    "bed board",
    "/wards",
    (me) => me.tabTo("[data-bed]"),
    turns("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"),
  ],
  ["calendar by day", calendar("day"), grid, turns(...down, "ArrowRight")],
  ["calendar by week", calendar("week"), grid, turns(...down, "ArrowRight")],
  ["prescription line", "/queue", prescription, turns("p", "Backspace")],
];

let driver;
try {
  process.env.VAIDYA_MEASURED = "keys";
  const window = await openWindow(data, "keys");
  driver = window.driver;
  const me = window.person;
  // WebDriver never answers when it is asked for a picture of such a window.
  me.shot = async () => {};
  await me.see("Set up a clinic");
  const since = performance.now();
  await me.press("d");
  await me.see("Today");
  const home = performance.now() - since;
  await listen(me);
  const rows = [];
  for (const [what, address, begin, presses] of screens) {
    await me.hands.evaluate(`location.hash = "#${address}"; return true`);
    await pause(2500);
    try {
      await begin(me);
      await pause(500);
      rows.push(await waitsOf(me, what, presses));
    } catch (error) {
      // One screen that cannot be reached leaves the others measured.
      rows.push({ what, failed: String(error.message).slice(0, 200) });
    }
    await me.press("Escape");
  }
  const opened = await opensOf(me, process.env.VAIDYA_OPENED, OPENS).catch(
    (error) => ({ failed: String(error.message).slice(0, 200) }),
  );
  const webview_mb = Math.max(...pidsOf(data).map(heldBelow));
  console.log(JSON.stringify({ screens: rows, opened, home_ms: home, webview_mb }));
} finally {
  kill(data);
  driver?.kill();
}
