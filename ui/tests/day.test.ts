import { expect, test } from "vitest";
import { addDays, dayOf, daysInMonth, formatClock, formatDay, readDay } from "../src/kit/day";

const TODAY = "2026-11-24";
const day = (text: string, latest?: string) => {
  const reading = readDay(text, TODAY, latest);
  return "day" in reading ? reading.day : "error";
};

test("days are read however they are typed", () => {
  for (const text of ["5-8-1985", "05/08/1985", "5 8 1985", "05081985", "5.8.85", "5 aug 1985"])
    expect(day(text)).toBe("1985-08-05");
  expect(day("5-August-85")).toBe("1985-08-05");
  expect(day("1985-08-05")).toBe("1985-08-05");
  expect(day("050885")).toBe("1985-08-05");
});

test("a day that cannot be is refused", () => {
  for (const text of ["31-2-2010", "29-2-2023", "0-5-2020", "12-13-2020", "5-8", "x", "5-8-198"])
    expect(day(text)).toBe("error");
  expect(day("29-2-2024")).toBe("2024-02-29");
});

test("a short year is never after the latest day", () => {
  expect(day("1-1-27", TODAY)).toBe("1927-01-01");
  expect(day("23-11-26", TODAY)).toBe("2026-11-23");
  expect(day("25-11-26", TODAY)).toBe("1926-11-25");
  expect(day("1-1-27")).toBe("2027-01-01");
});

test("days are shown with the name of the month", () => {
  expect(formatDay("1985-08-05")).toBe("05-kit-month-8-1985");
  expect(formatDay(null)).toBe("");
});

test("the clinic's zone decides the day of a moment", () => {
  const lateInLondon = Date.parse("2026-11-23T18:40:00Z");
  expect(dayOf(lateInLondon)).toBe("2026-11-24");
  expect(formatClock(lateInLondon)).toBe("00:10");
});

test("days are counted over months and leap years", () => {
  expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
  expect(daysInMonth(2100, 2)).toBe(28);
});
