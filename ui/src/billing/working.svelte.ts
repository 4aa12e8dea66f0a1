// The bill worked out by the core while it is typed. Unlike `ask` it keeps the refusal whole, so
// that its words can stand at the line and the field they are about.
import { untrack } from "svelte";
import { call, CallError, type Args } from "../api/call";
import { errorText, hasWord, t } from "../shell/i18n.svelte";
import type { WorkedBill } from "./bills";

const WAIT_MS = 150;

export class Working {
  data = $state.raw<WorkedBill | null>(null);
  problem = $state.raw<CallError | null>(null);
  /** False while the shown sums are of an earlier state of the form. */
  isFresh = $state(false);
  #turn = 0;

  get text(): string | null {
    return this.problem ? errorText(this.problem) : null;
  }

  at(field: string): string | undefined {
    const { problem } = this;
    if (problem?.field !== field) return undefined;
    return hasWord(problem.message) ? t(problem.message, problem.args) : problem.message;
  }

  async ask(args: Args<"billing.work_out">): Promise<void> {
    const mine = ++this.#turn;
    try {
      const data = await call("billing.work_out", args);
      if (mine !== this.#turn) return;
      this.data = data;
      this.problem = null;
    } catch (problem) {
      if (mine !== this.#turn) return;
      this.problem =
        problem instanceof CallError ? problem : new CallError("internal", "errors-internal");
      this.data = null;
    }
    this.isFresh = true;
  }

  clear(): void {
    this.#turn += 1;
    this.data = null;
    this.problem = null;
    this.isFresh = true;
  }
}

/** Call while a component is set up. Null = nothing to work out. */
export function working(args: () => Args<"billing.work_out"> | null): Working {
  const made = new Working();
  // Serves the core: asks when the form changes.
  let before = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  $effect(() => {
    const now = args();
    const text = JSON.stringify(now);
    if (text === before) return;
    before = text;
    clearTimeout(timer);
    untrack(() => (made.isFresh = false));
    if (now === null) untrack(() => made.clear());
    else timer = setTimeout(() => void made.ask(now), WAIT_MS);
  });
  return made;
}
