import { expect, test } from "vitest";
import { formatMoney, formatRupees, groupDigits, readRupees } from "../src/kit/money";

test("rupees stand in lakhs and crores", () => {
  expect(groupDigits("999")).toBe("999");
  expect(groupDigits("1000")).toBe("1,000");
  expect(groupDigits("123456789")).toBe("12,34,56,789");
});

test("paise are shown to the last one", () => {
  expect(formatRupees(12_500_050)).toBe("1,25,000.50");
  expect(formatMoney(45_000)).toBe("₹450");
  expect(formatMoney(5)).toBe("₹0.05");
  expect(formatMoney(-1250)).toBe("−₹12.50");
  expect(formatMoney(0)).toBe("₹0");
});

test("amounts are read as people write them", () => {
  expect(readRupees("1,25,000.5")).toBe(12_500_050);
  expect(readRupees("₹ 500")).toBe(50_000);
  expect(readRupees("Rs. 500/-")).toBe(50_000);
  expect(readRupees("0")).toBe(0);
  for (const text of ["", "abc", "-5", "1.234", "5 6"]) expect(readRupees(text)).toBeNull();
});

test("what is shown is read back the same", () => {
  for (let paise = 0; paise < 3_000_000; paise += 7919)
    expect(readRupees(formatRupees(paise))).toBe(paise);
});
