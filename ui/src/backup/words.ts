// How old, how large, how it stands: the same words in the corner, on the first page and in
// the list.
import type { BackupState } from "../api/types";
import { t } from "../shell/i18n.svelte";

type Health = BackupState["health"];

export const healthTone: Record<Health, "good" | "warn" | "bad"> = {
  good: "good",
  failing: "warn",
  late: "bad",
  not_set: "bad",
  rolled_back: "bad",
};

export function ageText(minutes: number | null): string {
  if (minutes === null) return t("backup-never");
  if (minutes < 60) return t("backup-age-minutes", { count: minutes });
  if (minutes < 48 * 60) return t("backup-age-hours", { count: Math.floor(minutes / 60) });
  return t("backup-age-days", { count: Math.floor(minutes / (24 * 60)) });
}

const UNITS = ["B", "kB", "MB", "GB"];

export function sizeText(bytes: number | null): string {
  if (bytes === null) return "";
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = size < 10 && unit > 0 ? 1 : 0;
  return `${size.toFixed(digits)} ${UNITS[unit] ?? ""}`;
}

/** What went wrong and what to do, by the short name that the core keeps. */
export function faultText(fault: string): string {
  return t(`errors-backup-${fault}`);
}
