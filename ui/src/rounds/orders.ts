// Orders as the window holds them, and the ones that are written most.
import type { Args, Output } from "../api/call";
import type { IconName } from "../kit/icons";

export type Rounds = Output<"rounds.open">;
export type Order = Rounds["orders"][number];
export type OrderResult = Order["results"][number];
export type Note = Rounds["notes"][number];
export type OrderForm = Args<"rounds.order">["form"];
export type OrderKind = OrderForm["kind"];
export type OrderWarning = Output<"rounds.check_order">[number];

export const kinds: { kind: OrderKind; key: string; icon: IconName }[] = [
  { kind: "medicine", key: "m", icon: "pill" },
  { kind: "fluid", key: "f", icon: "drop" },
  { kind: "oxygen", key: "o", icon: "lungs" },
  { kind: "test", key: "t", icon: "chart" },
  { kind: "nursing", key: "n", icon: "pulse" },
  { kind: "diet", key: "d", icon: "bowl" },
];

export function iconOf(kind: OrderKind): IconName {
  return kinds.find((one) => one.kind === kind)?.icon ?? "notes";
}

interface Usual {
  /** Message id of its words. */
  id: string;
  form: Partial<OrderForm>;
}

const HOUR = 60;

/** What is ordered again and again; choosing one fills the form. */
export const usual: Record<OrderKind, Usual[]> = {
  medicine: [],
  fluid: [
    { id: "rounds-usual-ns", form: {} },
    { id: "rounds-usual-rl", form: {} },
    { id: "rounds-usual-dns", form: {} },
  ],
  oxygen: [
    { id: "rounds-usual-oxygen-96", form: { spo2_scale: 1 } },
    { id: "rounds-usual-oxygen-88", form: { spo2_scale: 2 } },
  ],
  test: [
    { id: "rounds-usual-cbc", form: {} },
    { id: "rounds-usual-electrolytes", form: {} },
    { id: "rounds-usual-chest", form: {} },
  ],
  nursing: [
    {
      id: "rounds-usual-tpr-4",
      form: { task: "observations", every_minutes: 4 * HOUR },
    },
    {
      id: "rounds-usual-tpr-1",
      form: { task: "observations", every_minutes: HOUR },
    },
    { id: "rounds-usual-io", form: { task: "intake_output" } },
    { id: "rounds-usual-turn", form: { every_minutes: 2 * HOUR } },
  ],
  diet: [
    { id: "rounds-usual-soft", form: {} },
    { id: "rounds-usual-nbm", form: {} },
    { id: "rounds-usual-diabetic", form: {} },
  ],
};

export function emptyForm(kind: OrderKind): OrderForm {
  return {
    kind,
    text: "",
    line: null,
    task: "other",
    every_minutes: null,
    spo2_scale: null,
    max_per_day: null,
    gap_minutes: null,
    is_first_now: false,
    started_at: null,
    warning_reason: "",
  };
}

export function formOf(order: Order): OrderForm {
  return {
    kind: order.kind,
    text: order.text,
    line: order.line,
    task: order.task,
    every_minutes: order.every_minutes,
    spo2_scale: order.spo2_scale,
    max_per_day: order.max_per_day,
    gap_minutes: order.gap_minutes,
    is_first_now: false,
    started_at: null,
    warning_reason: "",
  };
}
