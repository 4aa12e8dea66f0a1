// One day at the desk, told once: the browser and the real window both live it, by keys alone.

export const PASSWORD = "seven green parrots";
export const DRUGS = [
  ["paracet", "1-0-1 x 5 pc"],
  ["cetiri", "hs 5 days"],
  ["pantop", "od 10 days ac"],
  ["amoxicillin + clav", "bd 5d pc"],
  ["ors", "sos loose"],
];

/** The first five minutes: clinic, owner, the code on paper and proven. */
export async function setUp(person) {
  await person.see("Set up a clinic");
  await person.look("first-run");
  await person.press("n");
  await person.fill("clinic_name", "Asha Clinic");
  await person.fill("phone", "98765 00000");
  await person.fill("place", "Wagholi");
  await person.fill("address", "12, Station Road");
  await person.tabTo('[data-field="state_code"]');
  await person.type("Mahar");
  await person.look("clinic");
  await person.push("Next");
  await person.fill("owner_name", "Dr Meera Deshpande");
  await person.fill("qualification", "MBBS, MD");
  await person.fill("registration_no", "MMC-2011-0457");
  await person.fill("user", "meera");
  await person.fill("password", PASSWORD);
  await person.press("Tab");
  await person.type(PASSWORD);
  const asksForFile =
    "return Boolean(document.querySelector('[data-field=keep_secret_in_file]'))";
  if (await person.hands.evaluate(asksForFile)) {
    await person.tabTo('[data-field="keep_secret_in_file"]');
    await person.press("Space");
  }
  await person.look("owner");
  await person.push("Set up the clinic");
  return proveTheCode(person);
}

/** Answers the code, as it stands on the paper. */
export async function proveTheCode(person) {
  await person.exists("ol.code");
  await person.look("recovery-code");
  const groups = await person.hands.evaluate(
    "return [...document.querySelectorAll('ol.code li b')].map((one) => one.innerText.trim())",
  );
  if (groups.length !== 7) throw new Error(`a code of ${groups.length} groups`);
  await person.push("I have it on paper");
  await person.exists("form input");
  const asked = await person.hands.evaluate(
    `return [...document.querySelectorAll("form label")]
      .map((one) => Number(/Group (\\d)/.exec(one.innerText)?.[1]))
      .filter((number) => number > 0)`,
  );
  for (const number of asked)
    await person.fillLabelled(`Group ${number}`, groups[number - 1]);
  await person.push("Prove the code");
  await person.see("Today");
  return groups.join("-");
}

export async function addReceptionist(person) {
  await goTo(person, "Staff");
  await person.push("Add a person");
  await person.fill("name", "Sunil Jadhav");
  await person.fill("user", "sunil");
  await person.fill("password", PASSWORD);
  await person.toLabel("Receptionist");
  await person.press("Space");
  await person.look("add-a-person");
  await person.push("Save");
  await person.see("Sunil Jadhav");
}

/** Through the palette, as somebody does who never learned the keys. */
export async function goTo(person, title) {
  await person.press("Control+k");
  await person.tabTo("dialog[open] input");
  await person.type(title);
  await person.press("Enter");
  await person.until("the palette to close", () =>
    person.hands.evaluate("return !document.querySelector('dialog[open]')"),
  );
}

export async function signOut(person) {
  await goTo(person, "Sign out");
  await person.exists('[data-field="password"]');
}

export async function signIn(person, user) {
  await person.fill("user", user);
  await person.fill("password", PASSWORD);
  await person.press("Enter");
  await person.see("Today");
}

export async function registerAndGiveToken(person) {
  await goTo(person, "New patient");
  await person.exists('[data-field="name"]');
  await person.fill("name", "Sunita Pawar");
  await person.tabTo('[data-field="sex"]');
  await person.press("Space");
  await person.fill("phone", "98220 41122");
  await person.fill("age", "34");
  await person.look("register");
  await person.press("Control+Enter");
  await person.see("A-000001");
  await person.look("registered");
  await person.press("t");
  await person.exists('[data-field="reason"]');
  await person.look("give-token");
  await person.push("Give");
  await person.see("A1");
  await person.look("token");
}

/** Fee and UPI id: what a bill needs. */
export async function settings(person) {
  await goTo(person, "Settings");
  await person.fill("upi_id", "ashaclinic@okbank");
  await person.look("settings");
  await person.press("Control+Enter");
  await person.see("Settings saved");
  await tab(person, "Doctors");
  await person.see("Dr Meera Deshpande");
  await person.look("doctors");
  await person.tabTo("main table tbody tr, main [role=row][tabindex]");
  await person.press("Enter");
  await person.fill("fee_paise", "500");
  await person.look("doctor");
  await person.press("Control+Enter");
  await person.see("500");
}

const focused = (person) =>
  person.hands.evaluate("return document.activeElement.innerText.trim()");

export async function tab(person, label) {
  await person.tabTo("main [role=tab][aria-selected=true]");
  await person.until(
    "the tab itself",
    async () => (await focused(person)) !== "",
  );
  const first = await focused(person);
  for (let now = first, steps = 0; steps === 0 || now !== first; steps += 1) {
    if (now === label) return;
    await person.press("ArrowRight");
    const before = now;
    await person.until("the next tab", async () => {
      now = await focused(person);
      return now !== before && now !== "";
    });
  }
  throw new Error(`no tab ${label}`);
}

export async function beginVisit(person) {
  await goTo(person, "Queue");
  await person.see("Sunita Pawar");
  await person.look("queue");
  await person.press("ArrowDown");
  await person.press("Enter");
  await person.exists('[data-field="complaint"]');
  await person.look("visit");
}

export async function reopenVisit(person) {
  await goTo(person, "Queue");
  await person.see("Sunita Pawar");
  await person.press("ArrowDown");
  await person.press("Enter");
  await person.exists('[data-field="complaint"]');
}

export async function consult(person) {
  await person.fill("systolic", "128");
  await person.fill("diastolic", "82");
  await person.fill("pulse", "96");
  await person.fill("temp_decicelsius", "38.6");
  await person.see("Fever");
  await person.push("Save vitals");
  await person.see("Vitals saved");
  await person.look("vitals");
  await person.fill("complaint", "Fever and cough for 3 days");
  await person.fill("examination", "Throat red");
  await person.fill("diagnoses", "bukhar");
  await person.press("Enter");
  await person.see("Long-term");
  await prescribe(person);
  await person.fill("advice", "Warm fluids, rest");
  await person.push("5 days");
  await person.look("written");
}

/** Five drugs: drug, Enter, strength, Enter, dose, Enter. */
export async function prescribe(person) {
  await person.use("Alt+x");
  for (const [drug, dose] of DRUGS) {
    const before = await lines(person);
    await person.tabTo('[data-field="drug"]');
    await person.type(drug);
    await person.press("Enter");
    await person.until("the strength", () =>
      person.hands.evaluate(
        "return document.activeElement.dataset.field !== 'drug'",
      ),
    );
    await person.press("Enter");
    await person.type(dose);
    await person.press("Enter");
    if (dose.startsWith("sos")) {
      await person.until("the quantity", () =>
        person.hands.evaluate(
          "return document.activeElement.dataset.field === 'quantity'",
        ),
      );
      await person.type("6");
      await person.press("Enter");
    }
    await person.until(
      `the line of ${drug}`,
      async () => (await lines(person)) > before,
    );
  }
  await person.look("five-drugs");
}

const lines = (person) =>
  person.hands.evaluate(
    "return document.querySelectorAll('.plan li .number').length",
  );

export async function sign(person) {
  await person.press("Control+Enter");
  await person.see("Sign this visit?");
  await person.look("sign");
  await person.push("Sign now");
  await person.see("Visit signed");
  await person.look("signed");
  await person.use("Alt+p");
  await person.seePicture();
  await person.look("prescription-paper");
  await person.press("Escape");
}

/** The fee in two payments, the second by UPI; then the receipt. */
export async function bill(person) {
  await person.use("Alt+b");
  await person.see("What is billed");
  await person.see("New consultation");
  await person.look("new-bill");
  await person.fill("payments.0.amount_paise", "200");
  await person.see("stays due");
  await person.press("Control+Enter");
  await person.see("Part paid");
  await person.see("A/");
  await person.look("bill");
  await person.press("u");
  await person.seePicture();
  await person.look("upi");
  await person.press("Escape");
  await person.press("r");
  await person.exists("dialog[open] form");
  await person.look("pay");
  await person.press("Control+Enter");
  await person.until("the payment to be taken", () =>
    person.hands.evaluate("return !document.querySelector('dialog[open]')"),
  );
  await person.see("AR/26-27/00002");
  await person.press("p");
  await person.seePicture();
  await person.look("bill-paper");
  await person.press("Escape");
}

/** Until the patient waits with a token and the doctor has signed in. */
export async function morning(person) {
  await setUp(person);
  await addReceptionist(person);
  await settings(person);
  await signOut(person);
  await signIn(person, "sunil");
  await registerAndGiveToken(person);
  await signOut(person);
  await signIn(person, "meera");
}

export async function wholeDay(person) {
  await morning(person);
  await beginVisit(person);
  await consult(person);
  await sign(person);
  await bill(person);
}
