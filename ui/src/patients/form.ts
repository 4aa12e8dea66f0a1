// The state of the patient form, between what the core keeps and what people type.
import type { Age, Patient, PatientForm } from "../api/types";

type Kept = Omit<PatientForm, "age">;

/** Sex is unanswered until it is chosen: a default would be wrong half of the time. */
export interface FormState extends Kept {
  age_text: string;
}

export function emptyForm(defaults: { state_code: string; language: string }): FormState {
  return {
    name: "",
    name_local: "",
    sex: null,
    birth_date: null,
    age_text: "",
    phone: "",
    phone_other: "",
    guardian_name: "",
    guardian_relation: "",
    address: "",
    village: "",
    district: "",
    state_code: defaults.state_code,
    pin: "",
    language: defaults.language,
    email: "",
    blood_group: "",
    marital_status: "",
    occupation: "",
    kin_name: "",
    kin_relation: "",
    kin_phone: "",
    abha_number: "",
    abha_address: "",
    aadhaar_last4: "",
    scheme_name: "",
    scheme_id: "",
    referred_by: "",
    note: "",
  };
}

export function formOf(patient: Patient): FormState {
  // Only the fields of the form: what else the core tells of a patient is not sent back.
  const empty = emptyForm({ state_code: "", language: "" });
  const known = Object.entries(patient).filter(([field]) => field in empty);
  return { ...empty, ...Object.fromEntries(known) };
}

/** Reads "34", "34y", "5 m", "12 d", "1y 6m", "3 weeks"; null when it is no age. */
export function readAge(text: string): Age | null {
  const clean = text.trim().toLowerCase();
  if (/^\d{1,3}$/.test(clean)) return { years: Number(clean), months: 0, days: 0 };
  const age: Age = { years: 0, months: 0, days: 0 };
  let rest = clean;
  let found = false;
  for (const part of clean.matchAll(/(\d{1,3})\s*(y|m|w|d|वर्ष|साल|माह|महीने|हफ़्ते|दिन)[a-z]*\.?/g)) {
    const count = Number(part[1]);
    const unit = part[2] ?? "";
    if (["y", "वर्ष", "साल"].includes(unit)) age.years = count;
    else if (["m", "माह", "महीने"].includes(unit)) age.months = count;
    else age.days += ["w", "हफ़्ते"].includes(unit) ? count * 7 : count;
    rest = rest.replace(part[0], "");
    found = true;
  }
  return found && rest.trim() === "" ? age : null;
}

export function toForm(state: FormState): PatientForm {
  const { age_text, ...rest } = state;
  const age = rest.birth_date ? null : readAge(age_text);
  return { ...rest, age };
}

/** Whole years, for "is a minor" in the form; null while unknown. */
export function yearsOf(state: FormState, today: string): number | null {
  if (!state.birth_date) return readAge(state.age_text)?.years ?? null;
  const hadBirthday = today.slice(5) >= state.birth_date.slice(5);
  const years = Number(today.slice(0, 4)) - Number(state.birth_date.slice(0, 4));
  return hadBirthday ? years : years - 1;
}

export function isStarted(state: FormState): boolean {
  return [state.name, state.phone, state.village, state.age_text].some(
    (text) => text.trim() !== "",
  );
}
