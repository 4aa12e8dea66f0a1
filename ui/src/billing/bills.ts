// The shapes of bills, each taken from the route that gives it, and the sums that a form shows
// before the core has worked it out. What counts is what the core answers.
import type { Args, Output } from "../api/call";

export type Invoice = Output<"billing.open">;
export type InvoiceRow = Output<"billing.list">[number];
export type InvoiceStatus = InvoiceRow["status"];
export type WorkedBill = Output<"billing.work_out">;
export type WorkedLine = WorkedBill["lines"][number];
export type BillLine = Args<"billing.issue">["lines"][number];
export type Buyer = NonNullable<Args<"billing.issue">["buyer"]>;
export type PaymentForm = Args<"billing.pay">["payments"][number];
export type Method = PaymentForm["method"];
export type Sheet = "a5" | "a4" | "roll80" | "roll58";

export const methods: Method[] = ["cash", "upi", "card", "bank", "cheque"];

/** A line with a key of its own, so that its fields keep what is typed when others go. */
export interface KeyedBillLine {
  key: string;
  line: BillLine;
}

/** A payment while it is typed: an empty amount is none. */
export interface PaymentEntry {
  key: string;
  method: Method;
  amount_paise: number | null;
  reference: string;
}

export const statusTones = {
  due: "warn",
  part_paid: "warn",
  paid: "good",
  credited: "plain",
} as const;

/** What the lines come to before tax and the bill's own discount. */
export function netOf(lines: BillLine[]): number {
  return lines.reduce(
    (sum, line) => sum + line.price_paise * line.quantity - line.discount_paise,
    0,
  );
}

export function hasTax(document: Invoice["document"]): boolean {
  return document === "tax_invoice" || document === "invoice_cum_bill_of_supply";
}

/** 1800 as "18 %", 250 as "2.5 %". */
export function percentText(hundredths: number): string {
  return `${hundredths / 100} %`;
}

export function typedPayments(entries: PaymentEntry[]): PaymentForm[] {
  return entries.flatMap(({ method, amount_paise, reference }) =>
    amount_paise ? [{ method, amount_paise, reference }] : [],
  );
}
