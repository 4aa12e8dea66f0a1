import { CallError } from "../../src/api/call";
import type { Patient, PatientForm } from "../../src/api/types";
import { must, newId, NOW, paper, patients as rows, rowOf, TODAY, type Handlers } from "./world";

function fill(
  form: PatientForm,
): Omit<Patient, "id" | "reg_no" | "registered_at" | "series" | "number"> {
  const { age, birth_date, ...rest } = form;
  if (!form.name.trim()) throw new CallError("invalid", "errors-required", {}, "name");
  if (!birth_date && !age) throw new CallError("invalid", "errors-age-or-birth", {}, "age");
  const born = `${Number(TODAY.slice(0, 4)) - (age?.years ?? 0)}-01-01`;
  const sex = form.sex ?? "other";
  return { ...rest, sex, birth_date: birth_date ?? born, is_birth_estimated: !birth_date };
}

const isMany = new URLSearchParams(location.search).has("many");
const first = rows[0];
const many =
  isMany && first
    ? Array.from({ length: 100_000 }, (_, index) => ({
        ...rowOf(first),
        id: String(index),
        name: `Patient ${index}`,
      }))
    : [];

const likely = (name: string, phone: string) =>
  rows.filter((row) => {
    const first = name.trim().toLowerCase().split(/\s+/)[0] ?? "";
    return (
      first.length > 2 &&
      row.name.toLowerCase().includes(first) &&
      (phone === "" || row.phone.replaceAll(" ", "") === phone.replaceAll(" ", ""))
    );
  });

export const patients: Handlers = {
  "patients.register": ({ form, is_not_duplicate }) => {
    const filled = fill(form);
    if (!is_not_duplicate && likely(form.name, form.phone).length > 0)
      throw new CallError("conflict", "errors-possible-duplicate");
    const made = {
      ...filled,
      id: newId(),
      reg_no: `A-00${2000 + rows.length}`,
      registered_at: NOW,
      series: "A",
      number: rows.length,
    };
    rows.unshift(made);
    return made;
  },
  "patients.change": ({ id, form }) =>
    Object.assign(must(rows.find((row) => row.id === id)), fill(form)),
  "patients.find": ({ text, limit }) => {
    if (isMany && limit > 20) return many;
    const wanted = text.toLowerCase().replaceAll(" ", "");
    return rows
      .filter((row) =>
        `${row.name}${row.name_local}${row.phone}${row.reg_no}${row.village}`
          .toLowerCase()
          .replaceAll(" ", "")
          .includes(wanted),
      )
      .slice(0, limit)
      .map(rowOf);
  },
  "patients.duplicates": ({ name, phone }) =>
    likely(name, phone)
      .slice(0, 5)
      .map((row) => ({ row: rowOf(row), why: ["duplicate-name", "duplicate-phone"] })),
  "patients.open": ({ id }) => must(rows.find((row) => row.id === id)),
  "patients.household": ({ phone, except }) =>
    rows
      .filter((row) => row.phone.replaceAll(" ", "") === phone.replaceAll(" ", ""))
      .filter((row) => row.id !== except)
      .map(rowOf),
  "patients.link": () => ({}),
  "patients.unlink": () => ({}),
  "patients.history": () => [
    {
      at: NOW - 864e5,
      user: "sunita",
      field: "phone",
      before: "98220 00000",
      after: "98220 41122",
    },
    { at: NOW - 8640e5, user: "sunita", field: "village", before: "", after: "Bavdhan" },
  ],
  "patients.card": () => paper("Patient card"),
};
