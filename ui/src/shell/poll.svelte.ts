// Asks again and again also where nobody is signed in yet, as `every` of `ask` does not.
import type { RouteName } from "../api/call";
import type { Asked } from "./ask.svelte";

/** Call while a component is set up. */
export function poll<R extends RouteName>(asked: Asked<R>, everyMs: number): void {
  // Serves the clock.
  $effect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void asked.again();
    }, everyMs);
    return () => clearInterval(timer);
  });
}
