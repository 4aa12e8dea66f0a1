import type { Args, Output } from "../api/call";
import { t } from "../shell/i18n.svelte";

export type Note = Output<"confidential.list">["notes"][number];
export type Topic = Args<"confidential.write">["topic"];
export type BreakRow = Output<"confidential.breaks">[number];

export const topics: Topic[] = [
  "hiv",
  "mental_health",
  "sexual_health",
  "violence",
  "substance",
  "other",
];

export function topicWord(topic: Topic): string {
  return t(`confidential-topic-${topic.replaceAll("_", "-")}`);
}
