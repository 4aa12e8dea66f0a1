// A clinic of its own behind `vaidya serve`, and Chromium before it. What the page's console
// complains of is a failure.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** One more desk, with its records below `data`. */
export function serve(data) {
  const program = join(root, "target/debug/vaidya-cli");
  const env = {
    ...process.env,
    VAIDYA_DATA: data,
    VAIDYA_PAPERS: join(data, "papers"),
  };
  const server = spawn(program, ["serve"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const address = new Promise((resolve, reject) => {
    let text = "";
    server.stdout.on("data", (piece) => {
      text += piece;
      const found = /http:\/\/\S+/.exec(text);
      if (found) resolve(found[0]);
    });
    server.on("exit", () => reject(new Error("the server ended")));
  });
  return { server, address };
}

/**
 * Runs `act(context, address, browser, program)` and cleans up after it. `context.newPage()`
 * gives a window; `program.again()` ends the program and answers the address of the next one.
 */
export async function inBrowser(act) {
  const data = mkdtempSync(join(tmpdir(), "vaidya-browser-"));
  let { server, address } = serve(data);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ARGS,
  });
  const complaints = [];
  try {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 720 },
    });
    context.on("page", (page) => {
      page.on("pageerror", (error) =>
        complaints.push(
          `${new URL(page.url()).hash}: ${error.stack ?? error.message}`,
        ),
      );
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
    });
    const again = async () => {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await gone;
      ({ server, address } = serve(data));
      return address;
    };
    await act(context, await address, browser, { data, again });
    if (complaints.length > 0)
      throw new Error(`the console says:\n${complaints.join("\n")}`);
  } finally {
    await browser.close();
    server.kill();
    rmSync(data, { recursive: true, force: true });
  }
}
