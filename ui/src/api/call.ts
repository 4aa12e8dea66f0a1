// The one door to the core. This is the only file that knows how a call travels: through
// Tauri in the window and through POST /api/call in a browser. The session token lives in this
// module's memory and nowhere else.
import type { Routes } from "./generated";

export type RouteName = keyof Routes;
export type Args<R extends RouteName> = Routes[R]["args"];
export type Output<R extends RouteName> = Routes[R]["output"];
export type ErrorArgs = Record<string, string | number>;

/** What the core said when it refused. `message` is a message id of errors.ftl. */
export class CallError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly args: ErrorArgs = {},
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

export interface Envelope {
  route: string;
  args: unknown;
  request?: string;
  session?: string;
}

interface Reply {
  ok?: unknown;
  error?: { code: string; message: string; args?: ErrorArgs | null; field?: string | null };
}

export type Transport = (envelope: Envelope) => Promise<Reply>;

declare global {
  interface Window {
    __TAURI_INTERNALS__?: unknown;
  }
}

let session: string | null = null;
let transport: Promise<Transport> | null = null;
let onSessionLost: (code: "locked" | "signed_out") => void = () => {};

export function setSession(token: string | null): void {
  session = token;
}

/** The shell says here what to do when the core answers that the session is gone. */
export function whenSessionLost(act: (code: "locked" | "signed_out") => void): void {
  onSessionLost = act;
}

/** 32 hex digits. One per opening of a form; a repeated command with it has one effect. */
export function newRequest(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function call<R extends RouteName>(
  route: R,
  args: Args<R>,
  options: { request?: string } = {},
): Promise<Output<R>> {
  const envelope: Envelope = { route, args };
  if (options.request) envelope.request = options.request;
  if (session) envelope.session = session;
  transport ??= pickTransport();
  let reply: Reply;
  try {
    reply = await (await transport)(envelope);
  } catch {
    throw new CallError("internal", "errors-no-answer");
  }
  if (reply.error) {
    const { code, message, args: given, field } = reply.error;
    if (code === "locked" || code === "signed_out") onSessionLost(code);
    throw new CallError(code, message, given ?? {}, field ?? null);
  }
  // The one cast of the window: the core's types are exported to generated.ts.
  return reply.ok as Output<R>;
}

/** Opens the waiting room's display: a window of its own on the desktop, a tab in a browser. */
export async function showDisplay(): Promise<void> {
  if (window.__TAURI_INTERNALS__) {
    const { invoke } = await import("@tauri-apps/api/core");
    await invoke("show_display");
  } else window.open("#/display", "_blank", "noopener");
}

async function pickTransport(): Promise<Transport> {
  if (window.__TAURI_INTERNALS__) {
    const { invoke } = await import("@tauri-apps/api/core");
    return (envelope) => invoke<Reply>("call", { envelope });
  }
  return async (envelope) => {
    const response = await fetch("/api/call", {
      method: "POST",
      headers: { "content-type": "application/json" },
      credentials: "same-origin",
      body: JSON.stringify(envelope),
    });
    const reply: Reply = await response.json();
    return reply;
  };
}
