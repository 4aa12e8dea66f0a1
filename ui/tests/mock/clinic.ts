import { routes } from "../../src/api/generated";
import { board, clinicRow, doctors, invoices, must, newId, NOW, paper, patients } from "./world";
import { staff, TODAY, tokens, type Handlers } from "./world";

const WHAT = ["view", "command", "print", "sign_in", "refused", "export"] as const;
const images = new Map<string, string>();
const ROLES = ["owner", "doctor", "nurse", "receptionist", "lab", "pharmacist", "cashier"];
const PERMISSIONS = [...new Set(routes.flatMap(({ permission }) => permission || []))];
const grid = PERMISSIONS.map((permission) => ({
  permission,
  roles: Object.fromEntries(ROLES.map((role, index) => [role, index < 4])),
}));

export const clinic: Handlers = {
  "home.today": () => ({
    day: TODAY,
    waiting: tokens.filter((token) => token.stage === "waiting").length,
    with_doctor: tokens.filter((token) => token.stage === "with_doctor").length,
    done: tokens.filter((token) => token.stage === "done").length,
    billing: 0,
    registered: patients.length ? 4 : 0,
    my_waiting: patients.length ? 3 : 0,
    unsigned: patients.slice(4, 6).map((patient) => ({
      visit_id: `visit-${patient.id}`,
      patient_id: patient.id,
      patient_name: patient.name,
      started_at: NOW - 7_200_000,
    })),
    collected_paise: patients.length ? 18_450_00 : 0,
    dues_paise: patients.length ? 1_200_00 : 0,
    bills: patients.length ? 23 : 0,
    beds: null,
    next_tokens: board()
      .filter((row) => row.stage === "waiting")
      .slice(0, 5),
  }),
  "settings.clinic": () => clinicRow,
  "settings.change_clinic": ({ form }) => Object.assign(clinicRow, form),
  "settings.set_picture": ({ doctor_id, png_base64 }) => {
    if (png_base64) images.set(doctor_id ?? "logo", png_base64);
    else images.delete(doctor_id ?? "logo");
    return {};
  },
  "settings.picture": ({ doctor_id }) => ({ png_base64: images.get(doctor_id ?? "logo") ?? null }),
  "settings.doctors": () => doctors,
  "settings.save_doctor": ({ id, form }) => {
    const found = doctors.find((one) => one.id === id);
    if (found) return Object.assign(found, form);
    const made = { ...form, id: newId(), has_signature: false };
    doctors.push(made);
    return made;
  },
  "settings.states": () => [{ code: "27", name: "Maharashtra" }],
  "papers.printers": () => [
    { name: "HP LaserJet 1020", is_default: true },
    { name: "Epson TM-T82 (80 mm)", is_default: false },
  ],
  "staff.list": () => staff,
  "staff.add": (form) => {
    const made = {
      id: newId(),
      user: form.user,
      name: form.name,
      phone: form.phone,
      roles: form.roles,
      is_active: true,
      doctor_id: null,
      last_sign_in: null,
    };
    staff.push(made);
    return made.id;
  },
  "staff.change": (form) => {
    Object.assign(must(staff.find((one) => one.id === form.id)), form);
    return form.id;
  },
  "staff.end": ({ id }) => {
    must(staff.find((one) => one.id === id)).is_active = false;
    return {};
  },
  "staff.set_password": () => ({}),
  "staff.permissions": () => grid,
  "staff.set_permission": ({ role, permission, is_allowed }) => {
    must(grid.find((row) => row.permission === permission)).roles[role] = is_allowed;
    return {};
  },
  "staff.activity": ({ limit, before }) =>
    before !== null
      ? []
      : Array.from({ length: Math.min(limit, 40) }, (_, index) => ({
          n: index,
          at: NOW - index * 130_000,
          user: staff[index % 3]?.user ?? "",
          what: WHAT[index % 6] ?? "view",
          route: ["patients.open", "queue.give", "billing.paper", "desk.sign_in"][index % 4] ?? "",
          subject: patients[index % 12]?.reg_no ?? null,
          detail: "",
          outcome: index % 6 === 4 ? "forbidden" : "ok",
        })),
  "papers.print": () => ({}),
  "papers.save": ({ paper: { route } }) => ({ path: `Documents/Vaidya/${route}.pdf` }),
  "queue.slip": () => paper("Token slip"),
  "billing.list": () => invoices.map(({ lines: _, ...row }) => row),
};
