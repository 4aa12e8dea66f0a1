// Sending a command: one at a time, under one request id until it has succeeded, so that a
// double press or a retry after a power cut has one effect. Refusals of a field go to the field.
import { tick } from "svelte";
import { call, CallError, newRequest, type Args, type Output, type RouteName } from "../api/call";
import { focusField } from "../kit/field";
import { confirmed } from "./confirm.svelte";
import { errorText } from "./i18n.svelte";

export class Sending {
  isBusy = $state(false);
  problem = $state.raw<CallError | null>(null);
  #request = newRequest();

  /** The refusal as a sentence; null while all is well. */
  get text(): string | null {
    return this.problem ? errorText(this.problem) : null;
  }

  get code(): string | null {
    return this.problem?.code ?? null;
  }

  /** The words under one field, when that field was refused. */
  at(field: string): string | undefined {
    const { problem } = this;
    return problem?.field === field ? errorText(problem) : undefined;
  }

  clear(): void {
    this.problem = null;
  }

  /** Some acts ask for the password first; given that, they are tried once more. */
  async #call<R extends RouteName>(route: R, args: Args<R>): Promise<Output<R>> {
    try {
      return await call(route, args, { request: this.#request });
    } catch (problem) {
      const isAsked = problem instanceof CallError && problem.code === "confirm";
      if (!isAsked || !(await confirmed())) throw problem;
      return await call(route, args, { request: this.#request });
    }
  }

  /** Gives { output } when done, null when refused (see `text`, `at`) or already under way. */
  async send<R extends RouteName>(route: R, args: Args<R>): Promise<{ output: Output<R> } | null> {
    if (this.isBusy) return null;
    this.isBusy = true;
    this.problem = null;
    try {
      const output = await this.#call(route, args);
      this.#request = newRequest();
      return { output };
    } catch (problem) {
      this.problem =
        problem instanceof CallError ? problem : new CallError("internal", "errors-internal");
      await tick();
      if (this.problem.field) focusField(document, this.problem.field);
      return null;
    } finally {
      this.isBusy = false;
    }
  }
}

export function sending(): Sending {
  return new Sending();
}
