import { CallError } from "../../src/api/call";
import { routes } from "../../src/api/generated";
import type { DeskStatus, Session } from "../../src/api/types";
import { clinicRow, newId, NOW, paper, staff, TODAY, type Handlers } from "./world";

const isNew = new URLSearchParams(location.search).get("mock") === "new";
const drafts = new Map<string, { body: string; at: number }>();
const RECOVERY = "K7QF-M9TX-4HJW-ZB3R-6NVP-Y5CG-2DAE";

let state: DeskStatus["state"] = isNew ? "new" : "open";
let screen: DeskStatus["screen"] = "signed_out";
let isDemo = false;
let isProven = !isNew;
let session: Session | null = null;

const ALL = [...new Set(routes.flatMap(({ permission }) => (permission ? [permission] : [])))];
const LESS: Record<string, RegExp> = {
  receptionist: /^(patients|queue|billing\.(view|issue)|prescriptions\.view|settings\.view)/,
  nurse: /^(patients\.(view|edit)|queue|visits\.view|vitals|prescriptions\.view|settings\.view)/,
};

function start(user: string): Session {
  const member = staff.find((one) => one.user === user) ?? staff[0];
  if (!member) throw new CallError("no_such", "errors-no-such");
  const role = member.roles.includes("owner") ? "" : (member.roles[0] ?? "");
  session = {
    token: newId(),
    user_id: member.id,
    user: member.user,
    name: member.name,
    roles: member.roles,
    permissions: ALL.filter((permission) => !LESS[role] || LESS[role].test(permission)),
    doctor_id: member.doctor_id,
    language: "en",
    is_demo: isDemo,
  };
  state = "open";
  screen = "active";
  return session;
}

function check(password: string): void {
  if (password === "wrong")
    throw new CallError("invalid", "errors-vault-wrong-password", {}, "password");
}

export const desk: Handlers = {
  "desk.status": () => ({
    state,
    clinic_name: state === "new" ? null : clinicRow.name,
    is_demo: isDemo,
    is_recovery_proven: isProven,
    keeping: "keyring",
    screen,
    idle_minutes: 30,
    language: "en",
    version: "0.1.0",
    can_keyring: !isNew,
    now: NOW,
    today: TODAY,
  }),
  "desk.set_up": ({ clinic_name, password }) => {
    if (password.length < 8)
      throw new CallError("invalid", "errors-password-too-short", {}, "password");
    clinicRow.name = clinic_name;
    return { recovery_code: RECOVERY, session: start("anjali") };
  },
  "desk.prove_recovery": ({ code }) => {
    const wrong = code.split("-").findIndex((group, at) => group !== RECOVERY.split("-")[at]);
    if (wrong >= 0)
      throw new CallError(
        "invalid",
        "errors-vault-recovery-mistyped",
        { group: wrong + 1 },
        "code",
      );
    isProven = true;
    return {};
  },
  "desk.recovery_sheet": () => paper("Recovery sheet"),
  "desk.open_demo": () => {
    isDemo = true;
    return start("anjali");
  },
  "desk.leave_demo": () => {
    isDemo = false;
    state = isNew ? "new" : "open";
    screen = "signed_out";
    return {};
  },
  "desk.sign_in": ({ user, password }) => {
    check(password);
    return start(user);
  },
  "desk.recover": ({ user }) => start(user),
  "desk.sign_out": () => {
    screen = "signed_out";
    session = null;
    return {};
  },
  "desk.lock": () => {
    screen = "locked";
    return {};
  },
  "desk.unlock": ({ password }) => {
    check(password);
    return start(session?.user ?? "anjali");
  },
  "desk.touch": () => ({}),
  "desk.change_password": ({ old_password }) => {
    check(old_password);
    return {};
  },
  "drafts.keep": ({ key, body }) => {
    drafts.set(key, { body, at: NOW });
    return {};
  },
  "drafts.take": ({ key }) => drafts.get(key) ?? { body: null, at: null },
  "drafts.drop": ({ key }) => {
    drafts.delete(key);
    return {};
  },
};
