import { expect, test } from "vitest";
import { admissionParts } from "../src/shell/admission_parts";
import { screens } from "../src/shell/screens";

const twice = (all: (string | undefined)[]) =>
  all.filter((one, at) => one !== undefined && all.indexOf(one) !== at);

test("no screen, key of the rail or part of an admission stands twice", () => {
  expect(twice(screens.map((screen) => screen.path))).toEqual([]);
  expect(twice(screens.map((screen) => screen.rail?.key))).toEqual([]);
  expect(twice(admissionParts.map((part) => part.id))).toEqual([]);
  expect(twice(admissionParts.map((part) => part.key))).toEqual([]);
});
