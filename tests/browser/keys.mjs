// The window's own speed: from a key pressed to the frame painted after it, in the real window,
// on a demo clinic with 1,000 appointments a week and forty beds. Prints one line of JSON.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause } from "./driver.mjs";
import { kill, openWindow, underXvfb } from "./window.mjs";

underXvfb();
const root = join(import.meta.dirname, "../..");
const data =
  process.env.VAIDYA_KEYS ?? mkdtempSync(join(tmpdir(), "vaidya-keys-"));
const DAY_MS = 86_400_000;
const PRESSES = 60;
const GAP_MS = 60;
const LISTEN = `
  window.waits = [];
  window.addEventListener("keydown", () => {
    const pressed = performance.now();
    requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - pressed)));
  }, true);
  return true`;

const turns = (...keys) =>
  Array.from({ length: PRESSES }, (_, at) => keys[at % keys.length]);
const down = Array(14).fill("ArrowDown");
const soon = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
const calendar = (view) => `/calendar?view=${view}&doctor=all&day=${soon}`;
const grid = (me) => me.press("ArrowDown");
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
];

function quantile(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

let driver;
try {
  if (!process.env.VAIDYA_KEYS) {
    const seed = [
      "seed",
      "--patients",
      "800",
      "--days",
      "30",
      "--per-week",
      "1000",
    ];
    const env = { ...process.env, VAIDYA_DATA: data };
    const made = spawnSync(join(root, "target/debug/vaidya-cli"), seed, {
      env,
    });
    if (made.status !== 0) throw new Error(String(made.stderr));
  }
  process.env.VAIDYA_MEASURED = "keys";
  const opened = await openWindow(data, "keys");
  driver = opened.driver;
  const me = opened.person;
  await me.see("Set up a clinic");
  await me.press("d");
  await me.see("Today");
  await me.hands.evaluate(LISTEN);
  const rows = [];
  for (const [what, address, begin, presses] of screens) {
    await me.hands.evaluate(`location.hash = "#${address}"; return true`);
    await pause(2500);
    await begin(me);
    await pause(500);
    await me.hands.evaluate("window.waits = []; return true");
    for (const key of presses) {
      await me.press(key);
      await pause(GAP_MS);
    }
    await pause(500);
    const waits = await me.hands.evaluate("return window.waits");
    if (waits.length < PRESSES)
      throw new Error(`${what}: ${waits.length} frames`);
    waits.sort((one, other) => one - other);
    rows.push({ what, p50: quantile(waits, 0.5), p95: quantile(waits, 0.95) });
    await me.press("Escape");
  }
  console.log(JSON.stringify(rows));
} finally {
  kill(data);
  driver?.kill();
  if (!process.env.VAIDYA_KEYS) rmSync(data, { recursive: true, force: true });
}
