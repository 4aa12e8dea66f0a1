// Acts that hurt for long ask whether the person is really there. Whoever sends such a command
// waits here for the answer; one dialog in the frame asks.
interface Confirming {
  isOpen: boolean;
}

export const confirming = $state<Confirming>({ isOpen: false });
let waiting: ((isThere: boolean) => void)[] = [];

/** True once the password was right; false when the person would rather not. */
export function confirmed(): Promise<boolean> {
  confirming.isOpen = true;
  return new Promise((resolve) => waiting.push(resolve));
}

export function answer(isThere: boolean): void {
  confirming.isOpen = false;
  for (const resolve of waiting) resolve(isThere);
  waiting = [];
}
