// What is written into a visit goes to the core by itself: two seconds after the last key, when
// a field is left, before the screen locks and when it is closed. One save is under way at a
// time. A body that is sent again goes under the same request id, a changed body under a new
// one: an answer lost on the way must never make the core believe it has the newer text.
import { untrack } from "svelte";
import { call, CallError, newRequest, type Args, type Output, type RouteName } from "../api/call";
import { beforeLeaving, desk } from "../shell/desk.svelte";
import { errorText, hasWord, t } from "../shell/i18n.svelte";

const WAIT_MS = 2000;
const RETRY_MS = 10_000;
const AFTER_UNLOCK_MS = 300;

interface Options<R extends RouteName> {
  route: R;
  read: () => Args<R>;
  wait?: number;
  /** After each save, with what was sent; `isStill` tells that nothing changed since. */
  onsaved?: (output: Output<R>, isStill: boolean) => void;
}

export class Autosave<R extends RouteName> {
  isBusy = $state(false);
  problem = $state.raw<CallError | null>(null);
  savedAt = $state<number | null>(null);
  changedAt = $state(0);
  #saved = $state("");
  #running: Promise<boolean> | null = null;
  #request = newRequest();
  #tried = "";
  #isOver = false;

  constructor(readonly options: Options<R>) {
    this.#saved = JSON.stringify(options.read());
  }

  /** What the core has, as JSON of the route's arguments. */
  get saved(): string {
    return this.#saved;
  }

  get isDirty(): boolean {
    return JSON.stringify(this.options.read()) !== this.#saved;
  }

  get text(): string | null {
    return this.problem ? errorText(this.problem) : null;
  }

  /** The words under one field, when that field was refused. */
  at(field: string): string | undefined {
    const { problem } = this;
    if (problem?.field !== field) return undefined;
    return hasWord(problem.message) ? t(problem.message, problem.args) : problem.message;
  }

  /** What stands in the form now is what the core has (ids that it gave were taken over). */
  settle(): void {
    this.#saved = JSON.stringify(this.options.read());
  }

  /** Nothing is sent any more: the visit is signed. */
  stop(): void {
    this.#isOver = true;
  }

  /** True when the core has everything. */
  async save(): Promise<boolean> {
    while (this.#running) await this.#running;
    if (this.#isOver || !this.isDirty) return true;
    this.#running = this.#send();
    const isDone = await this.#running;
    this.#running = null;
    return isDone;
  }

  async #send(): Promise<boolean> {
    const args = this.options.read();
    const body = JSON.stringify(args);
    if (body !== this.#tried) this.#request = newRequest();
    this.#tried = body;
    this.isBusy = true;
    try {
      const output = await call(this.options.route, args, { request: this.#request });
      const isStill = JSON.stringify(this.options.read()) === body;
      this.#saved = body;
      this.problem = null;
      this.savedAt = Date.now();
      this.options.onsaved?.(output, isStill);
      return true;
    } catch (problem) {
      this.problem =
        problem instanceof CallError ? problem : new CallError("internal", "errors-internal");
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

/** Call while a component is set up. */
export function autosave<R extends RouteName>(options: Options<R>): Autosave<R> {
  const made = new Autosave(options);
  let timer: ReturnType<typeof setTimeout> | undefined;

  // Serves the core: saves some time after the last change.
  let before = made.saved;
  $effect(() => {
    const now = JSON.stringify(options.read());
    if (now === before) return;
    before = now;
    untrack(() => (made.changedAt = Date.now()));
    clearTimeout(timer);
    timer = setTimeout(() => void made.save(), options.wait ?? WAIT_MS);
  });

  // Serves the core: tries again what was refused for no fault of the text.
  $effect(() => {
    const code = made.problem?.code;
    if (!code || code === "invalid" || code === "frozen" || code === "forbidden") return;
    if (desk.gate !== "none") return;
    const isGateOpened = code === "locked" || code === "signed_out";
    const retry = setTimeout(() => void made.save(), isGateOpened ? AFTER_UNLOCK_MS : RETRY_MS);
    return () => clearTimeout(retry);
  });

  // Serves the lock and the way out of the screen.
  $effect(() => {
    const drop = beforeLeaving(async () => void (await made.save()));
    return () => {
      drop();
      clearTimeout(timer);
      void made.save();
    };
  });
  return made;
}
