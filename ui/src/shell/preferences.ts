// A person's own wishes for the window: look, language, last printer and doctor. The window
// itself forgets all when it closes, so the core keeps them with the person's drafts.
import { call } from "../api/call";

const KEYS = ["theme", "density", "language", "printer", "queue.doctor", "nursing.ward"] as const;
const DRAFT = "window.preferences";

export type PreferenceKey = (typeof KEYS)[number];

export function preference(key: PreferenceKey): string | null {
  return localStorage.getItem(key);
}

export function prefer(key: PreferenceKey, value: string): void {
  if (preference(key) === value) return;
  localStorage.setItem(key, value);
  const all = Object.fromEntries(KEYS.map((known) => [known, preference(known)]));
  // Before sign-in there is nobody to keep it for; it then holds until the window closes.
  call("drafts.keep", { key: DRAFT, body: JSON.stringify(all) }).catch(() => {});
}

/** Brings back what this person chose before. */
export async function takePreferences(): Promise<void> {
  const { body } = await call("drafts.take", { key: DRAFT }).catch(() => ({ body: null }));
  if (body === null) return;
  const kept: Record<string, unknown> = JSON.parse(body);
  for (const key of KEYS) {
    const value = kept[key];
    if (typeof value === "string") localStorage.setItem(key, value);
  }
}
