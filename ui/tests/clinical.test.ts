// What the window itself decides about doses, warnings and typed vitals.
import { expect, test } from "vitest";
import { amountText, doseText, slotsOf, type Dose, type Line } from "../src/prescriptions/lines";
import { allergyHits, duplicateOf } from "../src/prescriptions/warnings";
import { emptyVitals, fromFahrenheit, isEmpty } from "../src/visits/vitals";

const dose = (when: Dose["when"], rest: Partial<Dose> = {}): Dose => ({
  ...{ unit: "tablet", when, food: "none", days: null, site: null, extra: [] },
  ...rest,
});
const slots = (morning: number, afternoon: number, evening: number, night: number) =>
  dose({ kind: "slots", morning, afternoon, evening, night }, { days: 5, food: "after" });
const line = (generic: string): Line => ({
  ...{ drug_id: "", generic, brand: "", form: "tablet", strength: "", route: "" },
  ...{ dose: slots(4, 0, 0, 4), quantity: 10, quantity_unit: "tab", note: "", schedule: "" },
});
const allergy = (substance: string) => ({
  ...{ id: substance, patient_id: "", substance, reaction: "", severity: "mild" as const },
  ...{ noted_at: 0, end_reason: "" },
});

test("amounts are written in quarters", () => {
  expect([0, 1, 2, 4, 6, 20].map(amountText)).toEqual(["0", "¼", "½", "1", "1½", "5"]);
});

test("a dose is written back as it would be typed", () => {
  expect(doseText(slots(4, 0, 0, 4))).toBe("1-0-1 5 days after food");
  expect(doseText(slots(4, 0, 2, 4))).toBe("1-0-½-1 5 days after food");
  const twice = dose({ kind: "times", amount: 20, per_day: 3 }, { unit: "ml", days: 3 });
  expect(doseText(twice)).toBe("5 ml tds 3 days");
  const asked = dose({ kind: "as_needed", amount: 4, reason: "loose_motion", max_per_day: null });
  expect(doseText(asked)).toBe("1 tab sos loose");
});

test("what has no short form is not written, so that nothing of it gets lost", () => {
  expect(doseText(dose({ kind: "taper", steps: [] }))).toBeNull();
  expect(doseText(dose({ kind: "as_needed", amount: 4, reason: null, max_per_day: 3 }))).toBeNull();
  expect(doseText(dose({ kind: "times", amount: 4, per_day: 6 }))).toBeNull();
});

test("twice a day is morning and night in the grid", () => {
  expect(slotsOf(dose({ kind: "times", amount: 2, per_day: 2 }))).toEqual({
    ...{ morning: 2, afternoon: 0, evening: 0, night: 2 },
  });
  expect(slotsOf(dose({ kind: "weekly", amount: 4 }))).toBeNull();
});

test("an allergy meets the generic, the brand and the class, in either spelling", () => {
  const amoxicillin = { generic: "Amoxicillin", brand: "Mox", class: "penicillin antibiotic" };
  const cotrimoxazole = {
    generic: "Sulfamethoxazole + Trimethoprim",
    brand: "Septran",
    class: "sulfonamide antibiotic",
  };
  const met = (drug: typeof amoxicillin, substance: string) =>
    allergyHits(drug, [allergy(substance)]).length > 0;
  expect(met(amoxicillin, "Penicillins")).toBe(true);
  expect(met(amoxicillin, "amoxycillin")).toBe(true);
  expect(met(cotrimoxazole, "Sulpha")).toBe(true);
  expect(met(cotrimoxazole, "Septran")).toBe(true);
  expect(met(amoxicillin, "Sulpha")).toBe(false);
  expect(met(amoxicillin, "dust")).toBe(false);
});

test("a drug is twice there also inside a combination", () => {
  const lines = [line("Paracetamol"), line("Cetirizine"), line("Aceclofenac + Paracetamol")];
  expect(duplicateOf(lines, 0)).toBe("paracetamol");
  expect(duplicateOf(lines, 1)).toBeNull();
  expect(duplicateOf(lines, 2)).toBe("paracetamol");
});

test("degrees of Fahrenheit become Celsius, those of Celsius stay", () => {
  expect(fromFahrenheit(1014)).toBe(386);
  expect(fromFahrenheit(986)).toBe(370);
  expect(fromFahrenheit(384)).toBe(384);
  expect(fromFahrenheit(null)).toBeNull();
});

test("zero is a measurement, nothing is none", () => {
  expect(isEmpty(emptyVitals())).toBe(true);
  expect(isEmpty({ ...emptyVitals(), pain: 0 })).toBe(false);
});
