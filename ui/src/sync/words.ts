import type { Output } from "../api/call";

type Tone = "plain" | "good" | "warn" | "bad" | "info";
export type SyncState = Output<"desk.sync">["state"];

export const syncTone: Record<SyncState, Tone> = {
  alone: "plain",
  paused: "warn",
  level: "plain",
  sending: "plain",
  away: "warn",
  trouble: "bad",
};
