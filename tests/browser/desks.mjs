// Two computers of one clinic and a real server over TLS: one is let in by the other, both
// see what the other writes, and both go on working when the server is gone.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { registerOne } from "./backup.mjs";
import { serve } from "./chromium.mjs";
import { inChromium, pause } from "./driver.mjs";
import { letIn } from "./join.mjs";
import * as journey from "./journey.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const SEEN_MS = 2_000;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** The clinic's server, below `data`; `end()` waits until it is gone. */
export function syncServer(data, port) {
  const program = join(root, "target/debug/vaidya-server");
  const listen = `127.0.0.1:${port}`;
  const args = ["--folder", data, "serve", "--listen", listen];
  const server = spawn(program, [...args, "--founding", "open"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise((resolve) => server.once("exit", resolve));
  const ready = new Promise((resolve, reject) => {
    server.stdout.on("data", (piece) => {
      if (String(piece).includes("Listening")) resolve();
    });
    server.once("exit", () => reject(new Error("the sync server ended")));
  });
  const end = () => {
    server.kill();
    return gone;
  };
  return { ready, end };
}

async function connect(person, address) {
  await journey.goTo(person, "Settings");
  await journey.tab(person, "Computers");
  await person.see("With a server, several computers");
  await person.look("computers-alone");
  await person.fill("name", "Front desk");
  await person.fill("address", "127.0.0.1:1");
  await person.push("Connect to the server");
  await person.see("The server did not answer");
  await person.look("computers-no-server");
  await person.fill("address", address);
  await person.push("Connect to the server");
  await person.see("Everything is sent");
  await person.look("computers-connected");
}

const through = (there, address) => async (typed) => {
  await there.fill("address", address);
  await there.fill("word", "wrong");
  await there.fill("name", "Pharmacy");
  await there.push("Go on");
  await there.see("Type the eight letters and digits");
  await there.look("join");
  await there.fill("word", typed.toLowerCase());
  await there.push("Go on");
};

async function isSeenSoon(here, there) {
  await journey.goTo(there, "Patients");
  await there.see("No patients yet");
  await registerOne(here);
  const began = Date.now();
  await there.see("Sunita Pawar");
  const took = Date.now() - began;
  console.log(`desks: registered on one, seen on the other after ${took} ms`);
  if (took > SEEN_MS) throw new Error(`seen after ${took} ms`);
  await there.look("seen-there");
}

/** The clinic leaves its server: the front desk becomes the hub, and the other follows. */
async function toTheHub(here, there) {
  await journey.goTo(here, "Settings");
  await journey.tab(here, "Computers");
  await here.push("Move the clinic's meeting place");
  await here.see("To this computer");
  await here.look("move");
  await here.push("Make this computer the hub");
  await here.see("This computer is the hub");
  await here.see("Everything is sent");
  await here.look("moved-to-hub");
  await journey.goTo(there, "Settings");
  await journey.tab(there, "Computers");
  await there.see("Another computer of the clinic is its hub");
  await there.see("Everything is sent");
  await there.look("followed");
  await journey.goTo(there, "Patients");
}

export async function twoDesks(context, address, browser) {
  const folders = [0, 1].map(() =>
    mkdtempSync(join(tmpdir(), "vaidya-desks-")),
  );
  const port = await freePort();
  let server = syncServer(folders[0], port);
  const second = serve(folders[1]);
  try {
    await server.ready;
    const at = `127.0.0.1:${port}`;
    const page = await context.newPage();
    await page.goto(address);
    const front = inChromium("desks-here", page);
    await journey.setUp(front);
    await connect(front, at);
    const other = await browser.newContext({
      viewport: { width: 1280, height: 720 },
    });
    const otherPage = await other.newPage();
    await otherPage.goto(await second.address);
    const pharmacy = inChromium("desks-there", otherPage);
    await letIn(front, pharmacy, { look: "join", find: through(pharmacy, at) });
    await front.see("Pharmacy");
    await front.look("computers-two");
    await isSeenSoon(front, pharmacy);

    await server.end();
    await front.see("No line");
    await pharmacy.see("No line");
    await journey.goTo(front, "Patients");
    await registerOne(front, "Ravi Kumar", "A-000002");
    await front.press("o");
    await front.see("Only on this computer");
    await front.look("no-line");
    server = syncServer(folders[0], port);
    await server.ready;
    await pause(500);
    await front.gone("No line");
    await front.gone("Only on this computer");
    await front.look("sent-at-last");
    await pharmacy.gone("No line");
    await toTheHub(front, pharmacy);
    await server.end();
    await registerOne(pharmacy, "Meera Shah", "B-000001");
    await journey.goTo(front, "Patients");
    await front.see("Meera Shah");
  } finally {
    second.server.kill();
    await server.end();
    folders.forEach((folder) =>
      rmSync(folder, { recursive: true, force: true }),
    );
  }
}
