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

type Arriving = NonNullable<Output<"desk.sync">["arriving"]>;

/** Percent of the records that are here; 100 only when all are. */
export function share(arriving: Arriving): number {
  if (arriving.bytes >= arriving.bytes_all) return 100;
  return Math.floor((arriving.bytes * 100) / arriving.bytes_all);
}
