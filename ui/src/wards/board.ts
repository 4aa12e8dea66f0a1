// The shapes of the bed board and the walk over its tiles by arrows. What a bed is, the core says.
import type { Args, Output } from "../api/call";

export type BedBoard = Output<"wards.board">;
export type BoardWard = BedBoard["wards"][number];
export type BoardBed = BoardWard["beds"][number];
export type BedState = BoardBed["state"];
export type Occupant = BoardBed["occupants"][number];
export type Clash = BedBoard["clashes"][number];
export type Condition = Args<"wards.set_condition">["condition"];

export const states: BedState[] = ["free", "taken", "reserved", "cleaning", "blocked"];

export interface Filter {
  ward: string;
  state: string;
  doctor: string;
}

/** The wards with the beds that pass the filter. */
export function filtered(wards: BoardWard[], filter: Filter): BoardWard[] {
  return wards
    .filter((ward) => !filter.ward || ward.ward_id === filter.ward)
    .map((ward) => ({
      ...ward,
      beds: ward.beds.filter(
        (bed) =>
          (!filter.state || bed.state === filter.state) &&
          (!filter.doctor || bed.occupants.some((one) => one.doctor_id === filter.doctor)),
      ),
    }))
    .filter((ward) => ward.beds.length > 0);
}

/** The tile that an arrow leads to, by where the tiles stand on the screen. */
export function neighbour(
  tiles: HTMLElement[],
  from: HTMLElement | undefined,
  key: "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight",
): HTMLElement | undefined {
  if (!from) return tiles[0];
  const at = tiles.indexOf(from);
  if (key === "ArrowRight") return tiles[at + 1];
  if (key === "ArrowLeft") return tiles[at - 1];
  const here = from.getBoundingClientRect();
  const isDown = key === "ArrowDown";
  const beyond = tiles
    .map((tile) => ({ tile, box: tile.getBoundingClientRect() }))
    .filter(({ box }) => (isDown ? box.top > here.top + 4 : box.top < here.top - 4));
  if (beyond.length === 0) return undefined;
  const tops = beyond.map(({ box }) => box.top);
  const row = isDown ? Math.min(...tops) : Math.max(...tops);
  const inRow = beyond.filter(({ box }) => Math.abs(box.top - row) < 4);
  return inRow.toSorted(
    (a, b) => Math.abs(a.box.left - here.left) - Math.abs(b.box.left - here.left),
  )[0]?.tile;
}
