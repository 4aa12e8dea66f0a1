// What a supervisor types. The core says when one is needed; the PIN never outlives one try.
import { tick } from "svelte";
import type { CallError } from "../api/call";
import { focusField } from "../kit/field";

const ASKS = ["errors-discount-limit", "errors-approval-needed"];

export class Approving {
  isAsked = $state(false);
  user = $state("");
  secret = $state("");

  /** For the command: nothing until somebody was asked for. */
  take(): { user: string; secret: string } | undefined {
    if (!this.isAsked || this.user.trim() === "") return undefined;
    const given = { user: this.user, secret: this.secret };
    this.secret = "";
    return given;
  }

  /** After a refusal: whether a supervisor can help. */
  async heed(problem: CallError | null): Promise<void> {
    if (!problem || !ASKS.includes(problem.message)) return;
    this.isAsked = true;
    await tick();
    focusField(document, "approval.user");
  }
}
