// Screens live behind the hash of the address, so that Back, Forward and a bookmark work and
// nothing of a patient ever reaches a server's log. Where a screen was scrolled to comes back
// with it.
export interface Place {
  path: string;
  query: URLSearchParams;
}

export type Params = Record<string, string>;

function read(): Place {
  const hash = location.hash.replace(/^#/, "") || "/";
  const [path = "/", query = ""] = hash.split("?");
  return { path: path === "" ? "/" : path, query: new URLSearchParams(query) };
}

const state = $state<{ place: Place }>({ place: read() });
const scrolls = new Map<string, number>();
let isBack = false;

export function here(): Place {
  return state.place;
}

export function startRouter(): void {
  window.addEventListener("popstate", () => {
    isBack = true;
    state.place = read();
  });
}

/** Opens a screen: go("/patients/…"). */
export function go(path: string, options: { isReplacing?: boolean } = {}): void {
  isBack = false;
  if (options.isReplacing) history.replaceState(null, "", `#${path}`);
  else history.pushState(null, "", `#${path}`);
  state.place = read();
}

export function back(otherwise = "/"): void {
  if (history.length > 1) history.back();
  else go(otherwise);
}

/** Keeps a filter in the address without a new step for Back. */
export function setQuery(name: string, value: string): void {
  const { path, query } = read();
  if (value) query.set(name, value);
  else query.delete(name);
  const text = query.toString();
  history.replaceState(null, "", `#${path}${text ? `?${text}` : ""}`);
  state.place = read();
}

export function rememberScroll(path: string, top: number): void {
  scrolls.set(path, top);
}

/** Where to scroll to: back where it was on Back, to the top on a new step. */
export function scrollOf(path: string): number {
  return isBack ? (scrolls.get(path) ?? 0) : 0;
}

/** "/patients/:id" against "/patients/12" gives { id: "12" }; null when it does not fit. */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) {
      if (!value) return null;
      params[part.slice(1)] = decodeURIComponent(value);
    } else if (part !== value) return null;
  }
  return params;
}
