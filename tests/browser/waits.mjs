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

const OPENING = `
  window.opened = null;
  window.addEventListener("keydown", () => {
    const pressed = performance.now();
    const look = () => {
      if (document.querySelectorAll(".timeline li").length < 50) requestAnimationFrame(look);
      else setTimeout(() => (window.opened = performance.now() - pressed));
    };
    requestAnimationFrame(look);
  }, { once: true, capture: true });
  return true`;

/** Opens somebody of fifty visits from the search box again and again: Enter to painted. */
export async function opensOf(me, name, times) {
  const waits = [];
  // The last row offers to register somebody of this name.
  const found = `return document.querySelectorAll("[role=option]").length > 1`;
  for (let time = 0; time < times; time += 1) {
    await me.hands.evaluate(`location.hash = "#/settings"; return true`);
    await pause(700);
    await me.press("/");
    await me.type(name);
    await me.until(name, () => me.hands.evaluate(found));
    await pause(400);
    await me.hands.evaluate(OPENING);
    await me.press("Enter");
    waits.push(
      await me.until("all visits", () =>
        me.hands.evaluate("return window.opened"),
      ),
    );
  }
  waits.sort((one, other) => one - other);
  return { p50: quantile(waits, 0.5), p95: quantile(waits, 0.95) };
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
