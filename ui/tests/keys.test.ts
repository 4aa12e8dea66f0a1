import { expect, test } from "vitest";
import { isKey, showKey } from "../src/kit/keys.svelte";

const press = (key: string, held: Record<string, boolean> = {}) => ({
  key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

test("a key is taken with exactly its helpers", () => {
  expect(isKey(press("k", { ctrlKey: true }), "ctrl+k")).toBe(true);
  expect(isKey(press("K", { ctrlKey: true }), "ctrl+k")).toBe(true);
  expect(isKey(press("k"), "ctrl+k")).toBe(false);
  expect(isKey(press("k", { ctrlKey: true, altKey: true }), "ctrl+k")).toBe(false);
  expect(isKey(press("n", { shiftKey: true }), "n")).toBe(false);
  expect(isKey(press("k", { metaKey: true }), "ctrl+k")).toBe(true);
});

test("signs are taken with or without Shift", () => {
  expect(isKey(press("?", { shiftKey: true }), "?")).toBe(true);
  expect(isKey(press("?"), "?")).toBe(true);
  expect(isKey(press("/"), "/")).toBe(true);
});

test("keys are shown as they stand on the board", () => {
  expect(showKey("ctrl+k")).toBe("Ctrl K");
  expect(showKey("alt+ArrowLeft")).toBe("Alt ←");
});
