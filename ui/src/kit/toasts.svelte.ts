// Short news at the foot of the window. Screen readers hear them; an undo stays ten seconds
// and also answers Ctrl+Z while no field has the cursor.
export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
  undo: (() => void) | null;
}

const SECONDS = { plain: 5, undo: 10 };
let last = 0;

export const toasts = $state<{ list: Toast[] }>({ list: [] });

export function toast(
  text: string,
  options: { tone?: "good" | "bad"; undo?: () => void } = {},
): void {
  const id = ++last;
  const made: Toast = { id, text, tone: options.tone ?? "good", undo: options.undo ?? null };
  toasts.list = [...toasts.list.slice(-2), made];
  setTimeout(() => dismiss(id), (made.undo ? SECONDS.undo : SECONDS.plain) * 1000);
}

export function dismiss(id: number): void {
  toasts.list = toasts.list.filter((shown) => shown.id !== id);
}

/** Undoes the latest thing that can be undone. */
export function undoLast(): boolean {
  const found = toasts.list.findLast((shown) => shown.undo);
  if (!found) return false;
  dismiss(found.id);
  found.undo?.();
  return true;
}
