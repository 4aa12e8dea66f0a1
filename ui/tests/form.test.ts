import { expect, test } from "vitest";
import { emptyForm, readAge, toForm, yearsOf } from "../src/patients/form";

const blank = () => emptyForm({ state_code: "27", language: "mr" });

test("ages are read in years, months, weeks and days", () => {
  expect(readAge("34")).toEqual({ years: 34, months: 0, days: 0 });
  expect(readAge("0")).toEqual({ years: 0, months: 0, days: 0 });
  expect(readAge("5m")).toEqual({ years: 0, months: 5, days: 0 });
  expect(readAge("1y 6m")).toEqual({ years: 1, months: 6, days: 0 });
  expect(readAge("3 weeks")).toEqual({ years: 0, months: 0, days: 21 });
  expect(readAge("12 दिन")).toEqual({ years: 0, months: 0, days: 12 });
  for (const text of ["", "old", "5x", "y"]) expect(readAge(text)).toBeNull();
});

test("a birth date goes before an age", () => {
  const form = { ...blank(), age_text: "34", birth_date: "2020-01-01" };
  expect(toForm(form).age).toBeNull();
  expect(toForm({ ...blank(), age_text: "0" }).age).toEqual({ years: 0, months: 0, days: 0 });
});

test("years are whole birthdays", () => {
  expect(yearsOf({ ...blank(), birth_date: "2008-11-25" }, "2026-11-24")).toBe(17);
  expect(yearsOf({ ...blank(), birth_date: "2008-11-24" }, "2026-11-24")).toBe(18);
  expect(yearsOf(blank(), "2026-11-24")).toBeNull();
});
