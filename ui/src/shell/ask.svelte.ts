// A question to the core that a screen keeps asking as its arguments change. An answer for
// arguments that have changed since is thrown away, and by default the old answer goes at once:
// one patient's data must never stand under another's name.
import { call, type Args, type Output, type RouteName } from "../api/call";
import { desk } from "./desk.svelte";
import { errorText } from "./i18n.svelte";
import { newsCount } from "./news.svelte";

export class Asked<R extends RouteName> {
  data = $state.raw<Output<R> | undefined>(undefined);
  isLoading = $state(false);
  error = $state<string | null>(null);
  #turn = 0;
  #args: Args<R> | null = null;

  constructor(
    readonly route: R,
    readonly isKeeping: boolean,
  ) {}

  async put(args: Args<R> | null): Promise<void> {
    this.#args = args;
    if (!this.isKeeping || args === null) this.data = undefined;
    await this.again();
  }

  /** Asks once more, e.g. after a change. The old answer stays until the new one is here. */
  async again(): Promise<void> {
    const mine = ++this.#turn;
    const args = this.#args;
    if (args === null) {
      this.isLoading = false;
      return;
    }
    this.isLoading = true;
    try {
      const data = await call(this.route, args);
      if (mine !== this.#turn) return;
      this.data = data;
      this.error = null;
    } catch (problem) {
      if (mine !== this.#turn) return;
      this.error = errorText(problem);
    }
    this.isLoading = false;
  }
}

interface AskOptions {
  /** Keep the old answer in sight while the new one comes (search as one types). */
  isKeeping?: boolean;
  /** Ask again each so many milliseconds, while the window is seen and unlocked. */
  every?: number;
  /** Wait so many milliseconds after the last change of the arguments. */
  wait?: number;
}

/** Call while a component is set up. Arguments null = do not ask. */
export function ask<R extends RouteName>(
  route: R,
  args: () => Args<R> | null,
  options: AskOptions = {},
): Asked<R> {
  const asked = new Asked(route, options.isKeeping ?? false);

  // Serves the core: asks when the arguments change.
  let before = "";
  let waiting: ReturnType<typeof setTimeout> | undefined;
  $effect(() => {
    const next = args();
    const text = JSON.stringify(next);
    if (text === before) return;
    before = text;
    if (!options.wait) {
      void asked.put(next);
      return;
    }
    clearTimeout(waiting);
    waiting = setTimeout(() => void asked.put(next), options.wait);
  });

  // Serves the core: asks again after an unlock, when what was refused is allowed again.
  $effect(() => {
    if (desk.gate === "none" && asked.error) void asked.again();
  });

  // Serves the screen: another computer of the clinic changed something.
  let heard = newsCount();
  $effect(() => {
    const now = newsCount();
    if (now === heard) return;
    heard = now;
    void asked.again();
  });

  // Serves the clock.
  $effect(() => {
    if (!options.every) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && desk.gate === "none") void asked.again();
    }, options.every);
    return () => clearInterval(timer);
  });
  return asked;
}
