// The journeys in Chromium, over `vaidya serve` and a real encrypted clinic of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { inChromium } from "./driver.mjs";
import * as journey from "./journey.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const data = mkdtempSync(join(tmpdir(), "vaidya-browser-"));

function serve() {
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

const { server, address } = serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 720 },
  });
  const complaints = [];
  page.on("pageerror", (error) =>
    complaints.push(`${new URL(page.url()).hash}: ${error.stack ?? error.message}`),
  );
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(await address);
  await journey.wholeDay(inChromium("browser", page));
  await aSecondVisitWithTheSameAddressIsRefused();
  if (complaints.length > 0) throw new Error(`the console says:\n${complaints.join("\n")}`);
  console.log("browser: the whole day passed");
} finally {
  await browser.close();
  server.kill();
  rmSync(data, { recursive: true, force: true });
}

async function aSecondVisitWithTheSameAddressIsRefused() {
  const other = await (await browser.newContext()).newPage();
  const answer = await other.goto(await address);
  if (answer.status() !== 403) throw new Error("the one-time address worked twice");
}
