// Documents of a patient in Chromium: chosen, dropped and pasted; a photo made smaller on its
// way; opened and made larger by keys; what is none is refused in words; put away and back.
import { newClinic, patientForm, PASSWORD } from "./api.mjs";
import { inChromium, pause } from "./driver.mjs";

/** A picture that looks like something, as the bytes of a file. */
async function picture(page, { width, height, type, words, colour }) {
  const base64 = await page.evaluate(
    async ([width, height, type, words, colour]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext("2d");
      pen.fillStyle = colour;
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#fff";
      pen.beginPath();
      pen.arc(width / 2, height / 2, height / 3, 0, 7);
      pen.fill();
      pen.fillStyle = "#222";
      pen.font = `${Math.round(height / 12)}px sans-serif`;
      pen.textAlign = "center";
      pen.fillText(words, width / 2, height / 2);
      return canvas.toDataURL(type).split(",")[1];
    },
    [width, height, type, words, colour],
  );
  return Buffer.from(base64, "base64");
}

const pdf = (length) =>
  Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(length, 32)]);

async function choose(page, files) {
  await page.locator("input[type=file]").setInputFiles(files);
}

/** As the clipboard or a drop brings a file. */
async function bring(page, kind, file) {
  await page.evaluate(
    ([kind, name, type, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type }));
      const options = { bubbles: true, cancelable: true };
      const event =
        kind === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: data })
          : new DragEvent("drop", { ...options, dataTransfer: data });
      document.querySelector("section.documents").dispatchEvent(event);
    },
    [kind, file.name, file.mimeType, file.buffer.toString("base64")],
  );
}

async function signIn(page, address) {
  await page.goto(new URL("/", address).href);
  const person = inChromium("documents", page);
  await person.fill("user", "meera");
  await person.fill("password", PASSWORD);
  await person.press("Enter");
  await person.exists("nav.rail");
  return person;
}

async function open(page, patient) {
  await page.evaluate((id) => {
    location.hash = `#/patients/${id}?part=documents`;
  }, patient);
}

function noDialog(person, page) {
  return person.until("the dialog to close", () =>
    page.evaluate(() => !document.querySelector("dialog[open]")),
  );
}

/** Pictures come once they are in sight. */
async function pictures(page, count) {
  await page.waitForFunction(
    (count) =>
      document.querySelectorAll("section.documents article img").length >=
      count,
    count,
  );
}

export async function documents(context, address, browser) {
  const page = await context.newPage();
  await page.goto(address);
  const ask = await newClinic(page);
  const form = patientForm("Lakshmi Iyer");
  const register = { form, is_not_duplicate: true };
  const patient = (await ask("patients.register", register)).id;
  const person = await signIn(page, address);
  await open(page, patient);
  await person.see("No documents yet.");
  await person.look("empty");

  const photo = await picture(page, {
    width: 4000,
    height: 3000,
    type: "image/jpeg",
    words: "Left hand, day 3",
    colour: "#7a4b3a",
  });
  const scan = await picture(page, {
    width: 900,
    height: 1270,
    type: "image/png",
    words: "Blood report",
    colour: "#d8dde6",
  });
  await choose(page, [
    { name: "IMG_2041.jpg", mimeType: "image/jpeg", buffer: photo },
    { name: "Referral.pdf", mimeType: "application/pdf", buffer: pdf(40_000) },
  ]);
  await person.see("IMG_2041.jpg");
  await person.look("adding");
  await person.push("Add 2 documents");
  await noDialog(person, page);

  await bring(page, "drop", {
    name: "Blood report.png",
    mimeType: "image/png",
    buffer: scan,
  });
  await person.see("Blood report.png");
  await person.push("Add the document");
  await noDialog(person, page);
  await bring(page, "paste", {
    name: "image.png",
    mimeType: "image/png",
    buffer: scan,
  });
  await person.see("image.png");
  await person.push("Add the document");
  await noDialog(person, page);
  await choose(page, [
    { name: "Old letter.pdf", mimeType: "application/pdf", buffer: pdf(9_000) },
  ]);
  await person.push("Add the document");
  await noDialog(person, page);
  await pictures(page, 3);
  await pause(300);
  await person.look("five");

  const wide = await page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll("section.documents img")].map(
        (one) => one.naturalWidth,
      ),
    ),
  );
  if (wide !== 2000) throw new Error(`the photo is ${wide} dots wide`);

  await whatIsRefused(page, person);
  await looked(page, person);
  await putAway(page, person);
  await otherLooks(browser, context, address, patient);
}

async function whatIsRefused(page, person) {
  const html = Buffer.from("<!doctype html><script>alert(1)</script>");
  await choose(page, [
    { name: "Page.pdf", mimeType: "application/pdf", buffer: html },
    { name: "Film.pdf", mimeType: "application/pdf", buffer: pdf(11 << 20) },
  ]);
  await person.see("at most 10 MB");
  await person.push("Add 2 documents");
  await person.see("Only JPEG, PNG, WebP and PDF files can be added");
  await person.look("refused");
  await person.press("Escape");
  await person.gone("Film.pdf");
}

async function looked(page, person) {
  await person.push("IMG_2041");
  await person.seePicture();
  await person.look("picture");
  const width = () =>
    page.evaluate(() => document.querySelector("dialog[open] img").clientWidth);
  const fit = await width();
  await person.press("+");
  await person.press("+");
  const large = await width();
  if (large < fit * 1.4) throw new Error(`${large} px after ${fit} px`);
  await person.press("-");
  await person.shot("larger");
  await person.press("0");
  await pause(50);
  if ((await width()) !== fit) throw new Error("it does not fit again");
  await person.press("PageUp");
  await person.see("Vaidya does not open PDFs");
  await person.look("pdf");
  await person.press("s");
  await person.see("A copy was saved");
  await person.press("Escape");
  await person.gone("Vaidya does not open PDFs");
}

async function putAway(page, person) {
  await person.push("More about Old letter");
  await person.until("the menu", () =>
    page.evaluate(() => document.activeElement.role === "menuitem"),
  );
  await person.press("End");
  await person.press("Enter");
  await person.fill("reason", "Of another patient");
  await person.push("Put away");
  await person.gone("Of another patient");
  await person.gone("Old letter");
  await person.toLabel("Show those put away");
  await person.press("Space");
  await person.see("Of another patient");
  await person.look("put-away");
}

async function otherLooks(browser, context, address, patient) {
  for (const [name, width, height, language, theme] of [
    ["hindi", 1280, 720, "hi", "light"],
    ["narrow-dark", 640, 800, "en", "dark"],
  ]) {
    const own = await browser.newContext({ viewport: { width, height } });
    await own.addCookies(await context.cookies());
    const keep = ([language, theme]) => {
      localStorage.setItem("language", language);
      localStorage.setItem("theme", theme);
    };
    await own.addInitScript(keep, [language, theme]);
    const page = await own.newPage();
    const person = await signIn(page, address);
    await open(page, patient);
    await pictures(page, 1);
    await pause(300);
    await person.look(name);
    const wide = await page.evaluate(() => {
      const part = document.querySelector("section.documents");
      return part.scrollWidth - part.clientWidth;
    });
    if (wide > 1) throw new Error(`${name}: ${wide} px too wide`);
    await own.close();
  }
}
