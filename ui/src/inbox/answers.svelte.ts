// The answers to one item, in the order of their keys: what each sends, and what takes it back.
import type { Args, RouteName } from "../api/call";
import { toast } from "../kit/toasts.svelte";
import { may } from "../shell/desk.svelte";
import { t } from "../shell/i18n.svelte";
import { go } from "../shell/router.svelte";
import { sending } from "../shell/send.svelte";
import { valueWords, writtenWords, type Item } from "./things";

export interface Answer {
  label: string;
  /** Who wrote it, when. */
  detail?: string;
  isShown?: boolean;
  run: () => Promise<void> | void;
}

/** `again` asks for the inbox anew. */
export function answering(again: () => Promise<void>) {
  const work = sending();
  const undoing = sending();
  let at = $state("");

  function undo<R extends RouteName>(route: R, args: Args<R>) {
    return () =>
      void undoing.send(route, args).then(async (done) => {
        if (!done) toast(undoing.text ?? "", { tone: "bad" });
        await again();
      });
  }

  async function act<R extends RouteName>(
    item: Item,
    route: R,
    args: Args<R>,
    said: string,
    back: (() => void) | undefined,
  ) {
    at = item.key;
    const done = await work.send(route, args);
    // Somebody may have answered it elsewhere: what is true now is shown.
    await again();
    if (done) toast(said, back ? { undo: back } : {});
  }

  const dealtWith = (item: Item, label: string): Answer => ({
    label,
    run: () =>
      act(
        item,
        "inbox.set_done",
        { key: item.key },
        t("inbox-done"),
        undo("inbox.undo_done", { key: item.key }),
      ),
  });

  function ofField(item: Item): Answer[] {
    const { thing } = item;
    if (thing.kind !== "field" || !may("inbox.choose")) return [];
    const place = { patient_id: thing.patient.id, field: thing.field };
    return thing.values.map((held) => ({
      label: valueWords(thing.field, held.value),
      detail: writtenWords(held),
      isShown: held.is_shown,
      run: () =>
        act(
          item,
          "inbox.choose",
          { ...place, chosen: held.key, seen: thing.seen },
          t("inbox-chosen", {
            value: valueWords(thing.field, held.value),
            name: thing.patient.name,
          }),
          undo("inbox.ask_again", place),
        ),
    }));
  }

  function ofTwins(item: Item): Answer[] {
    const { thing } = item;
    if (thing.kind !== "twins" || !may("patients.link")) return [];
    const pair = { keep: thing.one.id, other: thing.other.id };
    const two = { one: thing.one.id, other: thing.other.id };
    const reason = t("inbox-link-reason");
    return [
      {
        label: t("inbox-same"),
        run: () =>
          act(
            item,
            "patients.link",
            { ...pair, reason },
            t("patients-linked", { name: thing.other.name }),
            undo("patients.unlink", pair),
          ),
      },
      {
        label: t("inbox-not-same"),
        run: () =>
          act(
            item,
            "patients.not_same",
            two,
            t("inbox-told-apart"),
            undo("patients.maybe_same", two),
          ),
      },
    ];
  }

  function ofBed(item: Item): Answer[] {
    const { thing } = item;
    if (thing.kind !== "bed" || !may("wards.solve_clash")) return [];
    const { clash } = thing;
    const keep = (bed: string, stay_id: string): Answer => ({
      label: t("wards-clash-keep", { bed }),
      run: () => act(item, "wards.keep_stay", { stay_id }, t("inbox-done"), undefined),
    });
    switch (clash.kind) {
      case "bed":
        return [
          {
            label: t("wards-clash-move", { name: clash.lost.patient_name }),
            run: () => go("/wards"),
          },
        ];
      case "patient":
        return [
          ...(clash.holder_stay_id ? [keep(clash.holder_bed, clash.holder_stay_id)] : []),
          ...(clash.stay_id ? [keep(clash.bed, clash.stay_id)] : []),
        ];
      case "admission":
        return [
          {
            label: t("wards-clash-open", { number: clash.lost.printed_number }),
            run: () => go(`/admission/${clash.lost.id}`),
          },
        ];
    }
  }

  async function moveOn(item: Item, appointment_id: string) {
    at = item.key;
    const done = await work.send("appointments.solve_clash", { appointment_id });
    await again();
    if (!done) return;
    const { batch_id, appointments } = done.output;
    const isMoved = appointments.length > 0;
    toast(isMoved ? t("inbox-slot-moved") : t("inbox-slot-none"), {
      tone: isMoved ? "good" : "bad",
      ...(isMoved && batch_id ? { undo: undo("appointments.undo_moves", { batch_id }) } : {}),
    });
  }

  function of(item: Item): Answer[] {
    const { thing } = item;
    switch (thing.kind) {
      case "field":
        return ofField(item);
      case "twins":
        return ofTwins(item);
      case "bed":
        return ofBed(item);
      case "slot": {
        const { appointment } = thing;
        if (!may("appointments.solve_clash")) return [];
        const where = `/calendar?view=day&day=${appointment.day}&appointment=${appointment.id}`;
        return [
          {
            label: t("inbox-slot-move", { name: appointment.patient_name }),
            run: () => moveOn(item, appointment.id),
          },
          { label: t("inbox-slot-open"), run: () => go(where) },
        ];
      }
      case "number":
      case "fork":
        return [dealtWith(item, t("inbox-set-done"))];
      case "aside":
        return [
          ...(thing.is_broken
            ? []
            : [
                {
                  label: t("inbox-adopt"),
                  run: () =>
                    act(
                      item,
                      "desk.adopt",
                      { hash: thing.hash },
                      t("inbox-adopted", { computer: thing.computer }),
                      undefined,
                    ),
                },
              ]),
          dealtWith(item, t("inbox-leave-out")),
        ];
    }
  }

  return {
    of,
    get isBusy() {
      return work.isBusy;
    },
    /** The refusal of the last answer to this item. */
    problemOf: (item: Item) => (item.key === at ? work.text : null),
  };
}
