// Enter in a search box must take from what was found for the words in the box, never from what
// was found for the words before: a fast hand would else prescribe another drug. Until the
// answer for the newest text is here, Enter waits for it.
export class Fresh<T> {
  #foundFor: string | null = null;
  #waiting: HTMLInputElement | null = null;

  constructor(
    readonly ask: (text: string) => Promise<T[]>,
    /** True while the box shows something chosen: then Enter is not about the list. */
    readonly isChosen: () => boolean = () => false,
  ) {}

  find = async (text: string): Promise<T[]> => {
    try {
      const found = await this.ask(text);
      this.#foundFor = text;
      this.#enterAgain(text);
      return found;
    } catch (problem) {
      this.#waiting = null;
      throw problem;
    }
  };

  /** For the keydown of the box, before the box itself hears it. */
  guard = (event: KeyboardEvent): void => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.role !== "combobox") return;
    if (event.key !== "Enter" || event.isComposing || this.isChosen()) {
      this.#waiting = null;
      return;
    }
    if (box.value.trim() === "" || box.value === this.#foundFor) return;
    event.preventDefault();
    event.stopPropagation();
    this.#waiting = box;
  };

  #enterAgain(text: string): void {
    const box = this.#waiting;
    if (!box || box.value !== text) return;
    this.#waiting = null;
    // After the box has taken the answer over.
    setTimeout(() => {
      if (document.activeElement !== box || box.value !== text) return;
      const enter = { key: "Enter", bubbles: true, cancelable: true };
      box.dispatchEvent(new KeyboardEvent("keydown", enter));
    });
  }
}
