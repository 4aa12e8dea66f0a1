// The kit speaks no language of its own. The shell hands over its translator once, and every
// word the kit shows goes through it (ids kit-…, in locales/*/kit.ftl).
export type WordArgs = Record<string, string | number>;

let translate: (id: string, args?: WordArgs) => string = (id) => id;

export function provideWords(translator: typeof translate): void {
  translate = translator;
}

export function word(id: string, args?: WordArgs): string {
  return translate(id, args);
}
