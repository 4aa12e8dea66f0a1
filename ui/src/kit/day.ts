// Calendar days without time. A Day is "YYYY-MM-DD" as the core keeps it; people type
// 5/8/1985, 05-08-85, 5 8 1985, 05081985 or 5 aug 1985, and read 05-Aug-1985.
import { word } from "./words";

export type DayText = string;
export type DayReading = { day: DayText } | { error: string };

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function makeDay(year: number, month: number, day: number): DayText {
  const pad = (number: number, width: number) => String(number).padStart(width, "0");
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function monthName(month: number): string {
  return word(`kit-month-${month}`);
}

/** "1985-08-05" as "05-Aug-1985", with the month in the window's language. */
export function formatDay(day: DayText | null | undefined): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? "");
  if (!found) return "";
  return `${found[3]}-${monthName(Number(found[2]))}-${found[1]}`;
}

/**
 * Reads a typed day. A two-digit year is the latest past or near one: never after `latest`,
 * else never more than ten years after `today`.
 */
export function readDay(text: string, today: DayText, latest?: DayText | null): DayReading {
  const clean = text.trim().toLowerCase();
  const parts = split(clean);
  if (!parts) return { error: word("kit-day-unreadable") };
  const [day, month, yearText] = parts;
  if (month < 1 || month > 12) return { error: word("kit-day-no-month", { month }) };
  let year = Number(yearText);
  if (yearText.length <= 2) {
    year += 2000;
    const limit = latest ?? makeDay(Number(today.slice(0, 4)) + 10, 12, 31);
    if (makeDay(year, month, day) > limit) year -= 100;
  } else if (yearText.length === 3) return { error: word("kit-day-unreadable") };
  if (day < 1 || day > daysInMonth(year, month)) {
    return { error: word("kit-day-no-such", { day, month: monthName(month), year: String(year) }) };
  }
  return { day: makeDay(year, month, day) };
}

function split(text: string): [number, number, string] | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso?.[1]) return [Number(iso[3]), Number(iso[2]), iso[1]];
  const solid = /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text);
  if (solid?.[3]) return [Number(solid[1]), Number(solid[2]), solid[3]];
  const loose = /^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2,4})$/.exec(text);
  if (loose?.[3]) return [Number(loose[1]), Number(loose[2]), loose[3]];
  const named = /^(\d{1,2})[-/. ]*([a-z]{3,9})[-/., ]*(\d{2,4})$/.exec(text);
  const month = MONTHS.indexOf(named?.[2]?.slice(0, 3) ?? "") + 1;
  if (named?.[3] && month > 0) return [Number(named[1]), month, named[3]];
  return null;
}

/** A day as a number of whole days, for charts and counting. */
export function dayNumber(day: DayText): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
}

export function addDays(day: DayText, count: number): DayText {
  return new Date((dayNumber(day) + count) * 86_400_000).toISOString().slice(0, 10);
}

let zone = "Asia/Kolkata";

/** The clinic's zone decides what a moment's day and clock time are. */
export function setZone(name: string): void {
  zone = name;
}

function partsOf(time: number): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(time).map((part) => [part.type, part.value]));
}

export function dayOf(time: number): DayText {
  const parts = partsOf(time);
  return `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
}

/** The clock time of a moment, "14:05". */
export function formatClock(time: number | null | undefined): string {
  if (time === null || time === undefined) return "";
  const parts = partsOf(time);
  return `${parts["hour"]}:${parts["minute"]}`;
}

/** "05-Aug-2026, 14:05" */
export function formatMoment(time: number | null | undefined): string {
  if (time === null || time === undefined) return "";
  return `${formatDay(dayOf(time))}, ${formatClock(time)}`;
}

/** The moment of a clock time on a day, in the clinic's zone. */
export function momentOf(day: DayText, minutes: number): number {
  const wall = dayNumber(day) * 86_400_000 + minutes * 60_000;
  // The wall of the zone at a guess says how far the guess is off.
  let time = wall;
  for (let turn = 0; turn < 2; turn += 1) {
    const parts = partsOf(time);
    const shown =
      dayNumber(`${parts["year"]}-${parts["month"]}-${parts["day"]}`) * 86_400_000 +
      (Number(parts["hour"]) * 60 + Number(parts["minute"])) * 60_000;
    time += wall - shown;
  }
  return time;
}

export type MomentReading = { moment: number } | { error: string };

/** "14:05" today, "21-11 14:05", "21-11-2026, 14:05" or "21 nov 1405". */
export function readMoment(text: string, today: DayText): MomentReading {
  const found = /^(.*?)[,\s]*(\d{1,2})[:.]?(\d{2})$/.exec(text.trim());
  const [hour, minute] = [Number(found?.[2]), Number(found?.[3])];
  if (!found || hour > 23 || minute > 59) return { error: word("kit-moment-unreadable") };
  const dayText = (found[1] ?? "").trim().replace(/,$/, "");
  if (!dayText) return { moment: momentOf(today, hour * 60 + minute) };
  const short = /^(\d{1,2})\s*[-/. ]\s*(\d{1,2}|[a-z]{3,9})$/i.test(dayText);
  const day = readDay(short ? `${dayText}-${today.slice(0, 4)}` : dayText, today);
  return "error" in day ? day : { moment: momentOf(day.day, hour * 60 + minute) };
}
