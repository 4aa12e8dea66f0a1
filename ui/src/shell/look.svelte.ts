// Light, dark or high contrast, and how tightly rows stand: the person's choice on this desk,
// or what the system asks for.
import { prefer, preference } from "./preferences";

export type Theme = "system" | "light" | "dark" | "contrast";
export type Density = "roomy" | "compact";

const themes: Theme[] = ["system", "light", "dark", "contrast"];
export const look = $state<{ theme: Theme; density: Density }>({
  theme: "system",
  density: "roomy",
});

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const contrast = window.matchMedia("(prefers-contrast: more)");

export function setTheme(theme: Theme): void {
  look.theme = theme;
  prefer("theme", theme);
  apply();
}

export function setDensity(density: Density): void {
  look.density = density;
  prefer("density", density);
  apply();
}

export function startLook(): void {
  readLook();
  dark.addEventListener("change", apply);
  contrast.addEventListener("change", apply);
}

export function readLook(): void {
  look.theme = themes.find((theme) => theme === preference("theme")) ?? "system";
  look.density = preference("density") === "compact" ? "compact" : "roomy";
  apply();
}

function apply(): void {
  const wished = contrast.matches ? "contrast" : dark.matches ? "dark" : "light";
  const root = document.documentElement;
  root.dataset["theme"] = look.theme === "system" ? wished : look.theme;
  root.dataset["density"] = look.density;
}
