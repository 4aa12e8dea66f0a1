// The window's words. Fluent messages of locales/<language>/*.ftl, switched at any moment;
// whatever is missing falls back to English and then to its id, never to nothing.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { CallError } from "../api/call";
import { prefer, preference } from "./preferences";

export type Language = "en" | "hi";
export type WordArgs = Record<string, string | number>;

export const languages: { code: Language; name: string }[] = [
  { code: "en", name: "English" },
  { code: "hi", name: "हिन्दी" },
];

const files = import.meta.glob<string>(
  ["../../../locales/{en,hi}/*.ftl", "!../../../locales/*/papers.ftl"],
  { query: "?raw", import: "default", eager: true },
);

function bundleOf(language: Language): FluentBundle {
  // Both languages of the window run left to right, so no isolating marks are needed.
  const bundle = new FluentBundle(`${language}-IN`, { useIsolating: false });
  for (const [path, text] of Object.entries(files)) {
    if (path.includes(`/${language}/`)) bundle.addResource(new FluentResource(text));
  }
  return bundle;
}

const bundles: Record<Language, FluentBundle> = { en: bundleOf("en"), hi: bundleOf("hi") };
const state = $state<{ language: Language }>({ language: "en" });

export function language(): Language {
  return state.language;
}

export function isLanguage(code: string | null | undefined): code is Language {
  return languages.some((known) => known.code === code);
}

/** The person chooses. */
export function setLanguage(code: Language): void {
  show(code);
  prefer("language", code);
}

function show(code: Language): void {
  state.language = code;
  document.documentElement.lang = code;
}

/** The person's choice of before, else what the clinic or the staff record says. */
export function startLanguage(wished: string): void {
  const chosen = preference("language");
  if (isLanguage(chosen)) show(chosen);
  else if (isLanguage(wished)) show(wished);
}

export function hasWord(id: string): boolean {
  return bundles[state.language].hasMessage(id) || bundles.en.hasMessage(id);
}

/** The words of a message id in the window's language. */
export function t(id: string, args?: WordArgs): string {
  for (const bundle of [bundles[state.language], bundles.en]) {
    const message = bundle.getMessage(id);
    if (message?.value) return bundle.formatPattern(message.value, args ?? null, []);
  }
  return id;
}

/** What went wrong, as a sentence. The core sends message ids of errors.ftl, or plain text. */
export function errorText(problem: unknown): string {
  if (!(problem instanceof CallError)) return t("errors-internal");
  // A mistyped recovery code names its wrong group only when there is one alone.
  const args = { group: "none", ...problem.args };
  return hasWord(problem.message) ? t(problem.message, args) : problem.message;
}
