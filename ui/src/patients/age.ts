// Age as people say it. The core sends it with lists; the chart works it out from the same day.
import { dayNumber } from "../kit/day";
import { t } from "../shell/i18n.svelte";

const YEARS_FROM_MONTHS = 24;

/** "34 y", under two years "14 m", under a month "12 d". */
export function ageWords(birth: string, today: string): string {
  const days = dayNumber(today) - dayNumber(birth);
  const [year = 0, month = 0, day = 0] = birth.split("-").map(Number);
  const [nowYear = 0, nowMonth = 0, nowDay = 0] = today.split("-").map(Number);
  const months = (nowYear - year) * 12 + nowMonth - month - (nowDay < day ? 1 : 0);
  if (months < 1) return t("patients-age-days", { count: Math.max(0, days) });
  if (months < YEARS_FROM_MONTHS) return t("patients-age-months", { count: months });
  return t("patients-age-years", { count: Math.floor(months / 12) });
}
