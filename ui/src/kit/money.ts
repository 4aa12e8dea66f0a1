// Money is whole paise everywhere; rupees exist only in what people type and read.

/** 123456789 as "12,34,56,789": three digits, then pairs. */
export function groupDigits(digits: string): string {
  if (digits.length <= 3) return digits;
  const head = digits.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ",");
  return `${head},${digits.slice(-3)}`;
}

/** Paise as rupees: 12500050 as "1,25,000.50". Whole rupees may leave the paise out. */
export function formatRupees(paise: number, options: { isShort?: boolean } = {}): string {
  const sign = paise < 0 ? "−" : "";
  const whole = Math.abs(Math.trunc(paise));
  const rest = whole % 100;
  const rupees = groupDigits(String((whole - rest) / 100));
  if (options.isShort && rest === 0) return `${sign}${rupees}`;
  return `${sign}${rupees}.${String(rest).padStart(2, "0")}`;
}

/** Paise with the sign of the rupee: "₹1,250" or "−₹12.50". */
export function formatMoney(paise: number): string {
  const text = formatRupees(Math.abs(paise), { isShort: true });
  return `${paise < 0 ? "−" : ""}₹${text}`;
}

/** Reads "1,25,000.5", "₹ 500", "rs 500/-"; null when it is not an amount. */
export function readRupees(text: string): number | null {
  const clean = text
    .trim()
    .replace(/^(₹|rs\.?|inr)\s*/i, "")
    .replace(/\/-$/, "")
    .replaceAll(",", "")
    .trim();
  const found = /^(\d{1,10})(?:\.(\d{0,2}))?$/.exec(clean);
  if (!found) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}
