// The real window, driven by WebKitWebDriver under Xvfb.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inWindow, pause } from "./driver.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const program = process.env.VAIDYA ?? join(root, "target/debug/vaidya");

/** Without a screen the script runs again on one of its own, and ends with it. */
export function underXvfb() {
  if (process.env.DISPLAY) return;
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

/** The program on the clinic in `data`; `name` heads its pictures. */
export async function openWindow(data, name) {
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
  /** As somebody closes a window; answers when the program is gone and its files are free. */
  const close = async () => {
    await ask("DELETE", "");
    for (let tries = 0; pidsOf(data).length > 0; tries += 1) {
      if (tries > 100) throw new Error("the program does not close");
      await pause(100);
    }
    driver.kill();
  };
  return { person: inWindow(name, ask), driver, close };
}

/** The processes of this clinic's program alone, found by the folder that it was given. */
export function pidsOf(data) {
  const { stdout } = spawnSync("pgrep", ["-f", program], { encoding: "utf8" });
  const pids = stdout.split("\n").map(Number);
  return pids.filter((pid) => {
    if (pid === 0 || pid === process.pid) return false;
    const { stdout } = spawnSync("cat", [`/proc/${pid}/environ`], {
      encoding: "utf8",
    });
    return stdout.includes(`VAIDYA_DATA=${data}\0`);
  });
}

/** kill -9. */
export function kill(data) {
  for (const pid of pidsOf(data)) process.kill(pid, "SIGKILL");
}
