// The limit of keys.mjs: an empty input in such a window, and nothing behind it.
import { pause } from "./driver.mjs";
import { listen, waitsOf } from "./waits.mjs";
import { kill, openWindow, underXvfb } from "./window.mjs";

underXvfb();
const data = process.env.VAIDYA_KEYS;
process.env.VAIDYA_MEASURED = "keys";
const keys = Array.from({ length: 60 }, (_, at) =>
  at % 2 ? "Backspace" : "a",
);
let driver;
try {
  const opened = await openWindow(data, "empty-keys");
  driver = opened.driver;
  await opened.person.exists("input");
  await opened.person.hands.evaluate(
    "document.querySelector('input').focus(); return true",
  );
  await pause(1000);
  await listen(opened.person);
  const row = await waitsOf(opened.person, "an empty input", keys);
  console.log(JSON.stringify(row));
} finally {
  kill(data);
  driver?.kill();
}
