// One way to drive the screens, in Chromium (Playwright) and in the real window (WebDriver):
// keys alone, no mouse. What a person cannot reach with Tab is not reached here either.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);
const PATIENCE_MS = 20_000;
const TABS_MAX = 120;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Turns `evaluate(source)`, `press(key)`, `typeText(text)` and `picture()` into a person. */
export class Person {
  constructor(name, hands) {
    this.name = name;
    this.hands = hands;
    this.shots = 0;
    this.folder = join(here, "../output", name);
    mkdirSync(this.folder, { recursive: true });
  }

  async until(what, check) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await check();
      if (found) return found;
      if (Date.now() > end) {
        await this.shot("failed");
        const text = await this.hands.evaluate(
          "return document.body.innerText",
        );
        throw new Error(
          `${this.name}: waited in vain for ${what}. The screen says:\n${text}`,
        );
      }
      await pause(60);
    }
  }

  /** The screen shows this text, wherever. */
  see(text) {
    const source = `return document.body.innerText.includes(${JSON.stringify(text)})`;
    return this.until(`“${text}”`, () => this.hands.evaluate(source));
  }

  gone(text) {
    const source = `return !document.body.innerText.includes(${JSON.stringify(text)})`;
    return this.until(`“${text}” to go`, () => this.hands.evaluate(source));
  }

  exists(selector) {
    const source = `return Boolean(document.querySelector(${JSON.stringify(selector)}))`;
    return this.until(selector, () => this.hands.evaluate(source));
  }

  /** A paper or a code is on the screen, drawn. */
  seePicture() {
    const drawn = "[...document.querySelectorAll('dialog[open] img')]";
    const source = `return ${drawn}.some((one) => one.complete && one.naturalWidth > 0)`;
    return this.until("a picture", () => this.hands.evaluate(source));
  }

  press(key) {
    return this.hands.press(key);
  }

  /** The key of a button, once the button is there. */
  async use(key) {
    const shown = key.replace(/[a-z]$/, (letter) => letter.toUpperCase());
    await this.exists(`[aria-keyshortcuts="${shown}"]`);
    await this.press(key);
  }

  async type(text) {
    await this.hands.typeText(text);
  }

  /** Tab by Tab to the element that this source finds. */
  async tabUntil(what, find) {
    await this.until(what, () =>
      this.hands.evaluate(`return Boolean(${find})`),
    );
    const source = `
      const wanted = ${find};
      const active = document.activeElement;
      return wanted === active || Boolean(wanted?.contains(active));`;
    for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
      if (await this.hands.evaluate(source)) return;
      await this.press("Tab");
    }
    await this.shot("failed");
    throw new Error(`${this.name}: Tab never reaches ${what}`);
  }

  tabTo(selector) {
    return this.tabUntil(
      selector,
      `document.querySelector(${JSON.stringify(selector)})`,
    );
  }

  /** Fills the field that the core calls so. */
  async fill(field, text) {
    await this.tabTo(`[data-field="${field}"]`);
    await this.press("Control+a");
    await this.type(text);
  }

  /** Tabs to the control with this label. */
  toLabel(label) {
    return this.tabUntil(
      `the label “${label}”`,
      `[...document.querySelectorAll("label")]
        .find((one) => one.innerText.trim().startsWith(${JSON.stringify(label)}))?.control`,
    );
  }

  async fillLabelled(label, text) {
    await this.toLabel(label);
    await this.press("Control+a");
    await this.type(text);
  }

  /** Tabs to the button or link that shows this text, and presses it. */
  async push(text) {
    await this.tabUntil(
      `the button “${text}”`,
      `[...(document.querySelector("dialog[open]") ?? document)
        .querySelectorAll("button, a[href], [role=tab], summary")]
        .find((one) => one.innerText.trim().startsWith(${JSON.stringify(text)})
          && one.getClientRects().length > 0)`,
    );
    await this.press("Enter");
  }

  async shot(step) {
    this.shots += 1;
    const number = String(this.shots).padStart(2, "0");
    writeFileSync(
      join(this.folder, `${number}-${step}.png`),
      await this.hands.picture(),
    );
  }

  /** Looks at a screen: a picture is kept and axe must find nothing. */
  async look(step) {
    await this.shot(step);
    await this.hands.evaluate(`if (!window.axe) { ${axeSource} } return true`);
    const found = await this.hands.evaluateLater(`
      const { violations } = await window.axe.run();
      return violations.map((one) => one.id + ": "
        + one.nodes.map((node) => node.html.slice(0, 200)).join(" | "));`);
    if (found.length > 0)
      throw new Error(`${this.name}: axe on ${step}:\n${found.join("\n")}`);
  }
}

export function inChromium(name, page) {
  const run = (source) => page.evaluate(`(async () => { ${source} })()`);
  return new Person(name, {
    evaluate: run,
    evaluateLater: run,
    press: (key) => page.keyboard.press(key),
    typeText: (text) => page.keyboard.type(text),
    picture: () => page.screenshot(),
  });
}

const WEBDRIVER_KEYS = {
  Control: "\uE009",
  Alt: "\uE00A",
  Shift: "\uE008",
  Space: " ",
  Tab: "\uE004",
  Enter: "\uE007",
  Escape: "\uE00C",
  Backspace: "\uE003",
  Delete: "\uE017",
  ArrowUp: "\uE013",
  ArrowDown: "\uE015",
  ArrowLeft: "\uE012",
  ArrowRight: "\uE014",
};

export function inWindow(name, ask) {
  const keys = (actions) =>
    ask("POST", "/actions", {
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  const code = (key) => WEBDRIVER_KEYS[key] ?? key;
  return new Person(name, {
    evaluate: (source) =>
      ask("POST", "/execute/sync", { script: source, args: [] }),
    evaluateLater: (source) =>
      ask("POST", "/execute/async", {
        script: `const done = arguments[arguments.length - 1];
          (async () => { ${source} })().then(done, (error) => done([String(error)]));`,
        args: [],
      }),
    press: (chord) => {
      const parts = chord.split("+").map(code);
      const down = parts.map((value) => ({ type: "keyDown", value }));
      const up = [...parts]
        .reverse()
        .map((value) => ({ type: "keyUp", value }));
      return keys([...down, ...up]);
    },
    typeText: (text) =>
      keys(
        [...text].flatMap((value) => [
          { type: "keyDown", value },
          { type: "keyUp", value },
        ]),
      ),
    picture: async () => {
      // What the page says is on the screen a frame or two later.
      await ask("POST", "/execute/async", {
        script: `const done = arguments[arguments.length - 1];
          setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())), 50);
          setTimeout(done, 500);`,
        args: [],
      });
      return Buffer.from(await ask("GET", "/screenshot"), "base64");
    },
  });
}
