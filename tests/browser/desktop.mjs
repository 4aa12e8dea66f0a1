// The same day in the real window: WebKitWebDriver starts the program under Xvfb, and in the
// middle of typing a note the program is killed and opened again.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inWindow, pause } from "./driver.mjs";
import { wholeStay } from "./hospital.mjs";
import * as journey from "./journey.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.VAIDYA ?? join(root, "target/debug/vaidya");
const data = mkdtempSync(join(tmpdir(), "vaidya-window-"));

if (!process.env.DISPLAY) {
  const again = [
    "-a",
    "-s",
    "-screen 0 1280x800x24",
    process.execPath,
    ...process.argv.slice(1),
  ];
  const { status } = spawnSync("xvfb-run", again, { stdio: "inherit" });
  process.exit(status ?? 1);
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function openWindow() {
  const port = await freePort();
  const env = {
    ...process.env,
    TAURI_WEBVIEW_AUTOMATION: "true",
    VAIDYA_DATA: data,
    VAIDYA_PAPERS: join(data, "papers"),
    // No keyring here: the program must say so and work all the same.
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent",
  };
  const driver = spawn(
    "WebKitWebDriver",
    [`--port=${port}`, "--host=127.0.0.1"],
    {
      env,
      stdio: "ignore",
    },
  );
  const base = `http://127.0.0.1:${port}/session`;
  const send = async (method, url, body) => {
    const answer = await fetch(url, {
      method,
      body: body && JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    const { value } = await answer.json();
    if (!answer.ok)
      throw new Error(`${url}: ${JSON.stringify(value).slice(0, 500)}`);
    return value;
  };
  const wanted = {
    capabilities: {
      alwaysMatch: {
        "webkitgtk:browserOptions": { binary: program, args: [] },
      },
    },
  };
  let session;
  for (let tries = 0; !session; tries += 1) {
    try {
      session = await send("POST", base, wanted);
    } catch (error) {
      if (tries > 50) throw error;
      await pause(200);
    }
  }
  const ask = (method, path, body) =>
    send(method, `${base}/${session.sessionId}${path}`, body);
  return { person: inWindow("desktop", ask), driver };
}

/** kill -9 of this clinic's program alone, found by the folder that it was given. */
function kill() {
  const found = spawnSync("pgrep", ["-f", program], {
    encoding: "utf8",
  }).stdout.split("\n");
  for (const pid of found
    .map(Number)
    .filter((number) => number > 0 && number !== process.pid)) {
    const env = spawnSync("cat", [`/proc/${pid}/environ`], {
      encoding: "utf8",
    }).stdout;
    if (env.includes(data)) process.kill(pid, "SIGKILL");
  }
}

const started = [];
async function start() {
  const opened = await openWindow();
  started.push(opened.driver);
  return opened.person;
}

try {
  let person = await start();
  await journey.morning(person);
  await journey.beginVisit(person);
  await person.fill("complaint", "Burning in the chest since Mond");
  // Nothing is saved by hand: what was typed half a second ago must survive.
  await pause(1000);
  kill();
  started.pop().kill();
  await pause(500);
  const shots = person.shots;
  person = await start();
  person.shots = shots;
  await person.exists('[data-field="password"]');
  await journey.signIn(person, "meera");
  await journey.reopenVisit(person);
  await person.until("the note to be there", () =>
    person.hands.evaluate(
      "return document.querySelector('[data-field=complaint]')?.value === 'Burning in the chest since Mond'",
    ),
  );
  await person.look("the-note-is-there");
  await journey.consult(person);
  await journey.sign(person);
  await journey.bill(person);
  await wholeStay(person);
  console.log(
    "desktop: the whole day and a stay passed, with a kill in the middle of a note",
  );
} finally {
  kill();
  for (const driver of started) driver.kill();
  rmSync(data, { recursive: true, force: true });
}
