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

/** What is said otherwise where a computer of the clinic is its hub. */
const ofHub = new Set(["sync-corner-away", "sync-state-why-level", "sync-state-why-away"]);

export function wordsOf(id: string, kind: string | undefined): string {
  return kind === "hub" && ofHub.has(id) ? `${id}-hub` : id;
}

type Arriving = NonNullable<Output<"desk.sync">["arriving"]>;

/** Percent of the records that are here; 100 only when all are. */
export function share(arriving: Arriving): number {
  if (arriving.bytes >= arriving.bytes_all) return 100;
  return Math.floor((arriving.bytes * 100) / arriving.bytes_all);
}
