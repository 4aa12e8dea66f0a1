// Nothing typed is lost: a form's state is kept in the core 400 ms after the last key, and at
// once when the window loses sight of it. When the form opens again it is offered back.
import { call } from "../api/call";
import { beforeLeaving, desk } from "./desk.svelte";

const WAIT_MS = 400;

interface DraftOptions<T> {
  /** The form's state as it stands. */
  read: () => T;
  /** Puts a kept state back into the form. */
  restore: (kept: T) => void;
  /** False while the form is empty or as it was: then nothing is kept. */
  isWorthKeeping: (now: T) => boolean;
  /** Bring a kept state back without asking (a visit note); else it is offered. */
  isAutomatic?: boolean;
}

export class Draft<T> {
  /** Set while a kept state waits to be taken or thrown away. */
  offeredAt = $state<number | null>(null);
  /** When this form was last kept. */
  keptAt = $state<number | null>(null);
  #offered: string | null = null;
  #kept = "";
  #pending: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(
    readonly key: string,
    readonly options: DraftOptions<T>,
  ) {}

  async open(): Promise<void> {
    try {
      const { body, at } = await call("drafts.take", { key: this.key });
      if (body === null || this.#isOver) return;
      this.#offered = body;
      this.offeredAt = at;
      if (this.options.isAutomatic) this.accept();
    } catch {
      // Without the core there is nothing to offer; the form itself works on.
    }
  }

  accept(): void {
    if (this.#offered !== null) {
      const kept: T = JSON.parse(this.#offered);
      this.options.restore(kept);
    }
    this.#offered = null;
    this.offeredAt = null;
  }

  dismiss(): void {
    this.#offered = null;
    this.offeredAt = null;
    void this.drop();
  }

  note(): void {
    const now = this.options.read();
    const body = JSON.stringify(now);
    if (this.#isOver || body === this.#kept || !this.options.isWorthKeeping(now)) return;
    this.#pending = body;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), WAIT_MS);
  }

  async flush(): Promise<void> {
    const body = this.#pending;
    if (body === null || this.#isOver) return;
    clearTimeout(this.#timer);
    this.#pending = null;
    try {
      await call("drafts.keep", { key: this.key, body });
      this.#kept = body;
      this.keptAt = Date.now();
    } catch {
      // Kept again after the next key, or after the unlock.
      this.#pending ??= body;
    }
  }

  /** The form has done its work (or is thrown away): nothing is left to offer. */
  async drop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#pending = null;
    this.#kept = "";
    await call("drafts.drop", { key: this.key }).catch(() => {});
  }

  close(): void {
    void this.flush();
    this.#isOver = true;
  }
}

/** Call while a component is set up. The key names the form and its subject. */
export function draft<T>(key: string, options: DraftOptions<T>): Draft<T> {
  const made = new Draft<T>(key, options);
  const flush = () => made.flush();

  // Serves the core's draft store and the events that may be the last ones.
  $effect(() => {
    void made.open();
    const drop = beforeLeaving(flush);
    const onHide = () => void flush();
    window.addEventListener("blur", onHide);
    window.addEventListener("pagehide", onHide);
    document.addEventListener("visibilitychange", onHide);
    return () => {
      drop();
      window.removeEventListener("blur", onHide);
      window.removeEventListener("pagehide", onHide);
      document.removeEventListener("visibilitychange", onHide);
      made.close();
    };
  });

  // Serves the draft store: notes each change, and keeps what waited for an unlock.
  $effect(() => {
    made.note();
  });
  $effect(() => {
    if (desk.gate === "none") void made.flush();
  });
  return made;
}
