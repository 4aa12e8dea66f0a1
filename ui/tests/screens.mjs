// Opens every screen of the mock build in Chromium: two sizes, light and dark, English and Hindi.
// Keeps screenshots in tests/output/ui, runs axe on each, and walks without a mouse.
//   node tests/screens.mjs [only=patients] [quick]
import { createServer } from "node:http";
import { mkdirSync, readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { screens, walks } from "./walks.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../../tests/output/ui");
const dist = join(here, "../../tests/output/ui-mock");
mkdirSync(out, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const only = process.argv.find((arg) => arg.startsWith("only="))?.slice(5);
const isQuick = process.argv.includes("quick");

process.chdir(join(here, ".."));
await build({ mode: "mock", logLevel: "warn", build: { outDir: dist, emptyOutDir: true } });

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const CSP = "default-src 'self'; img-src 'self' data:; style-src 'self'";
const server = createServer((request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  const file = join(dist, path === "/" ? "index.html" : path);
  if (!existsSync(file)) return response.writeHead(404).end();
  const type = types[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-security-policy": CSP });
  response.end(readFileSync(file));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const problems = [];

const looks = [
  { name: "1280-light-en", width: 1280, height: 720, theme: "light", language: "en" },
  { name: "1280-dark-hi", width: 1280, height: 720, theme: "dark", language: "hi" },
  { name: "1920-light-hi", width: 1920, height: 1080, theme: "light", language: "hi" },
  { name: "1920-dark-en", width: 1920, height: 1080, theme: "dark", language: "en" },
  { name: "640-contrast-en", width: 640, height: 720, theme: "contrast", language: "en" },
];

async function openPage(look) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
  });
  await context.addInitScript(
    ([theme, language]) => {
      localStorage.setItem("theme", theme);
      localStorage.setItem("language", language);
    },
    [look.theme, look.language],
  );
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`${look.name}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${look.name}: ${error.message}`));
  return page;
}

async function check(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const { id, nodes } of violations)
    problems.push(
      `${name}: axe ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
    );
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (wide > 1) problems.push(`${name}: ${wide} px too wide`);
}

const wanted = process.argv.find((arg) => arg.startsWith("look="))?.slice(5);
for (const look of looks
  .filter((one) => (wanted ? one.name.includes(wanted) : true))
  .slice(0, isQuick ? 1 : 9)) {
  for (const screen of screens) {
    if (only && !screen.name.includes(only)) continue;
    const page = await openPage(look);
    const name = `${screen.name}-${look.name}`;
    try {
      await page.goto(`${base}?${screen.query ?? "mock"}#${screen.hash ?? "/"}`);
      if (screen.signIn !== false) await signIn(page, screen.user ?? "anjali");
      await screen.act?.(page);
      await page.waitForTimeout(220);
      await page.screenshot({ path: join(out, `${name}.png`) });
      await check(page, name);
    } catch (problem) {
      problems.push(`${name}: ${problem.message.split("\n").slice(0, 3).join(" ")}`);
      await page.screenshot({ path: join(out, `${name}-failed.png`) }).catch(() => {});
    }
    await page.context().close();
  }
}

async function signIn(page, user) {
  await page.waitForFunction(() => document.activeElement?.dataset.field === "user");
  await page.keyboard.type(user);
  await page.keyboard.press("Enter");
  await page.keyboard.type("correct horse");
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav.rail");
}

for (const walk of walks) {
  if (only && !walk.name.includes(only)) continue;
  const page = await openPage(looks[0]);
  try {
    await page.goto(`${base}?${walk.query ?? "mock"}#/`);
    if (walk.signIn !== false) await signIn(page, walk.user ?? "anjali");
    await walk.run(page);
    console.log(`walk ${walk.name}: ok`);
  } catch (problem) {
    problems.push(`walk ${walk.name}: ${problem.message}`);
    await page.screenshot({ path: join(out, `walk-${walk.name}-failed.png`) }).catch(() => {});
  }
  await page.context().close();
}

await browser.close();
server.close();
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "all screens are well" : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
