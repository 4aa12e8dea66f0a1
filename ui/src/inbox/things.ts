// What an item of the inbox says, where it leads, and what answers it.
import type { Output } from "../api/call";
import { clock } from "../appointments/grid";
import { recordName } from "../audit/words";
import { formatDay, formatMoment } from "../kit/day";
import { t } from "../shell/i18n.svelte";

export type Item = Output<"inbox.list">["items"][number];
export type Thing = Item["thing"];
export type Value = Extract<Thing, { kind: "field" }>["values"][number];

export function fieldWords(field: string): string {
  return t(`inbox-field-${field.replaceAll("_", "-")}`);
}

export function valueWords(field: string, value: string): string {
  if (value === "") return t("inbox-not-known");
  if (field === "sex") return t(`patients-sex-${value}`);
  return field === "birth_date" ? formatDay(value) : value;
}

/** "Meera Deshpande · Front desk · 22-Nov-2026 10:03" */
export function writtenWords(held: Value): string {
  return [held.by, held.computer, formatMoment(held.at)].filter((part) => part !== "").join(" · ");
}

/** The question, in one sentence. */
export function question(thing: Thing): string {
  switch (thing.kind) {
    case "field":
      return t("inbox-ask-field", { field: fieldWords(thing.field), name: thing.patient.name });
    case "slot": {
      const { appointment, holder } = thing;
      const when = `${formatDay(appointment.day)}, ${clock(appointment.minute)}`;
      const names = { when, doctor: appointment.doctor_name, lost: appointment.patient_name };
      return t("inbox-ask-slot", { ...names, holder });
    }
    case "bed":
      return t(`wards-clash-${thing.clash.kind}`, {
        bed: thing.clash.bed,
        other: thing.clash.holder_bed,
        lost: thing.clash.lost.patient_name,
        holder: thing.clash.holder.patient_name,
      });
    case "twins":
      return t("inbox-ask-twins", { one: thing.one.name, other: thing.other.name });
    case "number":
      return t("inbox-ask-number", { paper: recordName(thing.table), number: thing.printed });
    case "aside":
      return t("inbox-ask-aside", { computer: thing.computer, count: thing.changes });
    case "fork":
      return t("inbox-ask-fork", { computer: thing.computer });
  }
}

/** What else must be known to answer. */
export function advice(thing: Thing): string {
  switch (thing.kind) {
    case "field":
      return thing.field === "blood_group" ? t("inbox-why-blood-group") : t("inbox-why-field");
    case "twins":
      return t("inbox-why-twins");
    case "number":
      return t("inbox-why-number");
    case "aside":
      return thing.is_broken ? t("inbox-why-broken") : t("inbox-why-aside");
    case "fork":
      return t("inbox-why-fork");
    case "slot":
      return thing.appointment.is_provisional ? t("inbox-not-confirmed") : "";
    case "bed":
      return thing.clash.is_confirmed ? "" : t("inbox-not-confirmed");
  }
}

/** The page that shows more of it. */
export function leadsTo(thing: Thing): string {
  switch (thing.kind) {
    case "field":
      return `/patients/${thing.patient.id}`;
    case "slot":
      return `/patients/${thing.appointment.patient_id}`;
    case "bed":
      return `/patients/${thing.clash.lost.patient_id}`;
    case "twins":
      return `/patients/${thing.other.id}`;
    case "number":
      return `/patients/${thing.papers[0]?.patient_id ?? ""}`;
    case "aside":
    case "fork":
      return "/settings?part=sync";
  }
}
