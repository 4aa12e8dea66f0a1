// State and union-territory codes as GST numbers them. Names are messages state-<code>.
import { t } from "./i18n.svelte";

const CODES = [
  ...["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14"],
  ...["15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "26", "27", "29", "30"],
  ...["31", "32", "33", "34", "35", "36", "37", "38"],
];

export function stateOptions(): { value: string; label: string }[] {
  const made = CODES.map((code) => ({ value: code, label: t(`state-${code}`) }));
  made.sort((a, b) => a.label.localeCompare(b.label));
  return [{ value: "", label: t("state-none") }, ...made];
}
