// Every screen over the demo clinic, in the looks that people use: both languages, light, dark
// and high contrast, the small and the large screen, and zoomed to 200 %. A picture of each is
// kept, axe must find nothing, and nothing may be wider than the window.
import { call } from "./api.mjs";
import { inChromium, pause } from "./driver.mjs";

const looks = [
  {
    name: "1280-light-en",
    width: 1280,
    height: 720,
    theme: "light",
    language: "en",
  },
  {
    name: "1280-dark-hi",
    width: 1280,
    height: 720,
    theme: "dark",
    language: "hi",
  },
  {
    name: "1920-light-hi",
    width: 1920,
    height: 1080,
    theme: "light",
    language: "hi",
  },
  {
    name: "1920-contrast-en",
    width: 1920,
    height: 1080,
    theme: "contrast",
    language: "en",
  },
  // 1280 × 720 at 200 %.
  {
    name: "zoomed-light-en",
    width: 640,
    height: 360,
    theme: "light",
    language: "en",
  },
];

async function screensOf(ask) {
  const board = await ask("queue.board", { day: null, doctor_id: null });
  const visits = await ask("visits.list", {
    day: null,
    doctor_id: null,
    limit: 50,
  });
  const bills = await ask("billing.list", {
    day: null,
    patient_id: null,
    only_due: false,
    limit: 5,
  });
  const inpatients = await ask("wards.inpatients", { ward_id: null });
  const stay = inpatients[0].id;
  const patient = visits[0].patient_id;
  const signed = visits.find((visit) => visit.status === "signed");
  const open = visits.find((visit) => visit.status === "open");
  const doctor = {
    home: "/",
    queue: "/queue",
    patients: "/patients",
    register: "/patients/new",
    chart: `/patients/${patient}`,
    change: `/patients/${patient}/edit`,
    give: `/queue/give/${patient}`,
    visits: "/visits",
    "visit-open": `/visit/${(open ?? signed).visit_id}`,
    "visit-signed": `/visit/${signed.visit_id}`,
    calendar: "/calendar?view=day",
    "calendar-week": "/calendar?view=week",
    "calendar-month": "/calendar?view=month",
    "calendar-lists": "/calendar/lists",
    wards: "/wards",
    stay: `/admission/${stay}`,
    "stay-rounds": `/admission/${stay}?part=rounds`,
    "stay-charts": `/admission/${stay}?part=charts`,
    "stay-medicines": `/admission/${stay}?part=medicines`,
    "stay-discharge": `/admission/${stay}?part=discharge`,
    nursing: "/nursing",
    registers: "/registers",
    "not-allowed": "/bills",
  };
  const owner = {
    "home-owner": "/",
    bills: "/bills",
    "bill-new": `/bill/new/${board[0]?.patient_id ?? patient}`,
    bill: `/bill/${bills[0].id}`,
    schedules: "/calendar/schedules",
    "schedules-lists": "/calendar/lists?part=utilisation",
    "wards-setup": "/wards/setup",
    admit: `/wards/admit/${patient}`,
    "stay-bill": `/admission/${stay}?part=bill`,
    settings: "/settings",
    "settings-doctors": "/settings?part=doctors",
    "settings-services": "/settings?part=services",
    "settings-backups": "/settings?part=backups",
    staff: "/staff",
    "staff-permissions": "/staff?part=permissions",
    display: "/display",
  };
  return { doctor, owner };
}

export async function everyLook(context, address, browser) {
  const first = await context.newPage();
  await first.goto(address);
  const session = (await call(first, "desk.open_demo", {})).token;
  const all = await screensOf((route, args) =>
    call(first, route, args, session),
  );
  const cookies = await context.cookies();
  const problems = [];
  for (const look of looks) {
    const own = await browser.newContext({
      viewport: { width: look.width, height: look.height },
    });
    await own.addCookies(cookies);
    await own.addInitScript(
      ([theme, language]) => {
        localStorage.setItem("theme", theme);
        localStorage.setItem("language", language);
      },
      [look.theme, look.language],
    );
    for (const [user, screens] of Object.entries(all))
      await lookAt(own, address, look, user, screens, problems);
    await own.close();
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

async function lookAt(context, address, look, user, screens, problems) {
  const page = await context.newPage();
  page.on("pageerror", (error) =>
    problems.push(`${look.name}: ${error.message}`),
  );
  await page.goto(new URL("/", address).href);
  const person = inChromium("looks", page);
  await person.fill("user", user);
  await person.fill("password", "demo clinic practice");
  await person.press("Enter");
  await person.exists("nav.rail");
  for (const [name, hash] of Object.entries(screens)) {
    await page.evaluate((to) => (location.hash = `#${to}`), hash);
    await pause(350);
    await person
      .look(`${look.name}-${name}`)
      .catch((error) => problems.push(error.message));
    const wide = await page.evaluate(
      () =>
        document.documentElement.scrollWidth -
        document.documentElement.clientWidth,
    );
    if (wide > 1) problems.push(`${look.name}-${name}: ${wide} px too wide`);
  }
  await page.close();
}
