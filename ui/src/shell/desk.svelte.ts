// What this desk is (new, locked, open), who sits at it, and what they may do. Nothing secret
// stays here: the session token lives in api/call.ts.
import { call, setSession, whenSessionLost, type RouteName } from "../api/call";
import { routes } from "../api/generated";
import type { Clinic, DeskStatus, Session } from "../api/types";
import { setZone } from "../kit/day";
import { errorText, startLanguage } from "./i18n.svelte";
import { readLook } from "./look.svelte";
import { takePreferences } from "./preferences";
import { go } from "./router.svelte";

type Gate = "none" | "lock" | "sign_in";

interface Desk {
  status: DeskStatus | null;
  session: Session | null;
  clinic: Clinic | null;
  /** What stands between the person and the screens. The screens stay alive behind it. */
  gate: Gate;
  problem: string | null;
  /** A PIN is offered: the person used one before, and it is gone with each start. */
  isPinOffered: boolean;
  /** Shown once after set-up, until it is proven. Never stored. */
  recoveryCode: string | null;
}

export const desk = $state<Desk>({
  status: null,
  session: null,
  clinic: null,
  gate: "sign_in",
  problem: null,
  isPinOffered: false,
  recoveryCode: null,
});

const permissions = new Map(routes.map((route) => [route.name, route.permission]));
const flushers = new Set<() => Promise<void>>();

/** Whether the person may use a route. A comfort of the window; the core decides. */
export function may(route: RouteName): boolean {
  const needed = permissions.get(route);
  if (!needed) return true;
  return desk.session?.permissions.includes(needed) ?? false;
}

export function today(): string {
  return desk.status?.today ?? new Date().toISOString().slice(0, 10);
}

export async function readStatus(): Promise<void> {
  try {
    const status = await call("desk.status", {});
    if (!desk.status) startLanguage(status.language);
    desk.status = status;
    desk.problem = null;
    if (!desk.session) return;
    if (status.state === "locked") return startAnew();
    lookAgain(status.locks_in_seconds);
    if (desk.gate !== "none") return;
    if (status.screen === "locked") desk.gate = "lock";
    else if (status.screen === "signed_out") desk.gate = "sign_in";
  } catch (problem) {
    if (!desk.status) desk.problem = errorText(problem);
  }
}

/** The keys are gone: nothing of the records may stay in the window's memory either. */
export function startAnew(why = ""): void {
  forget();
  location.hash = why ? `#/?why=${why}` : "#/";
  location.reload();
}

let looking: ReturnType<typeof setTimeout> | undefined;

/** The core locks; the window looks when that is due, not at its next turn. */
function lookAgain(seconds: number | null): void {
  clearTimeout(looking);
  if (seconds !== null) looking = setTimeout(() => void readStatus(), (seconds + 1) * 1000);
}

/** Where each person was, so that whoever comes back at a shared desk goes on there. */
const places = new Map<string, string>();

function changePlaces(before: string | undefined, now: string): void {
  if (before === undefined || before === now) return;
  places.set(before, location.hash.replace(/^#/, ""));
  go(places.get(now) ?? "/", { isReplacing: true });
}

/** A session begins: by sign-in, unlock, set-up, recovery or the demo. */
export async function enter(session: Session): Promise<void> {
  setSession(session.token);
  await takePreferences();
  readLook();
  startLanguage(session.language);
  changePlaces(desk.session?.user_id, session.user_id);
  desk.session = session;
  desk.isPinOffered = session.wants_pin && !session.has_pin;
  desk.gate = "none";
  await readStatus();
  await readClinic();
}

export async function readClinic(): Promise<void> {
  try {
    desk.clinic = await call("settings.clinic", {});
    setZone(desk.clinic.time_zone);
  } catch {
    desk.clinic = null;
  }
}

/** Forms add themselves here, so that what is typed is kept before the screen locks. */
export function beforeLeaving(flush: () => Promise<void>): () => void {
  flushers.add(flush);
  return () => flushers.delete(flush);
}

export async function flushDrafts(): Promise<void> {
  await Promise.all([...flushers].map((flush) => flush()));
}

export async function lock(): Promise<void> {
  await flushDrafts();
  desk.gate = "lock";
  await call("desk.lock", {}).catch(() => {});
}

/** Somebody else comes; whoever is here stays signed in behind the lock. */
export function otherPerson(): void {
  desk.gate = "sign_in";
}

/** Closes everything on this desk: connections, keys, PINs, every session. */
export async function lockVault(): Promise<void> {
  await flushDrafts();
  await call("desk.lock_vault", {}).catch(() => {});
  await readStatus();
}

export async function signOut(): Promise<void> {
  await flushDrafts();
  await call("desk.sign_out", {}).catch(() => {});
  forget();
  await readStatus();
}

export async function leaveDemo(): Promise<void> {
  await call("desk.leave_demo", {}).catch(() => {});
  forget();
  desk.status = null;
  await readStatus();
}

function forget(): void {
  setSession(null);
  desk.session = null;
  desk.clinic = null;
  desk.gate = "sign_in";
}

const TOUCH_MS = 20_000;
const STATUS_MS = 15_000;
let touchedAt = 0;

function touch(): void {
  if (!desk.session || desk.gate !== "none" || Date.now() - touchedAt < TOUCH_MS) return;
  touchedAt = Date.now();
  call("desk.touch", {}).catch(() => {});
}

/** Real gestures keep the desk awake; a mouse that trembles by itself does not. */
export function startDesk(): () => void {
  whenSessionLost((code) => {
    if (desk.session) desk.gate = code === "locked" ? "lock" : "sign_in";
  });
  const gestures = ["keydown", "pointerdown", "wheel"] as const;
  for (const gesture of gestures) window.addEventListener(gesture, touch, { passive: true });
  const poll = setInterval(() => void readStatus(), STATUS_MS);
  void readStatus();
  return () => {
    clearInterval(poll);
    for (const gesture of gestures) window.removeEventListener(gesture, touch);
  };
}
