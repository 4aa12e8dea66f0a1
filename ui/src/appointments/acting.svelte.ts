// What can be done with an appointment, from the grid, the side and the lists alike: each says
// what it did and can be taken back. Questions that must be answered first wait in `asked`.
import { call, type Args } from "../api/call";
import type { Appointment, PhoneCall, SlotChoice, WaitingRow } from "../api/types";
import { toast } from "../kit/toasts.svelte";
import { t } from "../shell/i18n.svelte";
import { sending } from "../shell/send.svelte";
import { whenWords } from "./looks";

/** Of a series: this one and those after it, or all that are still to come. */
export type SeriesScope = Args<"appointments.cancel_series">["scope"];

export interface Place {
  doctorId: string;
  day: string;
  minute: number;
}

export type Question =
  | { kind: "cancel"; row: Appointment }
  | { kind: "series"; row: Appointment; to: Place }
  | { kind: "over"; row: Appointment; to: Place; why: string }
  | { kind: "late"; doctorId: string };

export class Acting {
  asked = $state.raw<Question | null>(null);
  /** Who waits for a time that became free just now. */
  offers = $state.raw<WaitingRow[]>([]);
  #sending = sending();

  constructor(readonly after: () => Promise<void>) {}

  get text(): string | null {
    return this.asked ? null : this.#sending.text;
  }

  /** For the open question. */
  get problem(): string | null {
    return this.#sending.text;
  }

  get isBusy(): boolean {
    return this.#sending.isBusy;
  }

  at(field: string): string | undefined {
    return this.#sending.at(field);
  }

  close(): void {
    this.asked = null;
    this.#sending.clear();
  }

  askCancel(row: Appointment): void {
    this.#sending.clear();
    this.asked = { kind: "cancel", row };
  }

  askLate(doctorId: string | null): void {
    this.#sending.clear();
    if (doctorId) this.asked = { kind: "late", doctorId };
  }

  async move(row: Appointment, to: Place): Promise<void> {
    if (row.series_id && row.status === "booked") this.asked = { kind: "series", row, to };
    else await this.moveOne(row, to, false);
  }

  async moveOne(row: Appointment, to: Place, isOverbooked: boolean): Promise<void> {
    this.asked = null;
    const done = await this.#sending.send("appointments.move", {
      appointment_id: row.id,
      doctor_id: to.doctorId,
      day: to.day,
      minute: to.minute,
      minutes: null,
      is_overbooked: isOverbooked,
      reason: "",
    });
    if (done) {
      this.offers = done.output.offers;
      this.#moved(done.output.batch_id, row, to);
    } else if (this.#sending.code === "conflict" && !isOverbooked) {
      this.asked = { kind: "over", row, to, why: this.#sending.text ?? "" };
    }
    await this.after();
  }

  #moved(batchId: string, row: Appointment, to: { day: string; minute: number }): void {
    toast(t("appointments-moved", { patient: row.patient_name, when: whenWords(to) }), {
      undo: () => void this.undo(batchId),
    });
  }

  async moveSeries(row: Appointment, to: Place, scope: SeriesScope): Promise<void> {
    this.asked = null;
    const done = await this.#sending.send("appointments.change_series", {
      appointment_id: row.id,
      scope,
      doctor_id: to.doctorId,
      day: to.day,
      minute: to.minute,
      minutes: null,
    });
    if (done) {
      const { changed, not_changed, batch_id } = done.output;
      const words = { count: changed, left: not_changed.length };
      toast(t("appointments-series-moved", words), { undo: () => void this.undo(batch_id) });
    }
    await this.after();
  }

  async undo(batchId: string): Promise<void> {
    const done = await this.#sending.send("appointments.undo_moves", { batch_id: batchId });
    if (done) {
      const { returned, kept } = done.output;
      toast(t("appointments-undone", { count: returned, kept }));
    }
    await this.after();
  }

  async moveAll(ids: string[], toDoctorId: string | null, reason: string): Promise<boolean> {
    const done = await this.#sending.send("appointments.move_all", {
      ids,
      to_doctor_id: toDoctorId,
      reason,
    });
    if (done) {
      const { appointments, left, batch_id } = done.output;
      const words = { count: appointments.length, left: left.length };
      toast(t("appointments-all-moved", words), { undo: () => void this.undo(batch_id) });
    }
    await this.after();
    return done !== null;
  }

  async solve(row: Appointment): Promise<void> {
    const done = await this.#sending.send("appointments.solve_clash", { appointment_id: row.id });
    if (done) {
      const moved = done.output.appointments[0];
      if (moved) this.#moved(done.output.batch_id, row, moved);
      else toast(t("appointments-none-free"), { tone: "bad" });
    }
    await this.after();
  }

  /** Without a scope this one alone. */
  async cancel(row: Appointment, reason: string, scope: SeriesScope | null): Promise<void> {
    const args = { appointment_id: row.id, reason };
    if (scope) {
      const done = await this.#sending.send("appointments.cancel_series", { ...args, scope });
      if (!done) return;
      this.asked = null;
      toast(t("appointments-series-cancelled", { count: done.output.changed }));
    } else {
      const done = await this.#sending.send("appointments.cancel", args);
      if (!done) return;
      this.asked = null;
      this.offers = done.output.offers;
      toast(t("appointments-cancelled", { patient: row.patient_name }), {
        undo: () => void this.restore(row),
      });
    }
    await this.after();
  }

  async restore(row: Appointment): Promise<void> {
    await this.#sending.send("appointments.restore", { appointment_id: row.id });
    await this.after();
  }

  async noShow(row: Appointment): Promise<void> {
    const done = await this.#sending.send("appointments.no_show", { appointment_id: row.id });
    if (done)
      toast(t("appointments-marked-no-show", { patient: row.patient_name }), {
        undo: () => void this.restore(row),
      });
    await this.after();
  }

  async checkIn(row: Appointment): Promise<void> {
    const done = await this.#sending.send("appointments.check_in", {
      appointment_id: row.id,
      priority: "normal",
    });
    if (done) {
      const words = { patient: row.patient_name, token: done.output.token.label };
      toast(t("appointments-checked-in", words));
    }
    await this.after();
  }

  async tick(row: Appointment, phoneCall: PhoneCall): Promise<void> {
    await this.#sending.send("appointments.tick_call", {
      appointment_id: row.id,
      phone_call: phoneCall,
    });
    await this.after();
  }

  /** Books the freed time for somebody of the waiting list, who has been rung up. */
  async offer(waiting: WaitingRow): Promise<void> {
    if (!waiting.free) return;
    const done = await this.#sending.send("appointments.book", {
      patient_id: waiting.patient_id,
      doctor_id: waiting.doctor_id,
      day: waiting.free.day,
      minute: waiting.free.minute,
      minutes: waiting.minutes,
      place: null,
      reason: waiting.note,
      is_overbooked: false,
      repeat: null,
      waiting_id: waiting.id,
    });
    if (done) {
      const { appointment } = done.output;
      const words = { patient: appointment.patient_name, when: whenWords(appointment) };
      toast(t("appointments-booked", words));
      this.offers = [];
    }
    await this.after();
  }

  async setLate(doctorId: string, minutes: number): Promise<void> {
    const done = await this.#sending.send("appointments.set_late", {
      doctor_id: doctorId,
      minutes,
    });
    if (!done) return;
    this.asked = null;
    const words = { count: done.output.patients, minutes };
    toast(minutes > 0 ? t("appointments-late-told", words) : t("appointments-late-over"));
    await this.after();
  }

  async nextFree(doctorId: string, from: string): Promise<SlotChoice | null> {
    const found = await call("appointments.find_slots", {
      doctor_id: doctorId,
      from,
      minutes: null,
      part: "any",
      limit: 1,
    });
    return found[0] ?? null;
  }
}

export function acting(after: () => Promise<void>): Acting {
  return new Acting(after);
}
