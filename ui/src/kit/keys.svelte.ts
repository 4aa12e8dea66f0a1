// Declared shortcuts. A screen says which keys it has and what they do; this is the one list
// that the window listens by and that the `?` help shows. Keys of a dialog hide those below it.
import { getContext, onDestroy, setContext } from "svelte";

export interface KeyBinding {
  /** "ctrl+k", "n", "?", "alt+ArrowDown", "F2", "Enter" */
  key: string;
  /** What it does, in words. */
  label: string;
  run: () => void;
  /** Also while the cursor is in a text field. Keys with Ctrl, Alt and F-keys always are. */
  isInFields?: boolean;
}

export interface KeyGroup {
  title: () => string;
  bindings: () => KeyBinding[];
}

// Plain, not reactive: it is read when a key is pressed and when a list of keys opens.
const layers: KeyGroup[][] = [[]];
const LAYER = Symbol("key layer");

/** Declares keys for as long as the calling component lives. Call while it is set up. */
export function keys(title: () => string, bindings: () => KeyBinding[]): void {
  const group: KeyGroup = { title, bindings };
  // The modal that holds the component, not the one on top: a page that appears while a modal
  // is still closing has keys of its own.
  const layer = getContext<KeyGroup[] | undefined>(LAYER) ?? layers[0];
  layer?.push(group);
  onDestroy(() => drop(layer, group));
}

function drop(layer: KeyGroup[] | undefined, group: KeyGroup): void {
  const index = layer?.indexOf(group) ?? -1;
  if (index >= 0) layer?.splice(index, 1);
}

/** A modal opens: the keys below it sleep until the returned function is called. Call in set-up. */
export function pushKeyLayer(): () => void {
  const layer: KeyGroup[] = [];
  layers.push(layer);
  setContext(LAYER, layer);
  return () => {
    const index = layers.indexOf(layer);
    if (index > 0) layers.splice(index, 1);
  };
}

/** What `?` shows: every key that works right now. */
export function keyGroups(layer = layers.at(-1)): { title: string; bindings: KeyBinding[] }[] {
  return (layer ?? []).map((group) => ({ title: group.title(), bindings: group.bindings() }));
}

export function baseKeyGroups(): { title: string; bindings: KeyBinding[] }[] {
  return keyGroups(layers[0]);
}

type Press = Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

/** Whether an event is the key that a binding names. */
export function isKey(event: Press, key: string): boolean {
  const parts = key.split("+");
  const last = key.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  const needs = (part: string) => parts.slice(0, -1).includes(part);
  if (event.altKey !== needs("alt")) return false;
  if ((event.ctrlKey || event.metaKey) !== needs("ctrl")) return false;
  // Signs such as "?" come with Shift on some keyboards and without on others.
  if (last.length > 1 || /[a-z]/.test(last)) {
    if (event.shiftKey !== needs("shift")) return false;
  }
  return event.key.toLowerCase() === last.toLowerCase();
}

function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  if (!(at instanceof HTMLElement)) return false;
  if (at instanceof HTMLInputElement) return !["checkbox", "button", "file"].includes(at.type);
  return at.matches("textarea, select, [contenteditable]");
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !/^F\d/.test(event.key);
  for (const group of [...(layers.at(-1) ?? [])].reverse()) {
    for (const binding of group.bindings()) {
      if (!isKey(event, binding.key)) continue;
      if (isPlain && isTyping(event) && !binding.isInFields) continue;
      event.preventDefault();
      binding.run();
      return;
    }
  }
}

/** "ctrl+k" as people read it: "Ctrl K". */
export function showKey(key: string): string {
  const names: Record<string, string> = {
    ArrowDown: "↓",
    ArrowUp: "↑",
    ArrowLeft: "←",
    ArrowRight: "→",
    ctrl: "Ctrl",
    alt: "Alt",
    shift: "Shift",
  };
  const parts = key === "+" ? ["+"] : key.split("+");
  return parts
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

/** "Ctrl ⏎" as programs read it: "Control+Enter". */
export function ariaKeys(shown: string | undefined): string | undefined {
  const names: Record<string, string> = { Ctrl: "Control", "⏎": "Enter", Esc: "Escape" };
  const parts = shown?.split(" ").map((part) => names[part] ?? part);
  return parts?.join("+");
}
