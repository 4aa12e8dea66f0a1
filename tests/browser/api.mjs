// The core by name and JSON, from inside the page: what a journey needs before it begins.
export const PASSWORD = "seven green parrots";

export async function call(page, route, args, session) {
  const reply = await page.evaluate(
    async (envelope) => {
      const response = await fetch("/api/call", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(envelope),
      });
      return response.json();
    },
    { route, args, session },
  );
  if (reply.error) throw new Error(`${route}: ${JSON.stringify(reply.error)}`);
  return reply.ok;
}

/** A clinic whose owner is its doctor; gives `ask(route, args)` in the owner's name. */
export async function newClinic(page) {
  const done = await call(page, "desk.set_up", {
    clinic_name: "Asha Clinic",
    phone: "9876500000",
    address: "12, Station Road",
    place: "Wagholi",
    state_code: "27",
    owner_name: "Meera Deshpande",
    user: "meera",
    password: PASSWORD,
    is_doctor: true,
    registration_no: "MMC-2011-0457",
    qualification: "MBBS, MD",
    language: "en",
    keep_secret_in_file: true,
  });
  const session = done.session.token;
  return (route, args) => call(page, route, args, session);
}

const TEXTS = [
  "name_local phone phone_other guardian_name guardian_relation address village district",
  "state_code pin language email blood_group marital_status occupation kin_name kin_relation",
  "kin_phone abha_number abha_address aadhaar_last4 scheme_name scheme_id referred_by note",
].flatMap((line) => line.split(" "));

export function patientForm(name) {
  const empty = Object.fromEntries(TEXTS.map((field) => [field, ""]));
  const age = { years: 34, months: 0, days: 0 };
  return { ...empty, name, sex: "female", birth_date: null, age };
}
