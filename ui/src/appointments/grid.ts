// Where things stand in the calendar's grid: columns, minutes to pixels, bookings side by
// side, and the places that the arrows walk. Plain functions of what the core gave.
import type {
  Appointment,
  Calendar,
  CalendarDoctor,
  CalendarHours,
  CalendarLeave,
} from "../api/types";
import { addDays, dayNumber, type DayText } from "../kit/day";

export interface Column {
  key: string;
  day: DayText;
  /** Null where a column holds a day of several doctors. */
  doctor: CalendarDoctor | null;
  hours: CalendarHours[];
  leave: CalendarLeave[];
  blocks: Block[];
  stops: Stop[];
}

/** What is drawn as one, with its lane: `lane` of `lanes` beside each other. */
export interface Block {
  /** The appointment, or the first of the crowd. */
  row: Appointment;
  crowd: Crowd | null;
  minute: number;
  minutes: number;
  lane: number;
  lanes: number;
}

/** More bookings of one slot than can be read beside each other. */
export interface Crowd {
  doctorId: string;
  minute: number;
  minutes: number;
  rows: Appointment[];
}

/** Where the cursor can stand: on a booking, on a crowd of them, or on a free place. */
export interface Stop {
  minute: number;
  minutes: number;
  doctorId: string;
  row: Appointment | null;
  crowd?: Crowd;
}

export interface Range {
  from: number;
  until: number;
}

const HOUR = 60;
/** So many of one slot are still drawn each in a week, where a day is a narrow column: of one
 * doctor, and where several share the column. */
const BESIDE_MAX = { one: 3, several: 2 };

/** The hours that are shown: those of anybody, with everything that is booked. */
export function rangeOf(calendar: Calendar, days: DayText[]): Range {
  const starts = [
    ...calendar.hours.map((one) => one.from),
    ...calendar.appointments.map((row) => row.minute),
  ];
  const ends = [
    ...calendar.hours.map((one) => one.until),
    ...calendar.appointments.map((row) => row.minute + row.minutes),
  ];
  // The line of now is worth some empty hours, not the whole night.
  if (days.includes(calendar.today) && starts.length > 0) {
    const { minute } = calendar;
    if (minute > Math.min(...starts) - 2 * HOUR && minute < Math.max(...ends) + 2 * HOUR) {
      starts.push(minute);
      ends.push(minute);
    }
  }
  if (starts.length === 0) return { from: 9 * HOUR, until: 18 * HOUR };
  const from = Math.floor(Math.min(...starts) / HOUR) * HOUR;
  const until = Math.ceil(Math.max(...ends) / HOUR) * HOUR;
  return { from: Math.max(0, from), until: Math.min(24 * HOUR, Math.max(until, from + 4 * HOUR)) };
}

/** Pixels of a minute: the shortest slot is a line of text high. */
export function scaleOf(calendar: Calendar): number {
  const shortest = Math.min(30, ...calendar.hours.map((one) => one.slot_minutes));
  return Math.min(4, Math.max(1.1, 27 / shortest));
}

export function columnsOf(
  calendar: Calendar,
  days: DayText[],
  isByDoctor: boolean,
  doctors: CalendarDoctor[],
): Column[] {
  const rows = new Map<string, Appointment[]>();
  for (const row of calendar.appointments) {
    const key = isByDoctor ? `${row.day} ${row.doctor_id}` : row.day;
    const list = rows.get(key);
    if (list) list.push(row);
    else rows.set(key, [row]);
  }
  const wanted = days.flatMap((day): { day: DayText; doctor: CalendarDoctor | null }[] =>
    isByDoctor ? doctors.map((doctor) => ({ day, doctor })) : [{ day, doctor: null }],
  );
  return wanted.map(({ day, doctor }) => {
    const only = doctor ?? (doctors.length === 1 ? (doctors[0] ?? null) : null);
    const key = doctor ? `${day} ${doctor.id}` : day;
    const isHere = (id: string | null) => id === null || !only || id === only.id;
    const hours = calendar.hours.filter((one) => one.day === day && isHere(one.doctor_id));
    const leave = calendar.leave.filter((one) => one.day === day && isHere(one.doctor_id));
    const list = rows.get(key) ?? [];
    const { crowds, alone } = isByDoctor
      ? { crowds: [], alone: list }
      : crowdsOf(list, hours, BESIDE_MAX[only ? "one" : "several"]);
    return {
      key,
      day,
      doctor: only,
      hours,
      leave,
      blocks: only ? lanesOf(alone, crowds) : doctorLanes(alone, crowds, doctors),
      stops: stopsOf(list, alone, crowds, hours, leave),
    };
  });
}

/** The slots of which too many are booked to be drawn each, and who stands in none of them. */
export function crowdsOf(
  rows: Appointment[],
  hours: CalendarHours[],
  most: number,
): { crowds: Crowd[]; alone: Appointment[] } {
  const slots = new Map<string, Crowd>();
  for (const row of rows) {
    const one = hours.find(
      (one) => one.doctor_id === row.doctor_id && one.from <= row.minute && row.minute < one.until,
    );
    const minute = one ? slotAt(one, row.minute) : row.minute;
    const key = `${row.doctor_id} ${minute}`;
    const slot = slots.get(key);
    const minutes = one?.slot_minutes ?? row.minutes;
    if (slot) slot.rows.push(row);
    else slots.set(key, { doctorId: row.doctor_id, minute, minutes, rows: [row] });
  }
  const all = [...slots.values()];
  return {
    crowds: all.filter((slot) => slot.rows.length > most),
    alone: all.filter((slot) => slot.rows.length <= most).flatMap((slot) => slot.rows),
  };
}

/** How many appointments a column holds, however they are drawn. */
export function countOf(column: Column): number {
  return column.blocks.reduce((sum, { crowd }) => sum + (crowd?.rows.length ?? 1), 0);
}

/** "Asha, Ram, …": as many first names as fit in a line. */
export function firstNames(rows: Appointment[], most = 4): string {
  const names = rows.slice(0, most).map((row) => row.patient_name.trim().split(/\s+/)[0] ?? "");
  return [...names, ...(rows.length > most ? ["…"] : [])].join(", ");
}

/** Bookings that overlap share the width: each group has as many lanes as stand at once. */
export function lanesOf(rows: Appointment[], crowds: Crowd[] = []): Block[] {
  const blocks: Block[] = [];
  let group: Block[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const block of group) block.lanes = ends.length;
    blocks.push(...group);
    group = [];
    ends = [];
  };
  for (const block of blocksOf(rows, crowds)) {
    if (ends.every((end) => end <= block.minute)) close();
    let lane = ends.findIndex((end) => end <= block.minute);
    if (lane < 0) lane = ends.length;
    ends[lane] = block.minute + block.minutes;
    block.lane = lane;
    group.push(block);
  }
  close();
  return blocks;
}

function blocksOf(rows: Appointment[], crowds: Crowd[]): Block[] {
  const lane = { lane: 0, lanes: 1 };
  const blocks = rows.map((row): Block => ({
    row,
    crowd: null,
    minute: row.minute,
    minutes: row.minutes,
    ...lane,
  }));
  for (const crowd of crowds) {
    const { minute, minutes, rows } = crowd;
    if (rows[0]) blocks.push({ row: rows[0], crowd, minute, minutes, ...lane });
  }
  return blocks.sort((a, b) => a.minute - b.minute || b.minutes - a.minutes);
}

/** A day of several doctors: each has a part of the width, always the same. */
function doctorLanes(rows: Appointment[], crowds: Crowd[], doctors: CalendarDoctor[]): Block[] {
  return doctors.flatMap((doctor, index) =>
    lanesOf(
      rows.filter((row) => row.doctor_id === doctor.id),
      crowds.filter((crowd) => crowd.doctorId === doctor.id),
    ).map((block) => ({
      ...block,
      lane: index * block.lanes + block.lane,
      lanes: doctors.length * block.lanes,
    })),
  );
}

/** Slots of a stretch, as the core cut it: from its start, one after another. */
export function slotsOf(hours: CalendarHours): number[] {
  const slots = [];
  for (let at = hours.from; at + hours.slot_minutes <= hours.until; at += hours.slot_minutes)
    slots.push(at);
  return slots;
}

function overlaps(minute: number, minutes: number, from: number, until: number): boolean {
  return minute < until && from < minute + minutes;
}

export function stopOf({ row, crowd, minute, minutes }: Omit<Block, "lane" | "lanes">): Stop {
  const place = { minute, minutes, doctorId: row.doctor_id };
  return crowd ? { ...place, row: null, crowd } : { ...place, row };
}

/** Nobody stands there: it can be booked. */
export function isFree(stop: Stop): boolean {
  return stop.row === null && !stop.crowd;
}

/** The stop at which an appointment is found, alone or in a crowd. */
export function holds(stop: Stop, id: string): boolean {
  return stop.row?.id === id || (stop.crowd?.rows.some((row) => row.id === id) ?? false);
}

function stopsOf(
  rows: Appointment[],
  alone: Appointment[],
  crowds: Crowd[],
  hours: CalendarHours[],
  leave: CalendarLeave[],
): Stop[] {
  const stops = blocksOf(alone, crowds).map(stopOf);
  for (const one of hours) {
    const away = leave.filter(
      (away) => away.doctor_id === null || away.doctor_id === one.doctor_id,
    );
    const own = rows.filter((row) => row.doctor_id === one.doctor_id && row.status !== "no_show");
    for (const minute of slotsOf(one)) {
      const minutes = one.slot_minutes;
      if (away.some((away) => overlaps(minute, minutes, away.from, away.until))) continue;
      const here = own.filter((row) =>
        overlaps(minute, minutes, row.minute, row.minute + row.minutes),
      );
      if (here.length < one.capacity)
        stops.push({ minute, minutes, doctorId: one.doctor_id, row: null });
    }
  }
  return stops.sort((a, b) => a.minute - b.minute || Number(isFree(a)) - Number(isFree(b)));
}

export function sameStop(one: Stop | null, other: Stop | null): boolean {
  if (!one || !other) return one === other;
  if (one.row || other.row) return one.row?.id === other.row?.id;
  const isSamePlace = one.minute === other.minute && one.doctorId === other.doctorId;
  return isSamePlace && isFree(one) === isFree(other);
}

/** The stop nearest to a minute. */
export function nearestStop(stops: Stop[], minute: number): Stop | null {
  let best: Stop | null = null;
  for (const stop of stops)
    if (!best || Math.abs(stop.minute - minute) < Math.abs(best.minute - minute)) best = stop;
  return best;
}

/** The start of the slot that a minute falls in, else the quarter. */
export function snap(column: Column, minute: number, doctorId: string | null): number {
  const here = column.hours.find(
    (one) => (!doctorId || one.doctor_id === doctorId) && one.from <= minute && minute < one.until,
  );
  if (!here) return Math.round(minute / 15) * 15;
  return slotAt(here, minute);
}

function slotAt(hours: CalendarHours, minute: number): number {
  const past = minute - hours.from;
  return hours.from + Math.floor(past / hours.slot_minutes) * hours.slot_minutes;
}

/** Monday of the week of a day. */
export function mondayOf(day: DayText): DayText {
  // Day 0 of 1970 was a Thursday.
  return addDays(day, -((dayNumber(day) + 3) % 7));
}

export function weekdayOf(day: DayText): number {
  return ((dayNumber(day) + 3) % 7) + 1;
}

export function addMonths(day: DayText, count: number): DayText {
  const [year = 1970, month = 1] = day.split("-").map(Number);
  const at = new Date(Date.UTC(year, month - 1 + count, 1));
  return at.toISOString().slice(0, 10);
}

/** 605 as "10:05". */
export function clock(minute: number): string {
  const hours = Math.floor(minute / 60) % 24;
  return `${String(hours).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** "10:05" or "1005" or "10.05" as minutes; null for anything else. */
export function readClock(text: string): number | null {
  const found = /^(\d{1,2})[:.]?(\d{2})?$/.exec(text.trim());
  const hours = Number(found?.[1]);
  const minutes = Number(found?.[2] ?? 0);
  if (!found || hours > 24 || minutes > 59 || hours * 60 + minutes > 24 * 60) return null;
  return hours * 60 + minutes;
}

/** The part of a column's width, in percent, that is a doctor's. */
export function laneOf(
  column: Column,
  doctors: CalendarDoctor[],
  doctorId: string | null,
): { left: number; width: number } {
  const index = doctors.findIndex((one) => one.id === doctorId);
  if (column.doctor || doctors.length < 2 || index < 0) return { left: 0, width: 100 };
  return { left: (index * 100) / doctors.length, width: 100 / doctors.length };
}
