// Two looks over a prescription while it is written. They only warn: who signs decides. They
// compare words, nothing more; no warning is no proof that a drug is safe.
import type { Allergy } from "../api/types";
import type { Line } from "./lines";

/** Spellings of one substance brought together: sulpha and sulfa, amoxycillin and amoxicillin. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll("ph", "f").replaceAll("y", "i");
}

const LEAST_LETTERS = 4;

function words(text: string): string[] {
  return plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= LEAST_LETTERS);
}

/** The allergies whose substance stands in the drug's generic, brand or class. */
export function allergyHits(
  drug: { generic: string; brand: string; class: string },
  allergies: Allergy[],
): Allergy[] {
  const known = words(`${drug.generic} ${drug.brand} ${drug.class}`);
  return allergies.filter(({ substance }) =>
    words(substance).some((word) => {
      const stem = word.replace(/s$/, "");
      return known.some((name) => name.startsWith(stem) || stem.startsWith(name));
    }),
  );
}

function parts(generic: string): string[] {
  return generic
    .toLowerCase()
    .split("+")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** The substance that an earlier line also contains, or null. */
export function duplicateOf(lines: Line[], at: number): string | null {
  const mine = parts(lines[at]?.generic ?? "");
  for (const [index, other] of lines.entries()) {
    if (index === at) continue;
    const shared = parts(other.generic).find((part) => mine.includes(part));
    if (shared) return shared;
  }
  return null;
}
