// Every message id that the window uses exists in both languages, with the same parameters,
// and none lies about unused.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const languages = ["en", "hi"];
/** Sent by the core, or named from what it sends: not to be found in the window's source. */
const FROM_CORE =
  /^(errors|duplicate|fee|message|warning|activity|permission|tax|history|vitals|language|state|record|field)-/;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(svelte|ts)$/.test(entry.name) && entry.name !== "generated.ts" ? [path] : [];
  });
}

const text = sources(join(root, "src"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

function messages(language: string): Map<string, string> {
  const folder = join(root, "../locales", language);
  const found = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name !== "papers.ftl")) {
    for (const block of readFileSync(join(folder, file), "utf8").split(/\n(?=[a-z])/)) {
      const id = /^([a-z][\w-]*) =/.exec(block)?.[1];
      if (!id) continue;
      expect(found.has(id), `${id} stands twice in ${language}`).toBe(false);
      found.set(id, block);
    }
  }
  return found;
}

/** Ids called by name, and the ids a template such as `queue-stage-${stage}` may stand for. */
const called = [...text.matchAll(/\b(?:t|word)\(\s*"([a-z][\w-]*)"/g)].map((hit) => hit[1] ?? "");
const titled = [...text.matchAll(/\btitle: "([a-z]+(?:-[\w-]+))"/g)].map((hit) => hit[1] ?? "");
const literals = new Set([...text.matchAll(/"([a-z][\w]*(?:-[\w]+)+)"/g)].map((hit) => hit[1]));
const patterns = [...text.matchAll(/`([a-z]+-(?:[\w-]*-)?)\$\{/g)].map((hit) => hit[1] ?? "");

test.each(languages)("every id in use is there in %s", (language) => {
  const known = messages(language);
  const missing = [...new Set([...called, ...titled])].filter((id) => !known.has(id));
  expect(missing).toEqual([]);
  for (const pattern of patterns.filter((start) => start.split("-").length > 2))
    expect(
      [...known.keys()].some((id) => id.startsWith(pattern)),
      pattern,
    ).toBe(true);
});

test("no id is unused", () => {
  const unused = [...messages("en").keys()].filter(
    (id) =>
      !literals.has(id) && !FROM_CORE.test(id) && !patterns.some((start) => id.startsWith(start)),
  );
  expect(unused).toEqual([]);
});

test("both languages say the same things with the same parameters", () => {
  const [english, hindi] = languages.map(messages);
  expect([...(hindi?.keys() ?? [])].sort()).toEqual([...(english?.keys() ?? [])].sort());
  const parameters = (block: string | undefined) =>
    [...new Set([...(block ?? "").matchAll(/\$(\w+)/g)].map((hit) => hit[1]))].sort();
  for (const [id, block] of english ?? [])
    expect(parameters(hindi?.get(id)), id).toEqual(parameters(block));
});

test.each(languages)("Fluent reads all of %s", (language) => {
  const bundle = new FluentBundle(language);
  const whole = [...messages(language).values()].join("\n");
  expect(bundle.addResource(new FluentResource(whole))).toEqual([]);
  for (const id of messages(language).keys()) expect(bundle.hasMessage(id), id).toBe(true);
});

test("Hindi is written in Devanagari", () => {
  const plain = [...messages("hi")]
    .filter(([, block]) => !/[\u0900-\u097F]/.test(block))
    .map(([id]) => id);
  const allowed = /^(patients-age-hint|patients-relation-none|settings-gstin|vitals-bmi|tax-gst)/;
  expect(plain.filter((id) => !allowed.test(id))).toEqual([]);
});
