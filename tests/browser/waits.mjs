// From a key to the frame painted after it, and what a window's processes hold in memory.
import { readFileSync, readdirSync } from "node:fs";
import { pause } from "./driver.mjs";

const GAP_MS = 60;
const LISTEN = `
  window.waits = [];
  window.addEventListener("keydown", () => {
    const pressed = performance.now();
    requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - pressed)));
  }, true);
  return true`;

export const listen = (me) => me.hands.evaluate(LISTEN);

const quantile = (sorted, part) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Presses these keys and tells how long the frames took. */
export async function waitsOf(me, what, presses) {
  await me.hands.evaluate("window.waits = []; return true");
  for (const key of presses) {
    await me.press(key);
    await pause(GAP_MS);
  }
  await pause(500);
  const waits = await me.hands.evaluate("return window.waits");
  if (waits.length < presses.length)
    throw new Error(`${what}: ${waits.length} frames`);
  waits.sort((one, other) => one - other);
  return { what, p50: quantile(waits, 0.5), p95: quantile(waits, 0.95) };
}

function children(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const text = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8");
    return text.split(" ").filter(Boolean).map(Number);
  });
}

function kilobytes(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const own = Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  return children(pid).reduce((all, child) => all + kilobytes(child), own);
}

/** Megabytes of the processes that this one started, with their share of what all use. */
export const heldBelow = (pid) =>
  children(pid).reduce((all, child) => all + kilobytes(child), 0) / 1000;
