// The screens to look at, and the ways through them with no mouse.
const settle = (page) => page.waitForTimeout(150);

async function firstPatient(page) {
  await page.keyboard.press("Control+f");
  await page.keyboard.type("laxmi");
  await page.waitForSelector('[role="option"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector(".banner");
}

import { clinicalScreens, clinicalWalks } from "./walks_clinical.mjs";

export const screens = [
  ...clinicalScreens,
  { name: "first-run", query: "mock=new", signIn: false },
  {
    name: "first-run-owner",
    query: "mock=new",
    signIn: false,
    act: async (page) => {
      await page.keyboard.press("n");
      await page.keyboard.type("Sanjeevani Clinic");
      await page.locator("select").selectOption("27");
      await page.keyboard.press("Control+Enter");
      await settle(page);
    },
  },
  { name: "sign-in", signIn: false },
  { name: "recover", signIn: false, act: (page) => page.locator("button").last().click() },
  { name: "home" },
  { name: "home-reception", user: "sunita" },
  { name: "home-empty", query: "mock&empty" },
  {
    name: "lock",
    act: async (page) => {
      await page.keyboard.press("Control+l");
      await page.waitForSelector("input[type=password]");
    },
  },
  {
    name: "palette",
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.waitForSelector("dialog");
      await page.keyboard.type("ra");
    },
  },
  {
    name: "keys",
    act: async (page) => {
      await page.keyboard.press("?");
      await page.waitForSelector("dialog");
    },
  },
  { name: "patients", hash: "/patients" },
  { name: "patients-empty", hash: "/patients", query: "mock&empty" },
  { name: "patients-error", hash: "/patients", query: "mock&fail=patients.find" },
  { name: "patients-loading", hash: "/patients", query: "mock&slow=patients.find" },
  {
    name: "search",
    act: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("98220");
      await page.waitForSelector('[role="option"]');
    },
  },
  { name: "register", hash: "/patients/new" },
  {
    name: "register-doubt",
    hash: "/patients/new",
    act: async (page) => {
      await page.waitForSelector("form");
      await page.keyboard.type("Laxmi Jadhav");
      await page.keyboard.press("Enter");
      await page.keyboard.press("f");
      await page.keyboard.press("Enter");
      await page.keyboard.type("16");
      await page.keyboard.press("Enter");
      await page.keyboard.type("31-2-2010");
      await page.keyboard.press("Enter");
      await page.keyboard.type("98220 41122");
      await page.waitForSelector("aside, .why");
    },
  },
  {
    name: "register-more",
    hash: "/patients/new",
    act: async (page) => {
      await page.waitForSelector("form");
      await page.keyboard.press("Alt+m");
    },
  },
  { name: "chart", act: firstPatient },
  {
    name: "chart-trends",
    act: async (page) => {
      await firstPatient(page);
      await page.locator('[role="tab"]').nth(1).click();
      await page.waitForSelector("svg[role=img]");
    },
  },
  {
    name: "chart-details",
    act: async (page) => {
      await firstPatient(page);
      await page.locator('[role="tab"]').nth(2).click();
    },
  },
  {
    name: "chart-card",
    act: async (page) => {
      await firstPatient(page);
      await page.keyboard.press("c");
      await page.waitForSelector("dialog img");
    },
  },
  {
    name: "chart-edit",
    act: async (page) => {
      await firstPatient(page);
      await page.keyboard.press("e");
      await page.waitForSelector("form");
    },
  },
  {
    name: "queue",
    hash: "/queue?doctor=all",
    act: async (page) => {
      await page.waitForSelector(".lane .row");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
    },
  },
  { name: "queue-one", hash: "/queue" },
  { name: "queue-empty", hash: "/queue", query: "mock&empty" },
  {
    name: "queue-give",
    act: async (page) => {
      await firstPatient(page);
      await page.keyboard.press("t");
      await page.waitForSelector("fieldset");
    },
  },
  { name: "display", hash: "/display", signIn: false },
  { name: "settings", hash: "/settings" },
  ...["doctors", "services", "papers", "desk"].map((part) => ({
    name: `settings-${part}`,
    hash: `/settings?part=${part}`,
  })),
  { name: "staff", hash: "/staff" },
  { name: "staff-permissions", hash: "/staff?part=permissions" },
  { name: "staff-activity", hash: "/staff?part=activity" },
];

async function expectFocus(page, text) {
  await page
    .waitForFunction((wanted) => document.activeElement?.textContent?.includes(wanted), text, {
      timeout: 4000,
    })
    .catch(async () => {
      const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
      throw new Error(`focus should be on "${text}", is on ${at}`);
    });
}

export const walks = [
  ...clinicalWalks,
  {
    name: "hundred-thousand-rows",
    query: "mock&many",
    run: async (page) => {
      await page.keyboard.press("Alt+3");
      await page.waitForSelector("tr.row");
      const rows = await page.locator("tr.row").count();
      if (rows > 80) throw new Error(`${rows} rows are in the page at once`);
      await page.keyboard.press("ArrowDown");
      await expectFocus(page, "Patient 0");
      await page.keyboard.press("End");
      await expectFocus(page, "Patient 99999");
      await page.keyboard.press("PageUp");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Home");
      await expectFocus(page, "Patient 0");
    },
  },
  {
    name: "register-and-token",
    user: "sunita",
    run: async (page) => {
      await page.keyboard.press("Alt+n");
      await page.waitForSelector("form");
      await page.waitForFunction(() => document.activeElement?.dataset.field === "name");
      for (const text of ["Kamala Devi Yadav", "f", "62", "", "94150 12345", "Bhuinj"]) {
        await page.keyboard.type(text);
        await page.keyboard.press("Enter");
      }
      await expectFocus(page, "Give a token");
      await page.keyboard.press("Enter");
      await page.waitForSelector("fieldset");
      await page.waitForFunction(() => document.activeElement?.type === "radio");
      await page.keyboard.press("Enter");
      await expectFocus(page, "Token slip");
    },
  },
  {
    name: "typed-survives-the-lock",
    user: "sunita",
    run: async (page) => {
      await page.keyboard.press("Alt+n");
      await page.waitForFunction(() => document.activeElement?.dataset.field === "name");
      await page.keyboard.type("Half Typed");
      await page.keyboard.press("Control+l");
      await page.waitForSelector("input[type=password]");
      await page.keyboard.type("correct horse");
      await page.keyboard.press("Enter");
      await page.waitForSelector("input[type=password]", { state: "detached" });
      const kept = await page.inputValue('[data-field="name"]');
      if (kept !== "Half Typed") throw new Error(`typed text became "${kept}"`);
      await page.keyboard.press("Alt+3");
      await page.waitForSelector("table");
      await page.keyboard.press("Alt+n");
      await page.waitForSelector('[role="alert"] button');
    },
  },
  {
    name: "token-in-two-keys",
    user: "sunita",
    run: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("priya");
      await page.waitForSelector('[role="option"]');
      await page.keyboard.press("Enter");
      await page.waitForSelector(".banner");
      await settle(page);
      await page.keyboard.press("t");
      await page.waitForFunction(() => document.activeElement?.type === "radio");
      await page.keyboard.press("Enter");
      await page.waitForSelector('[role="alert"], .given');
    },
  },
  {
    name: "change-profile",
    run: async (page) => {
      await firstPatient(page);
      await settle(page);
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.activeElement?.dataset.field === "name");
      await page.locator('[data-field="phone_other"]').focus();
      await page.keyboard.type("0216 722 0000");
      await page.keyboard.press("Control+Enter");
      await page.waitForSelector(".banner");
      await page.waitForFunction(() =>
        document.querySelector("main").contains(document.activeElement),
      );
      await page.waitForSelector(".toast");
    },
  },
  {
    name: "double-press-has-one-effect",
    user: "sunita",
    run: async (page) => {
      await page.keyboard.press("Alt+n");
      await page.waitForFunction(() => document.activeElement?.dataset.field === "name");
      await page.keyboard.type("Once Only");
      await page.keyboard.press("Enter");
      await page.keyboard.press("m");
      await page.keyboard.press("Enter");
      await page.keyboard.type("40");
      await page.keyboard.press("Control+Enter");
      await page.keyboard.press("Control+Enter");
      await expectFocus(page, "Give a token");
      await page.keyboard.press("Alt+3");
      await page.waitForSelector("tr.row");
      const made = await page.locator('tr.row:has-text("Once Only")').count();
      if (made !== 1) throw new Error(`registered ${made} times`);
    },
  },
  {
    name: "staff-by-keys",
    run: async (page) => {
      await page.keyboard.press("Alt+7");
      await page.waitForSelector("tr.row");
      await page.locator("tr.row").nth(0).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      await expectFocus(page, "Sunita Pawar");
    },
  },
  {
    name: "queue-by-keys",
    run: async (page) => {
      await page.keyboard.press("Alt+2");
      await page.waitForSelector(".lane .row");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("s");
      await page.waitForSelector(".toast");
      await page.keyboard.press("Control+z");
      await page.keyboard.press("p");
      await page.waitForSelector("dialog");
      await page.keyboard.press("4");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.keyboard.press("n");
      await page.waitForSelector(".toast");
    },
  },
  {
    name: "set-up",
    query: "mock=new",
    signIn: false,
    run: async (page) => {
      await page.waitForSelector(".ways");
      await page.keyboard.press("n");
      await page.waitForFunction(() => document.activeElement?.dataset.field === "clinic_name");
      await page.keyboard.type("Nirog Clinic");
      await page.locator("select").focus();
      await page.keyboard.type("Maha");
      await page.keyboard.press("Control+Enter");
      await page.waitForFunction(() => document.activeElement?.dataset.field === "owner_name");
      await page.keyboard.type("Dr. Anjali Deshpande");
      await page.locator('[data-field="user"]').focus();
      await page.keyboard.type("anjali");
      await page.keyboard.press("Enter");
      await page.keyboard.type("four words are best");
      await page.keyboard.press("Enter");
      await page.keyboard.type("four words are best");
      await page.locator('[data-field="keep_secret_in_file"]').focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("Control+Enter");
      await page.waitForSelector(".code");
      const groups = await page.locator(".code b").allTextContents();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForSelector("form");
      const labels = await page.locator("form label").allTextContents();
      for (const label of labels) {
        await page.keyboard.type(groups[Number(label.match(/\d+/)[0]) - 1].toLowerCase());
        await page.keyboard.press("Enter");
      }
      await page.waitForSelector("nav.rail");
    },
  },
];
