import { spawn } from "node:child_process";
import { writeFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const server = spawn("/work/main/target/debug/vaidya-cli", ["demo"], { env: { ...process.env, VAIDYA_DATA: "/tmp/keys/data" }, stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((ok) => { let t = ""; server.stdout.on("data", (p) => { t += p; const f = /http:\/\/\S+/.exec(t); if (f) ok(f[0]); }); });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
page.on("pageerror", (e) => console.log("PAGEERROR", e.message));
page.on("console", (m) => { if (m.type() === "error") console.log("CONSOLE", m.text()); });
const look = async (name) => {
  await page.waitForTimeout(500);
  writeFileSync(`/tmp/look6/${name}.png`, await page.screenshot());
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run()).violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")));
  if (found.length) console.log("AXE", name, found.join("\n"));
};
try {
  await page.goto(address);
  await page.waitForTimeout(1500);
  await page.getByText(process.env.WHO ?? "Owner", { exact: false }).first().click().catch(() => {});
  await page.waitForTimeout(500);
  const pw = page.locator('input[type=password]');
  if (await pw.count()) { await pw.fill("demo clinic practice"); await pw.press("Enter"); }
  await page.waitForTimeout(3500);
  await import(process.env.STEPS).then((m) => m.default({ page, look }));
} catch (e) { console.log("FAILED", e.message.slice(0, 800)); writeFileSync("/tmp/look6/failed.png", await page.screenshot()); }
finally { await browser.close(); server.kill(); }
