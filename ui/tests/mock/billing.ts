import type { Service, TaxRate } from "../../src/api/types";
import { newId, type Handlers } from "./world";

const services: Service[] = [
  ["CONS", "Consultation", "Consultation", 40000],
  ["DRS", "Dressing, small", "Procedures", 15000],
  ["ECG", "ECG, 12 lead", "Procedures", 25000],
  ["NEB", "Nebulisation", "Procedures", 10000],
].map(([code, name, group, price]) => ({
  id: newId(),
  code: String(code),
  name: String(name),
  grp: String(group),
  sac: "999312",
  price_paise: Number(price),
  tax_class: "exempt",
  is_active: true,
}));

const rates: TaxRate[] = ["exempt", "gst5", "gst18"].map((tax_class, index) => ({
  id: newId(),
  tax_class,
  percent_hundredths: [0, 500, 1800][index] ?? 0,
  since: "2017-07-01",
  until: null,
  note: "",
}));

export const billing: Handlers = {
  "billing.services": () => services,
  "billing.save_service": (form) => {
    const found = services.find((one) => one.id === form.id);
    if (found) return Object.assign(found, form, { id: found.id });
    const made = { ...form, id: newId() };
    services.push(made);
    return made;
  },
  "billing.tax_rates": () => rates,
  "billing.save_tax_rate": (form) => {
    const made = { ...form, id: newId() };
    rates.push(made);
    return made;
  },
};
