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

/** An appointment with its lane: `lane` of `lanes` beside each other. */
export interface Block {
  row: Appointment;
  lane: number;
  lanes: number;
}

/** Where the cursor can stand: on a booking, or on a free place of the hours. */
export interface Stop {
  minute: number;
  minutes: number;
  doctorId: string;
  row: Appointment | null;
}

export interface Range {
  from: number;
  until: number;
}

const HOUR = 60;

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
    return {
      key,
      day,
      doctor: only,
      hours,
      leave,
      blocks: only ? lanesOf(list) : doctorLanes(list, doctors),
      stops: stopsOf(list, hours, leave),
    };
  });
}

/** Bookings that overlap share the width: each group has as many lanes as stand at once. */
export function lanesOf(rows: Appointment[]): Block[] {
  const blocks: Block[] = [];
  let group: Block[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const block of group) block.lanes = ends.length;
    blocks.push(...group);
    group = [];
    ends = [];
  };
  for (const row of [...rows].sort((a, b) => a.minute - b.minute || b.minutes - a.minutes)) {
    if (ends.every((end) => end <= row.minute)) close();
    let lane = ends.findIndex((end) => end <= row.minute);
    if (lane < 0) lane = ends.length;
    ends[lane] = row.minute + row.minutes;
    group.push({ row, lane, lanes: 1 });
  }
  close();
  return blocks;
}

/** A day of several doctors: each has a part of the width, always the same. */
function doctorLanes(rows: Appointment[], doctors: CalendarDoctor[]): Block[] {
  return doctors.flatMap((doctor, index) =>
    lanesOf(rows.filter((row) => row.doctor_id === doctor.id)).map((block) => ({
      row: block.row,
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

function stopsOf(rows: Appointment[], hours: CalendarHours[], leave: CalendarLeave[]): Stop[] {
  const stops: Stop[] = rows.map((row) => ({
    minute: row.minute,
    minutes: row.minutes,
    doctorId: row.doctor_id,
    row,
  }));
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
  return stops.sort(
    (a, b) => a.minute - b.minute || Number(a.row === null) - Number(b.row === null),
  );
}

export function sameStop(one: Stop | null, other: Stop | null): boolean {
  if (!one || !other) return one === other;
  if (one.row || other.row) return one.row?.id === other.row?.id;
  return one.minute === other.minute && one.doctorId === other.doctorId;
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
  return here.from + Math.floor((minute - here.from) / here.slot_minutes) * here.slot_minutes;
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
