// Every screen of the window, in one list. To add one: write the component, add an entry here,
// add the message `title` to locales/*/. The router, the rail, the command palette and the
// rights all read this list.
import type { Component } from "svelte";
import type { RouteName } from "../api/call";
import type { IconName } from "../kit/icons";
import type { Params } from "./router.svelte";

export interface ScreenProps {
  params: Params;
  query: URLSearchParams;
}

export interface Screen {
  /** "/patients/:id": parts with a colon arrive in `params`. */
  path: string;
  /** Whoever may use this route may open the screen; null = everybody who is signed in. */
  route: RouteName | null;
  /** Message id of the title. */
  title: string;
  load: () => Promise<{ default: Component<ScreenProps> }>;
  /** On the rail, with this icon and this key. */
  rail?: { icon: IconName; key: string };
  /** Works without a session and without the frame (the TV in the waiting room). */
  isPublic?: boolean;
}

export const screens: Screen[] = [
  {
    path: "/",
    route: null,
    title: "home-today",
    load: () => import("../home/HomeScreen.svelte"),
    rail: { icon: "home", key: "alt+1" },
  },
  {
    path: "/queue",
    route: "queue.board",
    title: "queue-board",
    load: () => import("../queue/BoardScreen.svelte"),
    rail: { icon: "queue", key: "alt+2" },
  },
  {
    path: "/calendar",
    route: "appointments.calendar",
    title: "appointments-calendar",
    load: () => import("../appointments/CalendarScreen.svelte"),
    rail: { icon: "calendar", key: "alt+3" },
  },
  {
    path: "/inbox",
    route: "inbox.list",
    title: "inbox-list",
    load: () => import("../inbox/InboxScreen.svelte"),
  },
  {
    path: "/audit",
    route: "audit.find",
    title: "audit-find",
    load: () => import("../audit/AuditScreen.svelte"),
  },
  {
    path: "/calendar/lists",
    route: "appointments.day",
    title: "appointments-lists",
    load: () => import("../appointments/ListsScreen.svelte"),
  },
  {
    path: "/calendar/schedules",
    route: "appointments.save_schedule",
    title: "appointments-schedules",
    load: () => import("../appointments/SchedulesScreen.svelte"),
  },
  {
    path: "/patients",
    route: "patients.find",
    title: "patients-find",
    load: () => import("../patients/FindScreen.svelte"),
    rail: { icon: "people", key: "alt+4" },
  },
  {
    path: "/patients/new",
    route: "patients.register",
    title: "patients-register",
    load: () => import("../patients/RegisterScreen.svelte"),
  },
  {
    path: "/patients/:id",
    route: "patients.open",
    title: "patients-open",
    load: () => import("../patients/ChartScreen.svelte"),
  },
  {
    path: "/patients/:id/edit",
    route: "patients.change",
    title: "patients-change",
    load: () => import("../patients/ChangeScreen.svelte"),
  },
  {
    path: "/queue/give/:patient",
    route: "queue.give",
    title: "queue-give",
    load: () => import("../queue/GiveScreen.svelte"),
  },
  {
    path: "/display",
    route: "queue.display",
    title: "queue-display",
    load: () => import("../queue/DisplayScreen.svelte"),
    isPublic: true,
  },
  {
    path: "/visits",
    route: "visits.list",
    title: "visits-list",
    load: () => import("../visits/VisitsScreen.svelte"),
    rail: { icon: "notes", key: "alt+5" },
  },
  {
    path: "/visit/:id",
    route: "chart.visit",
    title: "visits-open",
    load: () => import("../visits/VisitScreen.svelte"),
  },
  {
    path: "/bills",
    route: "billing.list",
    title: "billing-list",
    load: () => import("../billing/BillsScreen.svelte"),
    rail: { icon: "bill", key: "alt+6" },
  },
  {
    path: "/bill/new/:patient",
    route: "billing.issue",
    title: "billing-issue",
    load: () => import("../billing/NewBillScreen.svelte"),
  },
  {
    path: "/bill/:id",
    route: "billing.open",
    title: "billing-open",
    load: () => import("../billing/InvoiceScreen.svelte"),
  },
  {
    path: "/wards",
    route: "wards.board",
    title: "wards-board",
    load: () => import("../wards/BoardScreen.svelte"),
    rail: { icon: "bed", key: "alt+7" },
  },
  {
    path: "/wards/setup",
    route: "wards.save_ward",
    title: "wards-setup",
    load: () => import("../wards/SetupScreen.svelte"),
  },
  {
    path: "/wards/admit/:patient",
    route: "wards.admit",
    title: "wards-admit",
    load: () => import("../wards/AdmitScreen.svelte"),
  },
  {
    path: "/admission/:id",
    route: "wards.admission",
    title: "wards-admission",
    load: () => import("../wards/AdmissionScreen.svelte"),
  },
  {
    path: "/nursing",
    route: "nursing.ward",
    title: "nursing-ward",
    load: () => import("../nursing/NursingScreen.svelte"),
    rail: { icon: "nurse", key: "alt+8" },
  },
  {
    path: "/registers",
    route: "registers.births",
    title: "registers-title",
    load: () => import("../discharge/RegistersScreen.svelte"),
  },
  {
    path: "/settings",
    route: "settings.change_clinic",
    title: "settings-change-clinic",
    load: () => import("../settings/SettingsScreen.svelte"),
    rail: { icon: "settings", key: "alt+9" },
  },
  {
    path: "/security",
    route: "security.overview",
    title: "security-overview",
    load: () => import("../security/SecurityScreen.svelte"),
  },
  {
    path: "/staff",
    route: "staff.list",
    title: "staff-list",
    load: () => import("../staff/StaffScreen.svelte"),
    rail: { icon: "staff", key: "alt+0" },
  },
];
