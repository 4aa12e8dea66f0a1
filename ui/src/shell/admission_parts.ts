// The tabs of an admission, in one list: each slice adds its own. A part is seen by whoever
// may use its route, and is loaded when it is first opened.
import type { Component } from "svelte";
import type { RouteName } from "../api/call";
import type { AdmissionView } from "../api/types";

export interface AdmissionPartProps {
  admission: AdmissionView;
}

export interface AdmissionPart {
  id: string;
  /** Message id. */
  title: string;
  route: RouteName;
  /** Opens the part from anywhere on the screen. */
  key: string;
  load: () => Promise<{ default: Component<AdmissionPartProps> }>;
}

export const admissionParts: AdmissionPart[] = [
  {
    id: "stay",
    title: "wards-part-stay",
    route: "wards.admission",
    key: "1",
    load: () => import("../wards/StayPart.svelte"),
  },
  {
    id: "bill",
    title: "wards-part-bill",
    route: "wards.running",
    key: "2",
    load: () => import("../wards/BillPart.svelte"),
  },
];
