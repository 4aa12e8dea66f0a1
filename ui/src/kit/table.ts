import type { Snippet } from "svelte";

export interface Column<Row> {
  id: string;
  title: string;
  align?: "start" | "end" | "center";
  /** A CSS width; columns without one share what is left. */
  width?: string;
  /** The cell's text, or `cell` for more than text. */
  text?: (row: Row) => string;
  cell?: Snippet<[Row]>;
  /** What to sort by; without it the column cannot be sorted. */
  sortBy?: (row: Row) => string | number;
}

export function sortRows<Row>(
  rows: Row[],
  sortBy: ((row: Row) => string | number) | undefined,
  isDescending: boolean,
): Row[] {
  if (!sortBy) return rows;
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const sign = isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: sortBy(row) }))
    .sort((a, b) => {
      if (typeof a.key === "number" && typeof b.key === "number") return sign * (a.key - b.key);
      return sign * collator.compare(String(a.key), String(b.key));
    })
    .map(({ row }) => row);
}
