// Written by `cargo xtask codegen`. Do not edit.

export type About = { 
/**
 * The table, whose words the window knows.
 */
table: string, 
/**
 * Its number or name, where it has one.
 */
label: string, patient_id: string | null, 
/**
 * Empty for whoever may not see patients.
 */
patient: string, };

export type AboutPatient = { patient_id: string, 
/**
 * The doctor whose free follow-up is asked for.
 */
doctor_id: string | null, };

export type Act = "prove_sheet" | "new_sheet" | "enrol_second_factor" | "check_database" | "rotate_keys" | "change_idle" | "open_staff" | "open_log" | "open_backups";

export type AddAddendum = { visit_id: string, text: string, };

export type AddAllergy = { patient_id: string, substance: string, reaction: string, severity: Severity, };

export type AddAttachment = { patient_id: string, visit_id: string | null, title: string, kind: AttachmentKind, 
/**
 * The file itself. What it is called on the disk it came from is not asked.
 */
base64: string, };

export type AddBeds = { ward_id: string, class_id: string, labels: string, kind: BedKind, 
/**
 * The room that holds them all; empty for a room each.
 */
room: string, };

export type AddCharges = { admission_id: string, charges: Array<ChargeForm>, };

export type AddDischargeAddendum = { discharge_id: string, text: string, };

export type AddProblem = { patient_id: string, code: string, name: string, since: string | null, };

export type AddRoundAddendum = { note_id: string, text: string, };

export type AddStaff = { user: string, name: string, phone: string, roles: Array<string>, 
/**
 * Empty: the person comes in by a one-time code and chooses an own one.
 */
password: string, until?: string, };

export type AddTarget = { name: string, path: string, };

export type Addendum = { id: string, visit_id: string, text: string, at: Timestamp, by: string, };

export type Admission = { id: string, patient_id: string, series: string, number: number, printed_number: string, day: string, admitted_at: Timestamp, 
/**
 * When the desk wrote it down; who came first holds (see `claims`).
 */
claimed_at: Timestamp, admitted_by: string, 
/**
 * The attending doctor.
 */
doctor_id: string, visit_id: string | null, 
/**
 * The mother's admission, of a baby.
 */
mother_id: string | null, 
/**
 * Provisional, as said at admission.
 */
diagnosis: string, kind: AdmissionKind, 
/**
 * A medico-legal case.
 */
is_mlc: boolean, mlc_number: string, relatives: Array<Relative>, note: string, expected_until: string | null, discharged_at: Timestamp | null, outcome: Outcome | null, };

export type AdmissionKind = "planned" | "emergency" | "day_care" | "maternity" | "newborn";

export type AdmissionRow = { id: string, printed_number: string, admitted_at: Timestamp, discharged_at: Timestamp | null, kind: AdmissionKind, diagnosis: string, doctor_name: string, place: Place | null, };

export type AdmissionSheet = { admission_id: string, };

export type AdmitNewborn = { mother_id: string, sex: Sex, born_at: Timestamp, 
/**
 * "1" of twins, or empty.
 */
which: string, 
/**
 * A cot; none while the baby lies with the mother.
 */
bed_id: string | null, doctor_id: string, note: string, };

export type AdmitPatient = { patient_id: string, visit_id: string | null, kind: AdmissionKind, doctor_id: string, diagnosis: string, 
/**
 * Now when absent.
 */
admitted_at: Timestamp | null, bed_id: string | null, 
/**
 * The class to charge, where it is not the bed's own.
 */
class_id: string | null, 
/**
 * Why the ward's rule or a reservation is set aside.
 */
reason: string, mother_id: string | null, is_mlc: boolean, mlc_number: string, relatives: Array<Relative>, note: string, expected_until: string | null, deposits: Array<PaymentForm>, };

export type Admits = "anyone" | "women" | "men" | "children";

export type AdoptChanges = { hash: string, };

export type AffectedByLeave = { form: LeaveForm, };

export type AffectedBySchedule = { id: string | null, 
/**
 * None when the schedule ends.
 */
form: ScheduleForm | null, };

export type AgainstAdvice = { reason: string, 
/**
 * The risks that were explained.
 */
risks: string, signed_by: string, relation: string, };

export type Age = { years: number, months: number, days: number, };

export type AlarmAnswer = { id: string, observation_id: string, admission_id: string, done: string, at: Timestamp, by: string, by_id: string, };

export type Allergy = { id: string, patient_id: string, substance: string, reaction: string, severity: Severity, noted_at: Timestamp, end_reason: string, };

export type Amount = number;

export type AnchorForm = { n: number, code: string, };

export type AnswerAlarm = { observation_id: string, done: string, };

export type ApplyPackage = { admission_id: string, package_id: string, 
/**
 * The day of admission when absent.
 */
day: string | null, };

export type AppointmentBooked = { appointment: AppointmentRow, 
/**
 * Of a series: how many were booked, with the first.
 */
booked: number, not_booked: Array<NotBooked>, };

export type AppointmentCancelled = { appointment: AppointmentRow, 
/**
 * Who waits for a time like the one that is free now, longest first.
 */
offers: Array<WaitingRow>, };

export type AppointmentMoveRow = { at: Timestamp, by: string, from_doctor: string, from_day: string, from_minute: number, reason: string, };

export type AppointmentRepeat = { unit: RepeatUnit, every: number, 
/**
 * How many in all, or until when; one of both.
 */
count: number | null, until: string | null, };

export type AppointmentRow = { id: string, patient_id: string, doctor_id: string, place: string, day: string, starts_at: Timestamp, 
/**
 * On the clinic's wall clock.
 */
minute: number, minutes: number, reason: string, status: AppointmentStatus, is_overbooked: boolean, 
/**
 * Lost its slot to an earlier claim.
 */
is_clashing: boolean, 
/**
 * It does, and the clinic's server may still say otherwise.
 */
is_provisional: boolean, series_id: string | null, cancel_reason: string, phone_call: PhoneCall, booked_by: string, patient_name: string, reg_no: string, sex: Sex, age: string, phone: string, doctor_name: string, 
/**
 * `A12` once checked in, and how far that token has come.
 */
token: string, stage: Stage | null, 
/**
 * Of the reminder, where there is one.
 */
reminder: MessageState | null, moves: number, };

export type AppointmentSlip = { appointment_id: string, 
/**
 * `roll80`, `roll58` or `a5`; none for the clinic's roll.
 */
sheet: string | null, };

export type AppointmentStatus = "booked" | "arrived" | "no_show" | "cancelled";

export type AppointmentsMoved = { batch_id: string, appointments: Array<AppointmentRow>, 
/**
 * For which no free time was found.
 */
left: Array<AppointmentRow>, 
/**
 * Who waits for a time that became free.
 */
offers: Array<WaitingRow>, };

export type Approval = { 
/**
 * The supervisor's user name.
 */
user: string, 
/**
 * Their PIN or password.
 */
secret: string, };

export type Arriving = { changes: number, changes_all: number, bytes: number, bytes_all: number, 
/**
 * People and settings are here: the desk can be worked at.
 */
is_usable: boolean, };

export type AskAgain = { patient_id: string, field: string, };

export type AskWhere = { id: string, };

export type AttachmentKind = "photo" | "scan" | "report" | "letter" | "other";

export type AttachmentView = { id: string, patient_id: string, visit_id: string | null, title: string, kind: AttachmentKind, media_type: MediaType, file_bytes: number, width: number | null, height: number | null, added_at: Timestamp, by: string, end_reason: string, 
/**
 * It was put away then.
 */
ended_at: Timestamp | null, place: FilePlace, 
/**
 * How much of it is here.
 */
percent: number, };

export type AuditEntry = { n: number, at: Timestamp, user_id: string, 
/**
 * Empty for the program itself.
 */
user: string, what: What, route: string, subject: string | null, about: About | null, is_refused: boolean, detail: string, };

export type AuditFilter = { person_id: string | null, 
/**
 * The patient, and every record that belongs to them.
 */
patient_id: string | null, what: What | null, from: string | null, to: string | null, only_refused: boolean, 
/**
 * Routes that begin so: `billing.`, or one whole.
 */
route: string, };

export type AuditPage = { entries: Array<AuditEntry>, has_more: boolean, 
/**
 * Of the whole log, whatever the filter.
 */
total: number, };

export type Background = { id: string, patient_id: string, kind: BackgroundKind, text: string, };

export type BackgroundKind = "past" | "family" | "social" | "surgical" | "immunisation";

export type BackupHealth = "not_set" | "rolled_back" | "good" | "failing" | "late";

export type BackupState = { health: BackupHealth, last_good_at: Timestamp | null, 
/**
 * Where that copy lies.
 */
target: string | null, age_minutes: number | null, 
/**
 * The short name of what last went wrong, if that is newer than the good copy.
 */
fault: string | null, last_drill_at: Timestamp | null, rolled_back: RolledBack | null, };

export type BackupView = { state: BackupState, targets: Array<TargetView>, runs: Array<RunView>, midday_minute: number, close_minute: number, };

export type Bed = { id: string, room_id: string, label: string, kind: BedKind, rank: number, condition: Condition, 
/**
 * Why it is blocked, or for whom it is reserved.
 */
note: string, condition_since: Timestamp, is_active: boolean, };

export type BedBoard = { counts: BedCounts, wards: Array<BoardWard>, 
/**
 * Admitted, and no bed yet.
 */
waiting: Array<Inpatient>, clashes: Array<Clash>, };

export type BedCounts = { beds: number, free: number, taken: number, reserved: number, cleaning: number, blocked: number, };

export type BedKind = "bed" | "cot";

export type BedState = "free" | "taken" | "reserved" | "cleaning" | "blocked";

export type BeginJoin = { address: string, word: string, 
/**
 * What people will call this computer.
 */
name: string, };

export type BeginRestore = { folder: string, number: number, 
/**
 * None: as far as the copies reach.
 */
until: Timestamp | null, 
/**
 * As it stands on the recovery sheet. Empty where an owner is signed in.
 */
code: string, };

export type BeginVisit = { patient_id: string, doctor_id: string, token_id: string | null, };

export type BillLine = { kind: ChargeKind, 
/**
 * The charge; none for bed days, which are worked out.
 */
charge_id: string | null, day: string, until: string, description: string, service_id: string | null, doctor_id: string | null, quantity: number, price_paise: Money, amount_paise: Money, sac: string, tax_class: string, 
/**
 * In a package: listed, and not charged.
 */
is_covered: boolean, by: string, };

export type BillLineForm = { service_id: string | null, 
/**
 * The doctor whose consultation this is.
 */
doctor_id: string | null, description: string, sac: string, quantity: number, price_paise: Money, discount_paise: Money, tax_class: string, };

export type BirthEntry = { id: string, series: string, number: number, 
/**
 * The mother's admission.
 */
admission_id: string | null, mother_id: string | null, child_id: string | null, born_at: Timestamp, sex: Sex, is_live: boolean, weight_g: number | null, gestation_weeks: number | null, 
/**
 * 1 for the mother's first child.
 */
birth_order: number, delivery: Delivery, child_name: string, mother_name: string, father_name: string, address: string, attended_by: string, note: string, by: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, };

export type BirthForm = { admission_id: string | null, mother_id: string | null, child_id: string | null, born_at: Timestamp, sex: Sex, is_live: boolean, weight_g: number | null, gestation_weeks: number | null, birth_order: number, delivery: Delivery, child_name: string, 
/**
 * The mother's own record is used where there is one.
 */
mother_name: string, father_name: string, address: string, attended_by: string, note: string, };

export type BirthRow = { 
/**
 * False once another entry corrects it.
 */
is_current: boolean, 
/**
 * Another entry of the same baby, made earlier, is the one that counts.
 */
is_second: boolean, id: string, series: string, number: number, 
/**
 * The mother's admission.
 */
admission_id: string | null, mother_id: string | null, child_id: string | null, born_at: Timestamp, sex: Sex, is_live: boolean, weight_g: number | null, gestation_weeks: number | null, 
/**
 * 1 for the mother's first child.
 */
birth_order: number, delivery: Delivery, child_name: string, mother_name: string, father_name: string, address: string, attended_by: string, note: string, by: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, };

export type Board = { day: string | null, doctor_id: string | null, };

export type BoardBed = { bed_id: string, label: string, room: string, class_id: string, class_name: string, kind: BedKind, state: BedState, note: string, 
/**
 * Since when it is so.
 */
since: Timestamp, 
/**
 * More than one where two desks gave it away.
 */
occupants: Array<Occupant>, };

export type BoardRow = { id: string, patient_id: string, doctor_id: string, day: string, number: number, label: string, priority: Priority, stage: Stage, reason: string, given_at: Timestamp, called_at: Timestamp | null, started_at: Timestamp | null, done_at: Timestamp | null, patient_name: string, reg_no: string, sex: Sex, age: string, doctor_name: string, room: string, visit_id: string | null, waited_minutes: number, has_vitals: boolean, bill_due_paise: Money, };

export type BoardWard = { ward_id: string, name: string, floor: string, admits: Admits, counts: BedCounts, beds: Array<BoardBed>, };

export type BookAppointment = { patient_id: string, doctor_id: string, 
/**
 * As typed, so that a day that does not exist is answered in words.
 */
day: string, minute: number, 
/**
 * None for the length of the slot.
 */
minutes: number | null, 
/**
 * Where, for a time outside the doctor's hours; else the hours say it.
 */
place: string | null, reason: string, 
/**
 * On purpose, although the slot is full, on leave or outside the hours.
 */
is_overbooked: boolean, repeat: AppointmentRepeat | null, 
/**
 * The entry of the waiting list that this fulfils.
 */
waiting_id: string | null, };

export type BreakGlass = { patient_id: string, reason: string, };

export type Broken = { n: number, fault: Fault, };

export type Buyer = { name: string, gstin: string, address: string, state_code: string, };

export type CalendarDoctor = { id: string, name: string, specialty: string, room: string, 
/**
 * The person who looks is this doctor.
 */
is_me: boolean, 
/**
 * Today.
 */
late_minutes: number, };

export type CalendarHours = { doctor_id: string, day: string, from: number, until: number, slot_minutes: number, capacity: number, place: string, };

export type CalendarLeave = { 
/**
 * None: a holiday.
 */
doctor_id: string | null, day: string, from: number, until: number, reason: string, };

export type CalendarView = { today: string, 
/**
 * The minute of the day now, on the clinic's wall clock.
 */
minute: number, doctors: Array<CalendarDoctor>, hours: Array<CalendarHours>, leave: Array<CalendarLeave>, appointments: Array<AppointmentRow>, };

export type CallNext = { doctor_id: string, };

export type CallToken = { token_id: string, };

export type CancelAppointment = { appointment_id: string, reason: string, };

export type CancelSeries = { appointment_id: string, scope: SeriesScope, reason: string, };

export type Cause = "person" | "timetable";

export type CauseOfDeath = { immediate: string, antecedent: string, underlying: string, other: string, };

export type CellState = "upcoming" | "due" | "overdue" | "given" | "given_late" | "refused" | "held" | "missed";

export type Certainty = "provisional" | "confirmed";

export type ChangeAdmission = { admission_id: string, doctor_id: string, kind: AdmissionKind, diagnosis: string, is_mlc: boolean, mlc_number: string, relatives: Array<Relative>, note: string, expected_until: string | null, };

export type ChangeAttachment = { id: string, title: string, kind: AttachmentKind, };

export type ChangeClinic = { form: ClinicForm, };

export type ChangeDesk = { idle_minutes: number | null, shows_names: boolean, };

export type ChangeKind = "made" | "changed" | "frozen" | "ended" | "restored";

export type ChangeOrder = { order_id: string, reason: string, form: WardOrderForm, };

export type ChangePassword = { old_password: string, password: string, };

export type ChangePatient = { id: string, form: PatientForm, };

export type ChangePlan = { midday_minute: number, close_minute: number, };

export type ChangeRule = "higher" | "longest" | "at_check_out";

export type ChangeSeries = { appointment_id: string, scope: SeriesScope, doctor_id: string | null, day: string, minute: number, minutes: number | null, };

export type ChangeStaff = { id: string, name: string, phone: string, roles: Array<string>, until?: string, };

export type ChargeForm = { kind: ChargeKind, service_id: string | null, 
/**
 * Whose visit it was.
 */
doctor_id: string | null, 
/**
 * The name of the service or of the doctor when empty.
 */
description: string, quantity: number, 
/**
 * The price of the service or the fee of the doctor when absent.
 */
price_paise: Money | null, 
/**
 * What a patient of the wards gets is exempt when absent.
 */
tax_class: string | null, 
/**
 * Today when absent.
 */
day: string | null, };

export type ChargeKind = "bed" | "visit" | "procedure" | "service" | "medicine" | "consumable" | "package";

export type ChartPaper = { admission_id: string, from: string, until: string, };

export type ChartSheet = { from: Timestamp, until: Timestamp, now: Timestamp, 
/**
 * Oldest first, corrected ones among them.
 */
observations: Array<ObservationView>, latest: ObservationView | null, open_alarms: Array<ObservationView>, next_round_at: Timestamp, is_round_overdue: boolean, not_valid: NewsNotValid | null, 
/**
 * As the doctor ordered.
 */
spo2_scale: number, fluids: Array<FluidView>, 
/**
 * One for each day of the ward, newest first.
 */
sums: Array<DaySum>, 
/**
 * The shift that is on now.
 */
shift: ShiftNow, notes: Array<NursingNoteView>, };

export type CheckIn = { appointment_id: string, priority: Priority, };

export type CheckObservation = { admission_id: string, form: ObservationForm, };

export type CheckOrder = { admission_id: string, drug_id: string, generic: string, brand: string, 
/**
 * The order that would be replaced: it is no duplicate.
 */
replaces: string | null, };

export type CheckVitals = { patient_id: string, form: VitalsForm, };

export type CheckedIn = { appointment: AppointmentRow, token: TokenView, };

export type CheckedObservation = { news2: News2, is_alarm: boolean, spo2_scale: number, 
/**
 * How soon the next round would be due.
 */
next_minutes: number | null, };

export type CheckedVitals = { bmi_tenths: number | null, flags: Array<Flag>, };

export type ChooseValue = { patient_id: string, field: string, chosen: string, 
/**
 * Every value that the person was shown: one that came meanwhile is not overruled
 * unseen.
 */
seen: Array<string>, };

export type Clash = { kind: ClashKind, bed_id: string | null, bed: string, 
/**
 * The stay that lost; none where an admission did.
 */
stay_id: string | null, 
/**
 * The stay that holds, and its bed.
 */
holder_stay_id: string | null, holder_bed: string, lost: Inpatient, holder: Inpatient, 
/**
 * Nothing that the clinic's server numbers from now on changes who holds.
 */
is_confirmed: boolean, };

export type ClashKind = "bed" | "patient" | "admission";

export type ClinicForm = { name: string, tagline: string, address: string, place: string, district: string, state_code: string, pin: string, phone: string, email: string, website: string, gstin: string, registration_no: string, upi_id: string, upi_name: string, letterhead_blank_mm: number | null, paper_prescription: string, paper_bill: string, roll: string, language: string, print_language: string, time_zone: string, registration_format: string, idle_minutes: number, follow_up_days: number, discount_limit_percent: number, round_to_paise: Money, };

export type ClinicView = { has_logo: boolean, id: string, name: string, tagline: string, address: string, place: string, district: string, state_code: string, pin: string, phone: string, email: string, website: string, gstin: string, registration_no: string, upi_id: string, upi_name: string, letterhead_blank_mm: number | null, paper_prescription: string, paper_bill: string, roll: string, language: string, print_language: string, time_zone: string, registration_format: string, idle_minutes: number, follow_up_days: number, discount_limit_percent: number, round_to_paise: Money, };

export type Condition = "ready" | "cleaning" | "reserved" | "blocked";

export type Confidential = { 
/**
 * How many there are; that there are any is known to who treats.
 */
count: number, 
/**
 * Those that this person may read: all, or the own.
 */
notes: Array<ConfidentialNote>, 
/**
 * This computer has a key of such notes, and writes them.
 */
opens_here: boolean, 
/**
 * How many of them are shut under a key that this computer has not got.
 */
elsewhere: number, 
/**
 * Until when the broken glass lets this person read.
 */
broken_until: Timestamp | null, can_break: boolean, };

export type ConfidentialNote = { id: string, patient_id: string, topic: ConfidentialTopic, text: string, replaces: string | null, written_at: Timestamp, written_by: string, writer: string, };

export type ConfidentialTopic = "hiv" | "mental_health" | "sexual_health" | "violence" | "substance" | "other";

export type Confirm = { password: string, 
/**
 * Digits of the phone or a recovery word, where the person has a second factor.
 */
second?: string, };

export type ConfirmDay = { day: string, };

export type Consciousness = "alert" | "confused" | "voice" | "pain" | "unresponsive";

export type Consent = { id: string, patient_id: string, purpose: Purpose, is_given: boolean, wording_version: string, language: string, day: string, at: Timestamp, by: string, };

export type ConsentKind = "general" | "procedure" | "blood" | "high_risk";

export type ConsentPaper = { admission_id: string, kind: ConsentKind, 
/**
 * `en` or `hi`.
 */
language: string, 
/**
 * What is to be done; empty to write by hand.
 */
procedure: string, };

export type CorrectDose = { id: string, correction_reason: string, is_withdrawn: boolean, 
/**
 * Order and due time stay; read only if it is not withdrawn.
 */
right: RecordDose, };

export type CorrectFluid = { id: string, reason: string, is_withdrawn: boolean, 
/**
 * Read only if it is not withdrawn.
 */
form: FluidForm, };

export type CorrectNursingNote = { id: string, reason: string, is_withdrawn: boolean, 
/**
 * Read only if it is not withdrawn.
 */
text: string, };

export type CorrectObservation = { id: string, reason: string, is_withdrawn: boolean, 
/**
 * Read only if it is not withdrawn.
 */
form: ObservationForm, };

export type CorrectVitals = { id: string, reason: string, form: VitalsForm, };

export type Correction = { corrects: string | null, reason: string, };

export type CountAccess = { from: string, to: string, };

export type CountInbox = Record<symbol, never>;

export type CounterSign = { id: string, order_id: string, admission_id: string, doctor_id: string, by: string, at: Timestamp, };

export type CounterSignOrder = { order_id: string, };

export type CreditInvoice = { invoice_id: string, amount_paise: Money, reason: string, refund_method: Method | null, 
/**
 * Of somebody who may, where the person who bills may not.
 */
approval?: Approval, };

export type CreditNote = { id: string, invoice_id: string, series: string, number: number, printed_number: string, amount_paise: Money, reason: string, day: string, at: Timestamp, by: string, };

export type DatabaseCheck = { is_whole: boolean, at: Timestamp, milliseconds: number, };

export type DayClosePaper = { day: string | null, 
/**
 * `a5`, `a4`, `roll80` or `roll58`; the clinic's own for bills when absent.
 */
sheet: string | null, 
/**
 * `en` or `hi`, as the window speaks.
 */
language: string | null, };

export type DayPaper = { doctor_id: string, day: string, };

export type DayPart = "any" | "morning" | "afternoon" | "evening";

export type DayRule = "check_out_hour" | "hours_24" | "calendar";

export type DaySum = { 
/**
 * The date on which the ward's day began.
 */
day: string, shifts: Array<ShiftSum>, sum: FluidSum, };

export type DaySummary = { day: string, by_method: Array<MethodTotal>, 
/**
 * Received less given back.
 */
total_paise: Money, refunds_paise: Money, bills: number, billed_paise: Money, 
/**
 * Everything still owed, over all days.
 */
dues_paise: Money, };

export type Death = { died_at: Timestamp, cause: CauseOfDeath, body_given_to: string, };

export type DeathEntry = { id: string, series: string, number: number, admission_id: string | null, patient_id: string, died_at: Timestamp, name: string, sex: Sex, 
/**
 * As it was on that day.
 */
age: string, address: string, cause: CauseOfDeath, certified_by: string, is_mlc: boolean, body_given_to: string, by: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, };

export type DeathForm = { admission_id: string | null, patient_id: string, died_at: Timestamp, cause: CauseOfDeath, certified_by: string, is_mlc: boolean, body_given_to: string, };

export type DeathRow = { 
/**
 * False once another entry corrects it.
 */
is_current: boolean, id: string, series: string, number: number, admission_id: string | null, patient_id: string, died_at: Timestamp, name: string, sex: Sex, 
/**
 * As it was on that day.
 */
age: string, address: string, cause: CauseOfDeath, certified_by: string, is_mlc: boolean, body_given_to: string, by: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, };

export type DeleteKept = { name: string, };

export type Delivery = "normal" | "assisted" | "caesarean" | "breech";

export type Deposit = { id: string, patient_id: string, admission_id: string, series: string, number: number, printed_number: string, method: Method, amount_paise: Money, reference: string, 
/**
 * Why it was given back.
 */
note: string, day: string, at: Timestamp, by: string, };

export type DepositReceipt = { deposit_id: string, 
/**
 * `roll80`, `roll58`; the clinic's own roll when absent.
 */
sheet: string | null, };

export type DeskSettings = { 
/**
 * `None`: as the clinic has it. A front desk may lock sooner.
 */
idle_minutes: number | null, 
/**
 * Whether the lock screen names those who may come in by PIN.
 */
shows_names: boolean, };

export type DeskState = "new" | "locked" | "open";

export type DeskStatus = { state: DeskState, clinic_name: string | null, is_demo: boolean, is_recovery_proven: boolean, 
/**
 * `keyring`, or `file` where the computer's secret lies less well protected.
 */
keeping: string | null, 
/**
 * Asked on a new desk alone: whether the system keeps secrets.
 */
can_keyring: boolean, screen: ScreenState, idle_minutes: number, 
/**
 * When this window's screen locks if nobody touches it.
 */
locks_in_seconds: number | null, 
/**
 * While the records get a new key nobody can work.
 */
rotating_percent: number | null, language: string, version: string, now: Timestamp, today: string, 
/**
 * By how much the computer's clock is not believed: behind if negative.
 */
clock_off_ms: number | null, 
/**
 * The disk is full or nearly: the reserve beside the records is missing.
 */
is_disk_full: boolean, };

export type DeviceReads = { no: number, reads_confidential: boolean, };

export type DeviceView = { id: string | null, no: number | null, code: string, name: string, version: string, is_here: boolean, 
/**
 * Sent away: what it writes from then on has no effect.
 */
is_revoked: boolean, 
/**
 * Confidential notes open on it.
 */
reads_confidential: boolean, 
/**
 * Of the key that signs for this desk, to be compared by eye; empty for others.
 */
fingerprint: string, since: Timestamp, 
/**
 * When the newest group of its changes came here.
 */
last_seen: Timestamp | null, 
/**
 * `first` or `restored`, for this desk.
 */
reason: string, };

export type Diagnosis = { id: string, 
/**
 * An ICD-10 code, or empty for free text.
 */
code: string, name: string, kind: DiagnosisKind, certainty: Certainty, is_chronic: boolean, };

export type DiagnosisForm = { id: string | null, code: string, name: string, kind: DiagnosisKind, certainty: Certainty, is_chronic: boolean, };

export type DiagnosisKind = "primary" | "secondary";

export type DifferingView = { no: number, 
/**
 * What people call it; empty where it has no name here.
 */
name: string, 
/**
 * Where they differ, as the database calls it: for whoever is asked for help.
 */
tables: string, seen_at: Timestamp, };

export type Discharge = { id: string, admission_id: string, patient_id: string, 
/**
 * Who signs; the attending doctor until then.
 */
doctor_id: string, status: DischargeStatus, series: string, number: number | null, outcome: Outcome, 
/**
 * When the patient leaves, or died; the time of signing if not said.
 */
left_at: Timestamp | null, language: string, diagnoses: Array<Diagnosis>, complaint: string, history: string, examination: string, course: string, investigations: string, procedures: string, condition: string, lines: Array<Line>, advice: string, 
/**
 * When to come back at once.
 */
danger_signs: string, follow_up_on: string | null, against_advice: AgainstAdvice | null, transfer: Transfer | null, death: Death | null, signed_at: Timestamp | null, signed_by: string | null, };

export type DischargeAddendum = { id: string, discharge_id: string, text: string, at: Timestamp, by: string, };

export type DischargeForm = { outcome: Outcome, left_at: Timestamp | null, language: string, diagnoses: Array<DiagnosisForm>, complaint: string, history: string, examination: string, course: string, investigations: string, procedures: string, condition: string, lines: Array<Line>, advice: string, danger_signs: string, follow_up_on: string | null, against_advice: AgainstAdvice | null, transfer: Transfer | null, death: Death | null, };

export type DischargePaper = { admission_id: string, language: string | null, };

export type DischargeSheet = { discharge: Discharge, printed_number: string, 
/**
 * Gathered from the record and not saved yet.
 */
is_proposed: boolean, addenda: Array<DischargeAddendum>, 
/**
 * What the patient still owes, deposits taken off; less than nothing is to be given back.
 */
due_paise: Money, 
/**
 * Bed days and charges that no bill holds yet, with tax.
 */
unbilled_paise: Money, 
/**
 * Orders taken on the telephone that no doctor has signed.
 */
unsigned_orders: number, };

export type DischargeStatus = "draft" | "signed";

export type DisplayDoctor = { doctor_name: string, room: string, now_serving: string | null, next: Array<string>, 
/**
 * As the desk told the patients; none when not late.
 */
late_minutes: number | null, };

export type DisplayView = { clinic_name: string, now: Timestamp, doctors: Array<DisplayDoctor>, };

export type Doctor = { id: string, staff_id: string | null, name: string, qualification: string, registration_no: string, council: string, specialty: string, phone: string, fee_paise: Money, follow_up_fee_paise: Money, room: string, is_active: boolean, };

export type DoctorForm = { staff_id: string | null, name: string, qualification: string, registration_no: string, council: string, specialty: string, phone: string, fee_paise: Money, follow_up_fee_paise: Money, room: string, is_active: boolean, };

export type DoctorLeave = { id: string, doctor_id: string | null, from_day: string, until_day: string, from_minute: number | null, until_minute: number | null, reason: string, };

export type DoctorView = { has_signature: boolean, id: string, staff_id: string | null, name: string, qualification: string, registration_no: string, council: string, specialty: string, phone: string, fee_paise: Money, follow_up_fee_paise: Money, room: string, is_active: boolean, };

export type DocumentKind = "bill" | "bill_of_supply" | "tax_invoice" | "invoice_cum_bill_of_supply";

export type DocumentsHere = { count: number, bytes: number, };

export type Dose = { unit: DoseUnit, when: When, food: Food, 
/**
 * None: until the doctor says otherwise.
 */
days: number | null, site: Site | null, extra: Array<Extra>, };

export type DoseCell = { 
/**
 * None for a dose as needed.
 */
due_at: Timestamp | null, 
/**
 * When it was due, or when it was given.
 */
at: Timestamp, 
/**
 * Ordered, in quarters; what was given stands in the event.
 */
amount: number, amount_text: string, state: CellState, event: DoseEvent | null, 
/**
 * What was written before and corrected since.
 */
before: Array<DoseEvent>, 
/**
 * Two people wrote down this same dose: it may have been given twice.
 */
is_doubled: boolean, };

export type DoseEvent = { id: string, order_id: string, admission_id: string, patient_id: string, 
/**
 * The due time that it answers; none for a dose as needed.
 */
due_at: Timestamp | null, outcome: DoseOutcome, at: Timestamp, 
/**
 * What was given, in quarters of the order's unit.
 */
amount: number | null, reason: string, 
/**
 * The wristband was scanned and was this patient's.
 */
is_band_checked: boolean, 
/**
 * The second person of a high-risk medicine, by their own password.
 */
second_id: string | null, second_by: string, by: string, by_id: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, is_withdrawn: boolean, };

export type DoseOutcome = "given" | "refused" | "held" | "missed";

export type DoseRow = { order: WardOrderView, is_as_needed: boolean, cells: Array<DoseCell>, 
/**
 * Of a dose as needed: when it was given last.
 */
last_given_at: Timestamp | null, 
/**
 * Of a dose as needed: how often within the last 24 hours.
 */
given_in_24_hours: number, };

export type DoseUnit = "tablet" | "capsule" | "ml" | "teaspoon" | "drop" | "puff" | "sachet" | "injection" | "unit" | "application" | "gram" | "lozenge" | "suppository" | "patch" | "spray";

export type DropDraft = { key: string, };

export type DropFavourite = { id: string, };

export type DrugRow = { drug_id: string, generic: string, 
/**
 * The brand that met the search, if one did.
 */
brand: string, form: string, strengths: Array<string>, route: string, schedule: string, class: string, usual: string, food: string, };

export type Due = { admission_id: string, due_paise: Money, };

export type DueDose = { order_id: string, name: string, dose_text: string, due_at: Timestamp, amount: number, amount_text: string, state: CellState, is_high_risk: boolean, };

export type Duplicate = { row: PatientRow, 
/**
 * Message ids of the reasons.
 */
why: Array<string>, };

export type EndAllergy = { id: string, reason: string, };

export type EndAttachment = { id: string, reason: string, };

export type EndDoctorLeave = { id: string, };

export type EndPatientLeave = { admission_id: string, until_at: Timestamp | null, };

export type EndProblem = { id: string, reason: string, };

export type EndSchedule = { id: string, accept_affected: boolean, };

export type EndSecondFactor = { staff_id: string, };

export type EndStaff = { id: string, reason: string, };

export type EndTarget = { id: string, };

export type EnrolSecondFactor = { second: string, };

export type ExportChanges = { folder: string, 
/**
 * The shut bytes of patients' documents too.
 */
with_documents: boolean, };

export type ExportLog = { format: LogFormat, filter: AuditFilter, };

export type ExportedChanges = { path: string, bytes: number, };

export type ExportedLog = { path: string, entries: number, 
/**
 * The newest entry and its eight characters, for a file that proves itself.
 */
head: [number, string] | null, };

export type Extra = "shake_well" | "dissolve_in_water" | "chew" | "gargle" | "drowsy" | "full_course" | "stop_if_rash";

export type FarView = { no: number, name: string, changes: number, year: number, };

export type Fault = "changed" | "missing" | "repeated" | "unreadable" | "signature" | "key" | "replaced" | "cut" | "unbound";

export type Favourite = { id: string, staff_id: string, name: string, lines: Array<Line>, };

export type FieldChange = { field: string, shown_as: ShownAs, 
/**
 * Absent where nothing stood.
 */
before: string | null, after: string | null, };

export type FileContent = { media_type: MediaType, base64: string, };

export type FilePlace = "alone" | "here" | "sent" | "coming" | "absent" | "wrong";

export type FindAccess = { filter: AuditFilter, 
/**
 * Older than this entry, for the next page.
 */
before: number | null, limit: number, };

export type FindDiagnosis = { text: string, limit: number, };

export type FindDrug = { text: string, limit: number, };

export type FindDuplicates = { name: string, sex: Sex | null, birth_date: string | null, age_years: number | null, phone: string, };

export type FindPatients = { text: string, limit: number, };

export type FindSlots = { doctor_id: string, 
/**
 * None for today.
 */
from: string | null, minutes: number | null, part: DayPart, limit: number, };

export type FinishJoin = { 
/**
 * One of the owners, who will let the others in.
 */
user: string, password: string, keep_secret_in_file: boolean, };

export type FinishRestore = { user: string, 
/**
 * New on a new computer. Where the clinic is open it is empty: there the owner proves to
 * be there as before every act that hurts for long.
 */
password: string, keep_secret_in_file: boolean, };

export type FixClock = { no: number, };

export type Flag = { field: string, level: FlagLevel, 
/**
 * A message id.
 */
message: string, };

export type FlagLevel = "low" | "high" | "critical";

export type FluidEntry = { id: string, admission_id: string, patient_id: string, at: Timestamp, kind: FluidKind, ml: number, note: string, by: string, by_id: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, is_withdrawn: boolean, };

export type FluidForm = { at: Timestamp | null, kind: FluidKind, ml: number, note: string, };

export type FluidKind = "oral" | "intravenous" | "tube" | "blood" | "other_in" | "urine" | "stool" | "vomit" | "drain" | "aspirate" | "blood_loss" | "other_out";

export type FluidPaper = { admission_id: string, from: string, until: string, };

export type FluidSum = { in_ml: number, out_ml: number, balance_ml: number, };

export type FluidView = { is_in: boolean, 
/**
 * False once it was corrected or withdrawn.
 */
is_current: boolean, id: string, admission_id: string, patient_id: string, at: Timestamp, kind: FluidKind, ml: number, note: string, by: string, by_id: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, is_withdrawn: boolean, };

export type FollowHub = { 
/**
 * As `Successor` told them, so that what a person compared is what is followed.
 */
address: string, fingerprint: string, };

export type Food = "none" | "before" | "after" | "with" | "empty_stomach" | "with_milk";

export type GiveBackDeposit = { admission_id: string, payment: PaymentForm, note: string, };

export type GiveConsent = { patient_id: string, purpose: Purpose, };

export type GiveToken = { patient_id: string, doctor_id: string, priority: Priority, reason: string, };

export type GlassBreak = { id: string, patient_id: string, broken_by: string, name: string, reason: string, from_at: Timestamp, until_at: Timestamp, reviewed_at: Timestamp | null, reviewer: string, verdict: string, is_justified: boolean | null, };

export type GlassBreakRow = { broken: GlassBreak, patient_name: string, reg_no: string, 
/**
 * Nobody reviews what they did themselves.
 */
can_review: boolean, };

export type HandoverPaper = { ward_id: string | null, 
/**
 * The shift: its day of the ward and its number from 0; the present one if not said.
 */
day: string | null, shift: number | null, };

export type HeldValue = { 
/**
 * Names the write when it is chosen.
 */
key: string, value: string, 
/**
 * What the patient's page shows meanwhile.
 */
is_shown: boolean, by: string, 
/**
 * What people call the computer; empty where it is not known.
 */
computer: string, at: Timestamp, };

export type HighRisk = { group: string, words: Array<string>, };

export type HistoryItem = { at: Timestamp, user: string, field: string, before: string, after: string, };

export type HomeView = { day: string, waiting: number, with_doctor: number, billing: number, done: number, my_waiting: number, registered: number, unsigned: Array<UnsignedVisit>, collected_paise: Money | null, dues_paise: Money | null, bills: number | null, next_tokens: Array<BoardRow>, 
/**
 * None in a clinic without wards.
 */
beds: BedCounts | null, 
/**
 * Of the day, or of the doctor who looks.
 */
appointments: number | null, next_appointments: Array<AppointmentRow>, backup: BackupState, 
/**
 * Booked, but the hours are gone, the doctor is away, or the slot is another's.
 */
to_move: number, };

export type Household = { phone: string, except: string | null, };

export type HubNear = { address: string, };

export type HubView = { is_on: boolean, is_serving: boolean, 
/**
 * To be typed on other computers; the first is the likeliest.
 */
addresses: Array<string>, is_announced: boolean, 
/**
 * The first address as a picture, for a computer with a reader.
 */
png_base64: string, 
/**
 * Of the hub's key, to be compared by eye; empty where no hub is known.
 */
fingerprint: string, 
/**
 * A message id; empty while all is well.
 */
fault: string, seen: Array<SeenDesk>, successor: Successor | null, };

export type ImportChanges = { path: string, };

export type ImportedChanges = { 
/**
 * Groups of changes.
 */
applied: number, known: number, waiting: number, 
/**
 * Of patients, those whose bytes were not here before.
 */
documents: number, };

export type InboxCount = { count: number, };

export type InboxItem = { 
/**
 * The same on every desk, for as long as it is the same question.
 */
key: string, 
/**
 * When the later of the two was written; none where nobody knows.
 */
at: Timestamp | null, thing: Thing, };

export type InboxPage = { items: Array<InboxItem>, 
/**
 * Of all pages.
 */
count: number, };

export type Inpatient = { patient_name: string, reg_no: string, age: string, 
/**
 * For the scores that hold for adults only.
 */
age_years: number, sex: Sex, doctor_name: string, 
/**
 * None while no bed is given.
 */
place: Place | null, day_of_stay: number, on_leave: PatientLeave | null, id: string, patient_id: string, series: string, number: number, printed_number: string, day: string, admitted_at: Timestamp, 
/**
 * When the desk wrote it down; who came first holds (see `claims`).
 */
claimed_at: Timestamp, admitted_by: string, 
/**
 * The attending doctor.
 */
doctor_id: string, visit_id: string | null, 
/**
 * The mother's admission, of a baby.
 */
mother_id: string | null, 
/**
 * Provisional, as said at admission.
 */
diagnosis: string, kind: AdmissionKind, 
/**
 * A medico-legal case.
 */
is_mlc: boolean, mlc_number: string, relatives: Array<Relative>, note: string, expected_until: string | null, discharged_at: Timestamp | null, outcome: Outcome | null, };

export type InterimStatement = { admission_id: string, 
/**
 * `a5` or `a4`; the clinic's own when absent.
 */
sheet: string | null, };

export type InvoicePaper = { invoice_id: string, 
/**
 * `a5`, `a4`, `roll80` or `roll58`; the clinic's own when absent.
 */
sheet: string | null, };

export type InvoiceRow = { id: string, printed_number: string, document: DocumentKind, patient_id: string, patient_name: string, reg_no: string, day: string, issued_at: Timestamp, total_paise: Money, paid_paise: Money, due_paise: Money, status: InvoiceStatus, };

export type InvoiceStatus = "due" | "part_paid" | "paid" | "credited";

export type InvoiceView = { patient_name: string, reg_no: string, paid_paise: Money, credited_paise: Money, due_paise: Money, status: InvoiceStatus, payments: Array<Payment>, credit_notes: Array<CreditNote>, set_offs: Array<SetOff>, id: string, series: string, number: number, printed_number: string, document: DocumentKind, patient_id: string, visit_id: string | null, 
/**
 * The stay in the wards that is billed.
 */
admission_id: string | null, day: string, issued_at: Timestamp, issued_by: string, lines: Array<WorkedLine>, buyer: Buyer | null, subtotal_paise: Money, discount_paise: Money, discount_reason: string, tax_paise: Money, round_off_paise: Money, total_paise: Money, };

export type IssueInvoice = { patient_id: string, visit_id: string | null, lines: Array<BillLineForm>, discount_paise: Money, discount_reason: string, buyer: Buyer | null, payments: Array<PaymentForm>, 
/**
 * Of somebody who may, where the person who bills may not.
 */
approval?: Approval, };

export type IssueWardBill = { admission_id: string, discount_paise: Money, discount_reason: string, buyer: Buyer | null, payments: Array<PaymentForm>, approval?: Approval, };

export type IssuedBill = { id: string, printed_number: string, day: string, total_paise: Money, due_paise: Money, status: InvoiceStatus, };

export type JobAnswer = { job: JobView | null, };

export type JobKind = "full" | "ops" | "drill" | "restore";

export type JobStep = "writing" | "reading" | "restoring" | "proving";

export type JobView = { kind: JobKind, is_running: boolean, step: JobStep, 
/**
 * Bytes of this step; each step begins anew.
 */
done: number, total: number, 
/**
 * The short name of what went wrong; empty while all is well.
 */
fault: string, };

export type JoinDone = { 
/**
 * None while the owner's own record is still on its way: sign in as soon as it came.
 */
session: SessionView | null, };

export type JoinPerson = { user: string, name: string, };

export type JoinStep = "waiting" | "digits" | "ready" | "arriving" | "over";

export type JoinView = { step: JoinStep, digits: string, clinic: string, owners: Array<JoinPerson>, 
/**
 * Of the key that answers at the address, to be compared by eye.
 */
fingerprint: string, arriving: Arriving | null, };

export type KeepDraft = { key: string, body: string, };

export type KeepFavourite = { name: string, lines: Array<Line>, };

export type KeepStay = { stay_id: string, };

export type KeptAt = "alone" | "here" | "own_hub" | "hub" | "server";

export type KeptFolder = { name: string, kind: KeptKind, bytes: number, 
/**
 * When its newest file was written, by the computer's own clock.
 */
at: Timestamp, };

export type KeptKind = "replaced" | "safety";

export type KnownDiagnosis = { code: string, name: string, chapter: string, };

export type KnownPerson = { user: string, name: string, };

export type LastPrescription = { patient_id: string, };

export type LateDoctor = { doctor_id: string, doctor_name: string, minutes: number, at: Timestamp, };

export type LatenessTold = { doctor_id: string, minutes: number, 
/**
 * Whose appointments are still to come.
 */
patients: number, };

export type LeaveForm = { 
/**
 * None: the clinic is closed.
 */
doctor_id: string | null, from_day: string, until_day: string, 
/**
 * Both for a part of each day, none for whole days.
 */
from_minute: number | null, until_minute: number | null, reason: string, };

export type LeaveTaken = { leave: DoctorLeave, 
/**
 * Whose bookings are to be moved.
 */
affected: Array<AppointmentRow>, };

export type LetIn = { 
/**
 * The new computer may let in and send away others: where only one may and it breaks,
 * nobody can.
 */
may_administer: boolean, 
/**
 * Confidential notes open on it.
 */
reads_confidential: boolean, };

export type Level = "good" | "weak" | "bad";

export type Line = { 
/**
 * The row of the shipped list, or empty for a drug typed freely.
 */
drug_id: string, generic: string, brand: string, form: string, strength: string, route: string, dose: Dose, 
/**
 * How many units are to be dispensed; typed by hand where the dose cannot tell.
 */
quantity: number, quantity_unit: string, note: string, 
/**
 * H, H1, X, G or empty.
 */
schedule: string, };

export type LinkPatients = { keep: string, other: string, reason: string, };

export type ListAdmissions = { patient_id: string, };

export type ListAppointments = { day: string, doctor_id: string | null, };

export type ListAttachments = { patient_id: string, 
/**
 * Those that were put away too.
 */
with_ended: boolean, };

export type ListBirths = { from: string, until: string, };

export type ListBreaks = { only_open: boolean, };

export type ListConfidential = { patient_id: string, };

export type ListConsents = { patient_id: string, };

export type ListDeaths = { from: string, until: string, };

export type ListDeskSettings = Record<symbol, never>;

export type ListDevices = Record<symbol, never>;

export type ListDoctors = Record<symbol, never>;

export type ListDues = Record<symbol, never>;

export type ListFavourites = Record<symbol, never>;

export type ListInbox = { 
/**
 * So many of the newest were seen already.
 */
after: number, limit: number, };

export type ListInpatients = { ward_id: string | null, };

export type ListInvoices = { day: string | null, patient_id: string | null, only_due: boolean, limit: number, };

export type ListLate = Record<symbol, never>;

export type ListLeave = { 
/**
 * None for today.
 */
from: string | null, };

export type ListMlc = { from: string, until: string, };

export type ListMoves = { appointment_id: string, };

export type ListNoShows = { from: string, until: string, doctor_id: string | null, 
/**
 * Older than this instant, for the next page.
 */
before: Timestamp | null, limit: number, };

export type ListPackages = Record<symbol, never>;

export type ListPermissions = Record<symbol, never>;

export type ListPrinters = Record<symbol, never>;

export type ListRestore = { folder: string, };

export type ListRoomTaxes = Record<symbol, never>;

export type ListSchedules = Record<symbol, never>;

export type ListServices = Record<symbol, never>;

export type ListStaff = Record<symbol, never>;

export type ListStates = Record<symbol, never>;

export type ListTaxRates = Record<symbol, never>;

export type ListToMove = Record<symbol, never>;

export type ListVisits = { day: string | null, doctor_id: string | null, patient_id: string | null, status: VisitStatus | null, };

export type ListWaiting = Record<symbol, never>;

export type ListWitnesses = Record<symbol, never>;

export type LogFormat = "csv" | "proof";

export type MarkNoShow = { appointment_id: string, };

export type Matched = "name" | "phone" | "reg_no" | "abha" | "aadhaar" | "village" | "recent";

export type MaybeSamePerson = { one: string, other: string, };

export type MediaType = "image/jpeg" | "image/png" | "image/webp" | "application/pdf";

export type Medicine = { generic: string, strength: string, short: string, since: string, 
/**
 * None for what is taken until told otherwise.
 */
until: string | null, };

export type MedicinesPaper = { admission_id: string, from: string, until: string, };

export type MedicinesSheet = { day: string, from: Timestamp, until: Timestamp, now: Timestamp, rows: Array<DoseRow>, is_band_required: boolean, late_minutes: number, };

export type MeetStep = "waiting" | "digits" | "done" | "over";

export type MeetView = { step: MeetStep, 
/**
 * To be typed on the new computer.
 */
word: string, address: string, 
/**
 * Address and word as a picture, for a new computer with a reader.
 */
png_base64: string, 
/**
 * Of the server's key, to be compared by eye.
 */
fingerprint: string, digits: string, 
/**
 * What the new computer calls itself.
 */
name: string, };

export type MessageState = "pending" | "blocked_no_consent" | "withdrawn" | "sent" | "failed";

export type Method = "cash" | "card" | "upi" | "bank" | "cheque";

export type MethodTotal = { method: Method, amount_paise: Money, refunds_paise: Money, count: number, };

export type MlcEntry = { id: string, series: string, number: number, admission_id: string | null, patient_id: string, examined_at: Timestamp, name: string, age_sex: string, address: string, nature: MlcNature, brought_by: string, 
/**
 * Two marks by which the person can be known again.
 */
identification: string, history: string, findings: string, opinion: string, samples: string, police_station: string, told_police_at: Timestamp | null, police_officer: string, doctor_name: string, by: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, };

export type MlcForm = { admission_id: string | null, patient_id: string, examined_at: Timestamp, nature: MlcNature, brought_by: string, identification: string, history: string, findings: string, opinion: string, samples: string, police_station: string, told_police_at: Timestamp | null, police_officer: string, doctor_name: string, };

export type MlcNature = "road_accident" | "assault" | "burn" | "poisoning" | "fall" | "hanging" | "drowning" | "animal_bite" | "sexual_offence" | "brought_dead" | "other";

export type MlcRow = { 
/**
 * False once another entry corrects it.
 */
is_current: boolean, id: string, series: string, number: number, admission_id: string | null, patient_id: string, examined_at: Timestamp, name: string, age_sex: string, address: string, nature: MlcNature, brought_by: string, 
/**
 * Two marks by which the person can be known again.
 */
identification: string, history: string, findings: string, opinion: string, samples: string, police_station: string, told_police_at: Timestamp | null, police_officer: string, doctor_name: string, by: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, };

export type Money = number;

export type MonthDay = { day: string, is_in_month: boolean, booked: number, 
/**
 * Places in all slots, and how many of them are free.
 */
places: number, free: number, 
/**
 * Of the clinic.
 */
holiday: string, 
/**
 * Who is away, wholly or in part.
 */
away: Array<string>, };

export type MonthView = { today: string, days: Array<MonthDay>, };

export type MoveAll = { ids: Array<string>, to_doctor_id: string | null, reason: string, };

export type MoveAppointment = { appointment_id: string, 
/**
 * None for the same doctor.
 */
doctor_id: string | null, day: string, minute: number, 
/**
 * None for the same length.
 */
minutes: number | null, is_overbooked: boolean, reason: string, };

export type MoveToken = { token_id: string, stage: Stage, };

export type MoveWhy = "leave" | "outside_hours" | "clash" | "doctor_left";

export type Movement = { stay_id: string, bed_id: string, bed: string, ward: string, class_name: string, from_at: Timestamp, until_at: Timestamp | null, reason: string, by: string, };

export type Movements = { stays: Array<Movement>, leaves: Array<PatientLeave>, babies: Array<Inpatient>, mother: Inpatient | null, };

export type MovesUndone = { 
/**
 * The step that took the other back, and can itself be taken back.
 */
batch_id: string, returned: number, 
/**
 * What was changed meanwhile and stays.
 */
kept: number, };

export type NewKey = { epoch: number, };

export type NewResetCode = { staff_id: string, };

export type NewSheet = { 
/**
 * Shown once, printed, and never stored.
 */
recovery_code: string, };

export type News = { news: number, };

export type News2 = { 
/**
 * None while a parameter is missing or the score is not for this patient.
 */
total: number | null, band: NewsBand | null, parts: Array<NewsPart>, missing: Array<NewsParameter>, not_valid: NewsNotValid | null, };

export type NewsBand = "none" | "low" | "low_medium" | "medium" | "high";

export type NewsNotValid = "under16" | "pregnant";

export type NewsParameter = "respiration" | "spo2" | "oxygen" | "systolic" | "pulse" | "consciousness" | "temperature";

export type NewsPart = { parameter: NewsParameter, points: number, };

export type NotBooked = { day: string, 
/**
 * A message id.
 */
why: string, };

export type NotSamePerson = { one: string, other: string, };

export type NoteKind = "progress" | "consultation" | "procedure";

export type NoteView = { addenda: Array<RoundAddendum>, id: string, admission_id: string, patient_id: string, doctor_id: string, doctor_name: string, kind: NoteKind, seen_at: Timestamp, subjective: string, objective: string, assessment: string, plan: string, signed_at: Timestamp, signed_by: string, };

export type Nothing = Record<symbol, never>;

export type NumberedPaper = { id: string, patient_id: string, patient_name: string, };

export type NursingNote = { id: string, admission_id: string, patient_id: string, at: Timestamp, text: string, by: string, by_id: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, is_withdrawn: boolean, };

export type NursingNoteView = { is_current: boolean, id: string, admission_id: string, patient_id: string, at: Timestamp, text: string, by: string, by_id: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, is_withdrawn: boolean, };

export type NursingRow = { inpatient: Inpatient, allergies: Array<string>, latest: ObservationView | null, next_round_at: Timestamp, is_round_overdue: boolean, 
/**
 * Not answered, newest first.
 */
alarms: Array<ObservationView>, 
/**
 * Overdue, due now and due soon, in order.
 */
doses: Array<DueDose>, is_strict_intake: boolean, fluids_today: FluidSum, unsigned_orders: number, };

export type NursingSheet = { now: Timestamp, shift: ShiftNow, wards: Array<NursingWard>, rows: Array<NursingRow>, };

export type NursingTask = "other" | "observations" | "intake_output";

export type NursingWard = { id: string, name: string, };

export type ObservationForm = { 
/**
 * When it was measured; now if not said.
 */
taken_at: Timestamp | null, temp_decicelsius: number | null, pulse: number | null, systolic: number | null, diastolic: number | null, respiration: number | null, spo2: number | null, 
/**
 * As the doctor's oxygen order says, if not said.
 */
spo2_scale: number | null, is_on_oxygen: boolean | null, oxygen_decilitres: number | null, consciousness: Consciousness | null, pain: number | null, weight_g: number | null, glucose_mg_dl: number | null, note: string, };

export type ObservationView = { news2: News2, 
/**
 * False once it was corrected or withdrawn.
 */
is_current: boolean, answer: AlarmAnswer | null, id: string, admission_id: string, patient_id: string, taken_at: Timestamp, temp_decicelsius: number | null, pulse: number | null, systolic: number | null, diastolic: number | null, respiration: number | null, spo2: number | null, 
/**
 * Which scale it was scored on: 2 only by a doctor's order.
 */
spo2_scale: number, is_on_oxygen: boolean | null, 
/**
 * Tenths of a litre a minute.
 */
oxygen_decilitres: number | null, consciousness: Consciousness | null, pain: number | null, weight_g: number | null, glucose_mg_dl: number | null, note: string, 
/**
 * Whether it called for help by its score.
 */
is_alarm: boolean, by: string, by_id: string, noted_at: Timestamp, corrects: string | null, correction_reason: string, is_withdrawn: boolean, };

export type Occupant = { stay_id: string, admission_id: string, patient_id: string, patient_name: string, reg_no: string, age: string, sex: Sex, doctor_id: string, doctor_name: string, day_of_stay: number, diagnosis: string, kind: AdmissionKind, is_mlc: boolean, is_on_leave: boolean, is_clash: boolean, mother_id: string | null, 
/**
 * Babies admitted under her, wherever they lie.
 */
babies: number, expected_until: string | null, };

export type OnePerson = { patient_id: string, };

export type OpenAdmission = { admission_id: string, };

export type OpenChart = { admission_id: string, 
/**
 * The last day shown; today if not said.
 */
until: string | null, days: number, };

export type OpenDischarge = { admission_id: string, };

export type OpenInvoice = { invoice_id: string, };

export type OpenMedicines = { admission_id: string, 
/**
 * Today if not said.
 */
day: string | null, };

export type OpenPatient = { id: string, };

export type OpenPrescription = { visit_id: string, };

export type OpenRounds = { admission_id: string, };

export type OpenVisit = { visit_id: string, };

export type OpenWard = { 
/**
 * All wards if not said.
 */
ward_id: string | null, };

export type Order = { id: string, kind: OrderKind, name: string, note: string, };

export type OrderForm = { id: string | null, kind: OrderKind, name: string, note: string, };

export type OrderKind = "test" | "procedure" | "referral";

export type OrderResultForm = { 
/**
 * A number or words; empty only where a correction takes a result back.
 */
value: string, unit: string, 
/**
 * The day and time on the report; now if not said.
 */
resulted_at: Timestamp | null, 
/**
 * From elsewhere: it may be older than the admission.
 */
is_outside: boolean, 
/**
 * Which laboratory, where it is not the clinic's own.
 */
source: string, corrects: string | null, correction_reason: string, };

export type OrderResultView = { 
/**
 * False once another corrects it, and of one that only takes another back.
 */
is_current: boolean, id: string, order_id: string, admission_id: string, patient_id: string, 
/**
 * A number or words; empty in a correction that takes a result back.
 */
value: string, unit: string, resulted_at: Timestamp, is_outside: boolean, 
/**
 * The laboratory of an outside report.
 */
source: string, corrects: string | null, correction_reason: string, by: string, noted_at: Timestamp, };

export type OrderStop = { id: string, order_id: string, admission_id: string, stopped_at: Timestamp, reason: string, doctor_id: string, by: string, at: Timestamp, };

export type OrderWarning = { kind: OrderWarningKind, 
/**
 * The substance that it is about.
 */
substance: string, };

export type OrderWarningKind = "allergy" | "duplicate" | "high_risk";

export type Outcome = "recovered" | "improved" | "against_advice" | "absconded" | "transferred_out" | "died";

export type Overview = { points: Array<Point>, people: Array<WayInRow>, failed_30_days: number, last_failed: Timestamp | null, fingerprint: string, key_epoch: number, };

export type OwnerChoice = { user: string, name: string, };

export type PackageTerms = { days: number, kinds: Array<ChargeKind>, 
/**
 * Bed days of this class alone; of any when absent.
 */
class_id: string | null, 
/**
 * The part of the price that is the room's rent for a day: the law on room rent asks
 * for it where it is above the threshold.
 */
room_paise: Money, };

export type Paper = { title: string, file_name: string, pdf_base64: string, pages: Array<string>, };

export type PaperRequest = { route: string, args: object, };

export type Patient = { id: string, reg_no: string, name: string, name_local: string, sex: Sex, birth_date: string, is_birth_estimated: boolean, phone: string, phone_other: string, guardian_name: string, guardian_relation: string, address: string, village: string, district: string, state_code: string, pin: string, language: string, email: string, blood_group: string, marital_status: string, occupation: string, kin_name: string, kin_relation: string, kin_phone: string, abha_number: string, abha_address: string, 
/**
 * Never the whole number.
 */
aadhaar_last4: string, scheme_name: string, scheme_id: string, referred_by: string, note: string, registered_at: Timestamp, series: string, number: number, };

export type PatientAppointments = { may_message: boolean, has_phone: boolean, 
/**
 * Until when a visit to that doctor is free; past days are not said.
 */
free_until: string | null, last_doctor_id: string | null, 
/**
 * Soonest first.
 */
coming: Array<AppointmentRow>, 
/**
 * Newest first.
 */
past: Array<AppointmentRow>, no_shows: number, };

export type PatientCard = { id: string, };

export type PatientForm = { name: string, name_local: string, sex: Sex | null, birth_date: string | null, age: Age | null, phone: string, phone_other: string, guardian_name: string, guardian_relation: string, address: string, village: string, district: string, state_code: string, pin: string, language: string, email: string, blood_group: string, marital_status: string, occupation: string, kin_name: string, kin_relation: string, kin_phone: string, abha_number: string, abha_address: string, aadhaar_last4: string, scheme_name: string, scheme_id: string, referred_by: string, note: string, };

export type PatientHistory = { id: string, };

export type PatientLeave = { id: string, admission_id: string, from_at: Timestamp, expected_at: Timestamp | null, until_at: Timestamp | null, reason: string, allowed_by: string, };

export type PatientRow = { id: string, reg_no: string, name: string, name_local: string, sex: Sex, age: string, birth_date: string, phone: string, village: string, guardian_name: string, last_visit: string | null, matched: Matched, };

export type PatientSummary = { allergies: Array<Allergy>, problems: Array<Problem>, medicines: Array<Medicine>, background: Array<Background>, timeline: Array<TimelineItem>, };

export type PauseSync = { is_paused: boolean, };

export type PayInvoice = { invoice_id: string, payments: Array<PaymentForm>, };

export type Payment = { id: string, invoice_id: string, patient_id: string, series: string, number: number, printed_number: string, method: Method, amount_paise: Money, reference: string, day: string, at: Timestamp, by: string, };

export type PaymentForm = { method: Method, amount_paise: Money, 
/**
 * The UPI reference, the cheque number, the last digits of the card's slip.
 */
reference: string, };

export type PeopleHere = { shows_names: boolean, has_pins: boolean, people: Array<KnownPerson>, };

export type PermissionRow = { permission: string, roles: { [key in string]: boolean }, };

export type PersonDay = { day: string, user_id: string | null, user: string, sign_ins: number, changes: number, views: number, prints: number, exports: number, refused: number, first: Timestamp, last: Timestamp, };

export type PhoneCall = "none" | "called" | "confirmed" | "not_reached";

export type PictureView = { png_base64: string | null, };

export type Place = { stay_id: string, ward_id: string, ward: string, room_id: string, room: string, bed_id: string, bed: string, class_id: string, since: Timestamp, };

export type PlaceOrder = { admission_id: string, form: WardOrderForm, };

export type PlaceView = { path: string, name: string, 
/**
 * On the computer's own disk, which dies with it.
 */
is_own_disk: boolean, has_backups: boolean, };

export type Point = { id: string, level: Level, figures: { [key in string]: number }, at: Timestamp | null, act: Act | null, };

export type Prescription = { id: string, visit_id: string, patient_id: string, doctor_id: string, status: PrescriptionStatus, series: string, number: number | null, language: string, lines: Array<Line>, signed_at: Timestamp | null, signed_by: string | null, };

export type PrescriptionPaper = { visit_id: string, 
/**
 * `a5` or `a4`; the clinic's own when absent.
 */
sheet: string | null, language: string | null, };

export type PrescriptionStatus = "draft" | "signed";

export type PrintPaper = { paper: PaperRequest, printer: string, copies: number, };

export type Printer = { name: string, is_default: boolean, };

export type Priority = "normal" | "elderly" | "pregnant" | "emergency";

export type Problem = { id: string, patient_id: string, code: string, name: string, since: string | null, end_reason: string, };

export type ProposeBirth = { 
/**
 * The baby's.
 */
admission_id: string, };

export type ProposedBirth = { form: BirthForm, 
/**
 * The number under which this baby stands in the register already.
 */
entered: string | null, };

export type ProveRecovery = { code: string, };

export type Purpose = "messages";

export type Quantity = { 
/**
 * None where somebody has to type it.
 */
quantity: number | null, unit: string, };

export type QuantityOf = { dose: Dose, };

export type ReadDose = { text: string, form: string, language: string, };

export type ReadWish = { text: string, 
/**
 * Who is meant when the text names nobody.
 */
doctor_id: string | null, patient_id: string | null, minutes: number | null, };

export type Reason = "fever" | "pain" | "vomiting" | "cough" | "itching" | "breathless" | "acidity" | "loose_motion";

export type ReceiptPaper = { payment_id: string, 
/**
 * `roll80`, `roll58` or `a5`; the clinic's own roll when absent.
 */
sheet: string | null, };

export type RecordBirth = { form: BirthForm, correction: Correction, };

export type RecordChange = { at: Timestamp, user: string, kind: ChangeKind, fields: Array<FieldChange>, };

export type RecordDeath = { form: DeathForm, correction: Correction, };

export type RecordDose = { order_id: string, 
/**
 * The due time that it answers; none for a dose as needed.
 */
due_at: Timestamp | null, outcome: DoseOutcome, 
/**
 * When; now if not said.
 */
at: Timestamp | null, 
/**
 * Quarters of the order's unit; as ordered if not said.
 */
amount: number | null, reason: string, 
/**
 * What the scanner read from the wristband.
 */
band: string, 
/**
 * For a high-risk medicine: a colleague, and the colleague's own password.
 */
second_id: string | null, second_password: string, };

export type RecordFluid = { admission_id: string, form: FluidForm, };

export type RecordHistory = { about: About | null, changes: Array<RecordChange>, };

export type RecordMlc = { form: MlcForm, correction: Correction, };

export type RecordObservation = { admission_id: string, form: ObservationForm, };

export type RecordPlace = { place: KeptAt, 
/**
 * Its changes that are on this desk only.
 */
unsent: number, };

export type RecordResult = { order_id: string, form: OrderResultForm, };

export type RecordVitals = { patient_id: string, visit_id: string | null, 
/**
 * With a token the visit is begun if it was not.
 */
token_id: string | null, form: VitalsForm, };

export type Recover = { code: string, user: string, password: string, keep_secret_in_file: boolean, };

export type RecoverDone = { session: SessionView, 
/**
 * Shown once, printed, and never stored.
 */
recovery_code: string, };

export type RecoverySheet = { code: string, };

export type Register = "births" | "deaths" | "mlc";

export type RegisterPaper = { register: Register, from: string, until: string, };

export type RegisterPatient = { form: PatientForm, 
/**
 * Set once the person at the desk has seen the likely duplicates.
 */
is_not_duplicate: boolean, };

export type Relative = { name: string, relation: string, phone: string, };

export type RemoteView = { 
/**
 * `server` or `hub`.
 */
kind: string, address: string, 
/**
 * It is the hub that runs on this computer, or would.
 */
is_own: boolean, level_at: Timestamp | null, heard_at: Timestamp | null, 
/**
 * A message id; empty while all is well.
 */
fault: string, };

export type RenameDevice = { id: string, name: string, };

export type RenamedDevice = { id: string, };

export type RepeatUnit = "days" | "weeks" | "months";

export type Report = { 
/**
 * The first entry that was looked at; 1 for a whole log.
 */
from: number, head_n: number, head: string, 
/**
 * The eight characters that a paper shows for this head.
 */
code: string, entries: number, checkpoints: number, 
/**
 * The newest entry that a good signature covers.
 */
signed_to: number, 
/**
 * Desk keys by their first characters, in order of appearance.
 */
keys: Array<string>, anchors: number, broken: number, first: Broken | null, 
/**
 * Entries that are dated before the one ahead of them.
 */
backwards: number, first_backwards: number | null, 
/**
 * Entries by which the program told of records that nobody had logged.
 */
unlogged: number, };

export type ResetCodeView = { 
/**
 * Shown once, told to the person alone, and never stored.
 */
code: string, until: Timestamp, };

export type RestoreAppointment = { appointment_id: string, };

export type RestoreAttachment = { id: string, };

export type RestoreChoice = { 
/**
 * The desk's own folder below the chosen one.
 */
folder: string, number: number, at: Timestamp, 
/**
 * Any minute between the two can be restored.
 */
until: Timestamp, desk: string, bytes: number, image_bytes: number, 
/**
 * Where a clinic lives on this computer: whether it is the same one.
 */
is_this_clinic: boolean, };

export type RestoreDone = { 
/**
 * New with a new computer: shown once, printed, never stored.
 */
recovery_code: string | null, 
/**
 * None if that person did not work here at that minute yet.
 */
session: SessionView | null, };

export type RestoreReady = { is_ready: boolean, 
/**
 * Whether somebody must choose a new password here.
 */
needs_password: boolean, owners: Array<OwnerChoice>, at: Timestamp | null, };

export type ReverseCharge = { charge_id: string, reason: string, };

export type ReviewBreak = { id: string, is_justified: boolean, verdict: string, };

export type RevokeDevice = { no: number, };

export type RolledBack = { entry: number, 
/**
 * The copy that saw it.
 */
number: number, copied_at: Timestamp, };

export type Room = { id: string, ward_id: string, name: string, class_id: string, rank: number, is_active: boolean, };

export type RoomTax = { id: string, since: string, until: string | null, 
/**
 * A day's rent above this is taxed, one of just this is not.
 */
threshold_paise: Money, 
/**
 * Of the tax rates of billing.
 */
tax_class: string, note: string, };

export type RoundAddendum = { id: string, note_id: string, admission_id: string, text: string, at: Timestamp, by: string, };

export type RoundNote = { id: string, admission_id: string, patient_id: string, doctor_id: string, doctor_name: string, kind: NoteKind, seen_at: Timestamp, subjective: string, objective: string, assessment: string, plan: string, signed_at: Timestamp, signed_by: string, };

export type RoundsSheet = { notes: Array<NoteView>, 
/**
 * Newest first.
 */
orders: Array<WardOrderView>, allergies: Array<Allergy>, 
/**
 * What the patient took before, by the last signed prescription.
 */
home_medicines: Array<Line>, awaiting_counter_sign: number, };

export type RunBackup = { target_id: string, kind: RunKind, };

export type RunKind = "full" | "ops" | "drill";

export type RunView = { id: number, kind: RunKind, cause: Cause, target: string, began_at: Timestamp, ended_at: Timestamp, fault: string, number: number | null, bytes: number | null, image_bytes: number | null, };

export type RunningView = { admission: Inpatient, until: Timestamp, lines: Array<BillLine>, subtotal_paise: Money, discount_paise: Money, tax_paise: Money, round_off_paise: Money, 
/**
 * Not billed yet, with tax.
 */
total_paise: Money, bills: Array<IssuedBill>, deposits: Array<Deposit>, deposited_paise: Money, 
/**
 * Of the deposits, what no bill has used.
 */
deposit_left_paise: Money, 
/**
 * What is to be paid after the deposits; negative is to be given back.
 */
due_paise: Money, 
/**
 * Message ids.
 */
warnings: Array<string>, };

export type SaveBed = { id: string, label: string, kind: BedKind, rank: number, is_active: boolean, };

export type SaveDischarge = { admission_id: string, form: DischargeForm, };

export type SaveDoctor = { 
/**
 * Absent for a new doctor.
 */
id: string | null, form: DoctorForm, };

export type SaveFile = { id: string, };

export type SavePackage = { id: string | null, name: string, price_paise: Money, terms: PackageTerms, is_active: boolean, };

export type SavePaper = { paper: PaperRequest, };

export type SavePrescription = { visit_id: string, 
/**
 * The language of the patient's instructions.
 */
language: string, lines: Array<Line>, };

export type SaveRoom = { id: string | null, ward_id: string, name: string, class_id: string, rank: number, is_active: boolean, };

export type SaveRoomTax = { id: string | null, since: string, until: string | null, threshold_paise: Money, tax_class: string, note: string, };

export type SaveSchedule = { 
/**
 * Absent for a new schedule.
 */
id: string | null, form: ScheduleForm, 
/**
 * Set once the person has seen whose bookings lose their hours.
 */
accept_affected: boolean, };

export type SaveService = { id: string | null, code: string, name: string, grp: string, sac: string, price_paise: Money, tax_class: string, is_active: boolean, };

export type SaveTariff = { id: string | null, class_id: string, since: string, rent_paise: Money, note: string, };

export type SaveTaxRate = { id: string | null, tax_class: string, percent_hundredths: number, since: string, until: string | null, note: string, };

export type SaveVisit = { visit_id: string, complaint: string, history: string, examination: string, advice: string, plan_note: string, follow_up_on: string | null, diagnoses: Array<DiagnosisForm>, orders: Array<OrderForm>, };

export type SaveWard = { id: string | null, name: string, floor: string, admits: Admits, rank: number, is_active: boolean, };

export type SaveWardClass = { id: string | null, name: string, is_critical_care: boolean, rank: number, is_active: boolean, };

export type SaveWardRules = { day_rule: DayRule, check_out_minute: number, grace_minutes: number, half_day_minutes: number, change_rule: ChangeRule, leave_percent: number, wristband: string, };

export type SavedFile = { path: string, };

export type SavedPaper = { path: string, };

export type Schedule = { id: string, doctor_id: string, place: string, valid_from: string, valid_until: string | null, slot_minutes: number, capacity: number, hours: Array<WeekHours>, breaks: Array<WeekHours>, };

export type ScheduleForm = { doctor_id: string, place: string, valid_from: string, valid_until: string | null, slot_minutes: number, capacity: number, hours: Array<WeekHours>, breaks: Array<WeekHours>, };

export type ScreenState = "signed_out" | "locked" | "active";

export type SecondFactorOffer = { 
/**
 * For phones that cannot read the picture.
 */
secret: string, png_base64: string, };

export type SecondFactorWords = { 
/**
 * Each opens once, where the phone is lost.
 */
words: Array<string>, };

export type SecurityOverview = Record<symbol, never>;

export type SeenDesk = { no: number, at: Timestamp, };

export type SeriesChanged = { batch_id: string, changed: number, 
/**
 * Which stay where they were.
 */
not_changed: Array<NotBooked>, };

export type SeriesScope = "later" | "all";

export type Service = { id: string, code: string, name: string, grp: string, 
/**
 * Services accounting code of the GST law.
 */
sac: string, price_paise: Money, tax_class: string, is_active: boolean, };

export type SessionView = { token: string, user_id: string, user: string, name: string, roles: Array<string>, permissions: Array<string>, doctor_id: string | null, language: string, is_demo: boolean, has_pin: boolean, 
/**
 * Had one before; a PIN is gone with each start.
 */
wants_pin: boolean, has_second_factor: boolean, };

export type SetBackground = { patient_id: string, kind: BackgroundKind, text: string, };

export type SetBedCondition = { bed_id: string, condition: Condition, 
/**
 * Why it is blocked, for whom it is reserved.
 */
note: string, };

export type SetInboxDone = { key: string, };

export type SetLate = { doctor_id: string, minutes: number, };

export type SetOff = { id: string, invoice_id: string, admission_id: string, patient_id: string, amount_paise: Money, day: string, at: Timestamp, by: string, };

export type SetPermission = { role: string, permission: string, is_allowed: boolean, };

export type SetPicture = { 
/**
 * The doctor; none for the clinic's logo.
 */
doctor_id: string | null, 
/**
 * None takes the picture away.
 */
png_base64: string | null, };

export type SetPin = { pin: string, };

export type SetPriority = { token_id: string, priority: Priority, };

export type SetUp = { clinic_name: string, phone: string, address: string, place: string, state_code: string, owner_name: string, user: string, password: string, is_doctor: boolean, registration_no: string, qualification: string, language: string, 
/**
 * Chosen where the system keeps no secrets: weaker, and said so.
 */
keep_secret_in_file: boolean, };

export type SetUpDone = { 
/**
 * Shown once, printed, and never stored.
 */
recovery_code: string, session: SessionView, };

export type SetWardHours = { form: WardHoursForm, };

export type Settled = { patient_id: string, };

export type Severity = "mild" | "moderate" | "severe";

export type Sex = "female" | "male" | "other";

export type ShiftNow = { day: string, number: number, from: Timestamp, until: Timestamp, };

export type ShiftSum = { from: Timestamp, until: Timestamp, sum: FluidSum, };

export type ShowBackups = { limit: number, };

export type ShowBedBoard = Record<symbol, never>;

export type ShowCalendar = { from: string, until: string, doctor_id: string | null, with_cancelled: boolean, };

export type ShowClinic = Record<symbol, never>;

export type ShowDay = { day: string | null, };

export type ShowDisplay = Record<symbol, never>;

export type ShowFile = { id: string, };

export type ShowHistory = { table: string, id: string, };

export type ShowHome = Record<symbol, never>;

export type ShowMonth = { day: string, doctor_id: string | null, };

export type ShowMovements = { admission_id: string, };

export type ShowPicture = { 
/**
 * The doctor; none for the clinic's logo.
 */
doctor_id: string | null, };

export type ShowRunningBill = { admission_id: string, discount_paise: Money, };

export type ShowState = Record<symbol, never>;

export type ShowSummary = { patient_id: string, };

export type ShowTrend = { patient_id: string, };

export type ShowUtilisation = { from: string, until: string, };

export type ShowWardHours = Record<symbol, never>;

export type ShowWardRules = Record<symbol, never>;

export type ShowWardSetup = Record<symbol, never>;

export type ShownAs = "text" | "paise" | "moment" | "day" | "number";

export type SignDischarge = { admission_id: string, form: DischargeForm, };

export type SignIn = { user: string, password: string, 
/**
 * Digits of the phone or a recovery word, once they are asked for.
 */
second?: string, };

export type SignRoundNote = { admission_id: string, kind: NoteKind, 
/**
 * When the patient was seen; now if not said.
 */
seen_at: Timestamp | null, subjective: string, objective: string, assessment: string, plan: string, };

export type SignVisit = { visit_id: string, };

export type Site = "right_eye" | "left_eye" | "both_eyes" | "right_ear" | "left_ear" | "both_ears" | "each_nostril" | "affected_area" | "under_tongue" | "mouth" | "scalp" | "skin" | "under_skin" | "muscle" | "vein" | "rectum" | "vagina";

export type SlotChoice = { doctor_id: string, day: string, minute: number, minutes: number, place: string, };

export type SlotMisfit = "outside_hours" | "leave" | "full";

export type SolveBedClash = { stay_id: string, bed_id: string, 
/**
 * Since the stay began when absent.
 */
at: Timestamp | null, reason: string, };

export type SolveSlotClash = { appointment_id: string, };

export type SpeakDose = { dose: Dose, language: string, };

export type StaffView = { id: string, user: string, name: string, phone: string, roles: Array<string>, is_active: boolean, until: string | null, doctor_id: string | null, last_sign_in: Timestamp | null, has_second_factor: boolean, 
/**
 * How the person gets in on this computer; told by the vault.
 */
has_password: boolean, has_pin: boolean, reset_until: Timestamp | null, };

export type Stage = "waiting" | "with_nurse" | "with_doctor" | "billing" | "done" | "skipped" | "left";

export type StartLeave = { admission_id: string, from_at: Timestamp | null, expected_at: Timestamp | null, reason: string, };

export type State = { code: string, name: string, };

export type StopOrder = { order_id: string, 
/**
 * From when on nothing is due; now if not said.
 */
stopped_at: Timestamp | null, reason: string, };

export type StopWaiting = { id: string, };

export type Successor = { address: string, fingerprint: string, };

export type SuggestBill = { patient_id: string, visit_id: string | null, };

export type Suggestion = { lines: Array<BillLineForm>, 
/**
 * A message id: why the fee is what it is.
 */
why: string, free_until: string | null, };

export type SwapBeds = { admission_id: string, other_id: string, at: Timestamp | null, reason: string, };

export type Switch = { user: string, pin: string, };

export type SyncServer = { 
/**
 * `host:port`
 */
address: string, 
/**
 * What the server's administrator gave, where it lets nobody in without.
 */
invitation: string, 
/**
 * What people call this computer; asked once.
 */
name: string, 
/**
 * The clinic leaves the hub or server where it is, or comes again to one that forgot it.
 */
is_instead: boolean, };

export type SyncState = "alone" | "paused" | "level" | "sending" | "away" | "trouble";

export type SyncView = { state: SyncState, remote: RemoteView | null, 
/**
 * Changes of this desk that no server has.
 */
unsent: number, 
/**
 * Groups of changes that wait for a key or for one before them.
 */
waiting: number, 
/**
 * Kept without effect, for a person to decide.
 */
aside: number, forks: number, 
/**
 * Rises whenever something of another desk was taken in.
 */
news: number, 
/**
 * Where this computer goes as soon as the place where it is has everything.
 */
moving_to: string, 
/**
 * Computers that hold the same changes and came to other records.
 */
differing: Array<DifferingView>, 
/**
 * An owner has said that every computer must have a newer program than this one's. What
 * is written here is kept and sent all the same.
 */
must_update: boolean, 
/**
 * Changes of other computers that name a year which cannot be: each waits for a person.
 */
far: Array<FarView>, 
/**
 * The clinic's records come to a computer that is new.
 */
arriving: Arriving | null, };

export type TakeDeposit = { admission_id: string, deposits: Array<PaymentForm>, };

export type TakeDraft = { key: string, };

export type TakeLeave = { form: LeaveForm, 
/**
 * Set once the person has seen whose bookings lie in the leave.
 */
accept_affected: boolean, };

export type TakeVerbalOrder = { admission_id: string, doctor_id: string, is_read_back: boolean, form: WardOrderForm, };

export type TakenDraft = { body: string | null, at: Timestamp | null, };

export type TaperStep = { morning: Amount, afternoon: Amount, evening: Amount, night: Amount, days: number, };

export type TargetView = { id: string, name: string, path: string, 
/**
 * Whether the folder can be reached just now, and bears our mark.
 */
is_here: boolean, last_good_at: Timestamp | null, number: number | null, 
/**
 * Up to here any minute can be restored.
 */
covered_until: Timestamp | null, last_drill_at: Timestamp | null, 
/**
 * Of the newest try, where it failed.
 */
fault: string | null, };

export type Tariff = { id: string, class_id: string, since: string, rent_paise: Money, note: string, };

export type TaxRate = { id: string, tax_class: string, 
/**
 * 1800 is 18 %.
 */
percent_hundredths: number, since: string, until: string | null, note: string, };

export type Thing = { "kind": "field", patient: PatientRow, field: string, values: Array<HeldValue>, seen: Array<string>, } | { "kind": "slot", appointment: AppointmentRow, holder: string, } | { "kind": "bed", clash: Clash, } | { "kind": "twins", one: PatientRow, other: PatientRow, why: Array<string>, } | { "kind": "number", table: string, printed: string, papers: Array<NumberedPaper>, } | { "kind": "aside", hash: string, computer: string, changes: number, is_broken: boolean, } | { "kind": "fork", computer: string, branches: number, };

export type TickCall = { appointment_id: string, phone_call: PhoneCall, };

export type TimelineItem = { at: Timestamp, kind: TimelineKind, 
/**
 * The row to open: a visit for visits and prescriptions, else the thing itself.
 */
id: string, title: string, detail: string, };

export type TimelineKind = "registered" | "visit" | "vitals" | "prescription" | "bill";

export type Timestamp = number;

export type ToMove = { why: MoveWhy, appointment: AppointmentRow, };

export type TokenSlip = { token_id: string, };

export type TokenView = { label: string, id: string, patient_id: string, doctor_id: string, day: string, series: string, number: number, priority: Priority, stage: Stage, reason: string, given_at: Timestamp, called_at: Timestamp | null, started_at: Timestamp | null, done_at: Timestamp | null, };

export type Transfer = { to: string, reason: string, 
/**
 * How, and who goes with the patient.
 */
escort: string, };

export type TransferPatient = { admission_id: string, bed_id: string, 
/**
 * Now when absent. The very time of the last move puts that move right.
 */
at: Timestamp | null, class_id: string | null, reason: string, };

export type TransferToken = { token_id: string, doctor_id: string, };

export type TrustClock = Record<symbol, never>;

export type TurnHub = { is_on: boolean, 
/**
 * What people call this computer; asked once.
 */
name: string, 
/**
 * The hub of the clinic is lost, or the clinic leaves its server: this computer takes the
 * place.
 */
is_instead: boolean, };

export type UnderstoodDose = { dose: Dose, short: string, sentence: string, quantity: number | null, quantity_unit: string, };

export type UndoAdmission = { admission_id: string, reason: string, };

export type UndoInboxDone = { key: string, };

export type UndoMoves = { batch_id: string, };

export type UnlinkPatients = { keep: string, other: string, };

export type Unlock = { password: string, };

export type UnsignedVisit = { visit_id: string, patient_id: string, patient_name: string, started_at: Timestamp, };

export type UpiRequest = { invoice_id: string, };

export type UpiView = { uri: string, png_base64: string, amount_paise: Money, };

export type UseResetCode = { user: string, code: string, password: string, };

export type UtilisationRow = { doctor_id: string, doctor_name: string, 
/**
 * Places in the slots of the period, without leave.
 */
places: number, 
/**
 * Not cancelled.
 */
booked: number, seen: number, no_show: number, overbooked: number, cancelled: number, };

export type VerifyLog = { carry: unknown, anchors: Array<AnchorForm>, };

export type VerifyStep = { carry: unknown, checked: number, total: number, report: Report | null, 
/**
 * When the first entry of the log was written.
 */
since: Timestamp | null, };

export type Visit = { id: string, patient_id: string, doctor_id: string, token_id: string | null, day: string, kind: VisitKind, status: VisitStatus, started_at: Timestamp, signed_at: Timestamp | null, signed_by: string | null, complaint: string, history: string, examination: string, advice: string, plan_note: string, follow_up_on: string | null, diagnoses: Array<Diagnosis>, orders: Array<Order>, };

export type VisitKind = "new" | "follow_up";

export type VisitRow = { visit_id: string, patient_id: string, patient_name: string, reg_no: string, doctor_name: string, day: string, status: VisitStatus, diagnosis: string, };

export type VisitSheet = { visit: Visit, patient: Patient, age: string, token_label: string | null, doctor: Doctor, vitals: Array<VitalsView>, addenda: Array<Addendum>, summary: PatientSummary, prescription: Prescription | null, invoice_id: string | null, };

export type VisitStatus = "open" | "signed";

export type VitalsForm = { systolic: number | null, diastolic: number | null, pulse: number | null, respiration: number | null, spo2: number | null, temp_decicelsius: number | null, weight_g: number | null, height_mm: number | null, waist_mm: number | null, muac_mm: number | null, head_mm: number | null, glucose_mg_dl: number | null, pain: number | null, note: string, };

export type VitalsView = { bmi_tenths: number | null, flags: Array<Flag>, id: string, patient_id: string, visit_id: string | null, taken_at: Timestamp, taken_by: string, systolic: number | null, diastolic: number | null, pulse: number | null, respiration: number | null, spo2: number | null, temp_decicelsius: number | null, weight_g: number | null, height_mm: number | null, waist_mm: number | null, muac_mm: number | null, head_mm: number | null, glucose_mg_dl: number | null, pain: number | null, note: string, corrects: string | null, correction_reason: string, };

export type WaitForSlot = { patient_id: string, doctor_id: string, from_day: string, until_day: string, part: DayPart, minutes: number, note: string, };

export type WaitingRow = { id: string, patient_id: string, patient_name: string, reg_no: string, phone: string, doctor_id: string, doctor_name: string, from_day: string, until_day: string, part: DayPart, minutes: number, note: string, made_at: Timestamp, 
/**
 * The next free time within the wish, when one was looked up and is there.
 */
free: SlotChoice | null, };

export type WaitingWish = { id: string, patient_id: string, doctor_id: string, from_day: string, until_day: string, part: DayPart, minutes: number, note: string, made_at: Timestamp, appointment_id: string | null, };

export type Ward = { id: string, name: string, floor: string, admits: Admits, rank: number, is_active: boolean, };

export type WardCharge = { id: string, admission_id: string, patient_id: string, kind: ChargeKind, description: string, service_id: string | null, doctor_id: string | null, quantity: number, price_paise: Money, sac: string, tax_class: string, 
/**
 * What it covers, of a package.
 */
package: PackageTerms | null, 
/**
 * The day on which it was done.
 */
day: string, at: Timestamp, by: string, reverses_id: string | null, reason: string, };

export type WardClass = { id: string, name: string, 
/**
 * ICU, CCU, ICCU or NICU: the room is exempt from GST at any price.
 */
is_critical_care: boolean, rank: number, is_active: boolean, };

export type WardHours = { id: string, 
/**
 * When each shift begins. The last one runs over midnight into the first.
 */
shifts: Array<number>, morning: number, afternoon: number, evening: number, night: number, 
/**
 * A dose given so many minutes after its time is late.
 */
late_minutes: number, 
/**
 * No dose without the wristband's code.
 */
is_band_required: boolean, 
/**
 * What this clinic adds to the shipped list of high-risk medicines, and what it takes out.
 */
high_risk_added: Array<string>, high_risk_removed: Array<string>, };

export type WardHoursForm = { shifts: Array<number>, morning: number, afternoon: number, evening: number, night: number, late_minutes: number, is_band_required: boolean, high_risk_added: Array<string>, high_risk_removed: Array<string>, };

export type WardHoursView = { hours: WardHours, 
/**
 * The shipped list of high-risk medicines.
 */
high_risk_shipped: Array<HighRisk>, };

export type WardOrderForm = { kind: WardOrderKind, text: string, line: Line | null, task: NursingTask, every_minutes: number | null, spo2_scale: number | null, max_per_day: number | null, gap_minutes: number | null, is_first_now: boolean, 
/**
 * Now if not said.
 */
started_at: Timestamp | null, warning_reason: string, };

export type WardOrderKind = "medicine" | "fluid" | "oxygen" | "test" | "nursing" | "diet";

export type WardOrderState = "planned" | "current" | "over" | "stopped";

export type WardOrderView = { name: string, 
/**
 * The dose as the doctor writes it.
 */
dose_text: string, state: WardOrderState, is_high_risk: boolean, next_due: Timestamp | null, stop: OrderStop | null, replaced_by: string | null, counter_sign: CounterSign | null, awaits_counter_sign: boolean, 
/**
 * Newest first, with those that were corrected.
 */
results: Array<OrderResultView>, awaits_result: boolean, id: string, admission_id: string, patient_id: string, kind: WardOrderKind, 
/**
 * What is ordered, or for a medicine how it is to be given.
 */
text: string, 
/**
 * The drug and its dose; its quantity says nothing here.
 */
line: Line | null, task: NursingTask, 
/**
 * Of what is done again and again without being a medicine.
 */
every_minutes: number | null, 
/**
 * 2 where oxygen aims at 88 to 92 %.
 */
spo2_scale: number | null, 
/**
 * Of a medicine as needed.
 */
max_per_day: number | null, gap_minutes: number | null, is_first_now: boolean, 
/**
 * When morning, afternoon, evening and night were at that time, in minutes of the day.
 */
slot_minutes: Array<number>, started_at: Timestamp, 
/**
 * The order that this one takes the place of.
 */
replaces: string | null, 
/**
 * Why it was ordered against a warning.
 */
warning_reason: string, doctor_id: string, doctor_name: string, 
/**
 * Said to a nurse, who wrote it down; the doctor signs it later.
 */
is_verbal: boolean, entered_by: string, entered_by_id: string, ordered_at: Timestamp, };

export type WardPackage = { id: string, name: string, price_paise: Money, terms: PackageTerms, is_active: boolean, };

export type WardRules = { id: string, day_rule: DayRule, 
/**
 * Minutes after midnight.
 */
check_out_minute: number, 
/**
 * Somebody who leaves as late as this begins no new day.
 */
grace_minutes: number, 
/**
 * A last day of up to this long is a half one; 0 for never.
 */
half_day_minutes: number, change_rule: ChangeRule, 
/**
 * Of the rent, while the patient is away with leave for a whole day.
 */
leave_percent: number, 
/**
 * The label of the wristband: `25x200` or `70x35`, in millimetres.
 */
wristband: string, };

export type WardSetup = { classes: Array<WardClass>, tariffs: Array<Tariff>, wards: Array<Ward>, rooms: Array<Room>, beds: Array<Bed>, rules: WardRules, };

export type WayInRow = { id: string, name: string, is_owner: boolean, has_password: boolean, has_pin: boolean, has_second_factor: boolean, reset_until: Timestamp | null, until: string | null, };

export type WeekHours = { weekday: number, from: number, until: number, };

export type What = "command" | "view" | "print" | "export" | "sign_in" | "sign_out" | "lock" | "refused" | "backup" | "restore" | "key" | "clock" | "start";

export type When = { "kind": "slots", morning: Amount, afternoon: Amount, evening: Amount, night: Amount, } | { "kind": "times", amount: Amount, per_day: number, } | { "kind": "every_hours", amount: Amount, hours: number, } | { "kind": "alternate_days", amount: Amount, } | { "kind": "weekly", amount: Amount, } | { "kind": "monthly", amount: Amount, } | { "kind": "as_needed", amount: Amount, reason: Reason | null, max_per_day: number | null, } | { "kind": "at_once", amount: Amount, } | { "kind": "bedtime", amount: Amount, } | { "kind": "taper", steps: Array<TaperStep>, };

export type WishView = { doctor_id: string | null, doctor_name: string, day: string | null, minute: number | null, part: DayPart, minutes: number | null, 
/**
 * Words that nobody understood.
 */
ignored: Array<string>, 
/**
 * Whether the first slot is just what was wished.
 */
is_exact: boolean, 
/**
 * Why the wished time cannot be had; none when it can, or when no time was wished.
 */
misfit: SlotMisfit | null, slots: Array<SlotChoice>, };

export type WithdrawConsent = { patient_id: string, purpose: Purpose, };

export type Witness = { id: string, name: string, roles: Array<string>, };

export type WorkOut = { patient_id: string, lines: Array<BillLineForm>, discount_paise: Money, buyer: Buyer | null, };

export type Worked = { lines: Array<WorkedLine>, subtotal_paise: Money, discount_paise: Money, tax_paise: Money, round_off_paise: Money, total_paise: Money, document: DocumentKind, 
/**
 * Message ids.
 */
warnings: Array<string>, };

export type WorkedLine = { service_id: string | null, doctor_id: string | null, description: string, sac: string, quantity: number, price_paise: Money, 
/**
 * Its own discount and its share of the bill's.
 */
discount_paise: Money, tax_class: string, rate_hundredths: number, taxable_paise: Money, cgst_paise: Money, sgst_paise: Money, igst_paise: Money, total_paise: Money, };

export type WristbandPaper = { admission_id: string, 
/**
 * `25x200` or `70x35`; the ward's own when absent.
 */
size: string | null, };

export type WriteConfidential = { patient_id: string, topic: ConfidentialTopic, text: string, 
/**
 * The note that this one corrects: one's own.
 */
replaces: string | null, };

export type WriteNursingNote = { admission_id: string, at: Timestamp | null, text: string, };

export interface Routes {
  "desk.status": { args: Nothing; output: DeskStatus };
  "desk.set_up": { args: SetUp; output: SetUpDone };
  "desk.prove_recovery": { args: ProveRecovery; output: Nothing };
  "desk.recovery_sheet": { args: RecoverySheet; output: Paper };
  "desk.open_demo": { args: Nothing; output: SessionView };
  "desk.leave_demo": { args: Nothing; output: Nothing };
  "desk.sign_in": { args: SignIn; output: SessionView };
  "desk.recover": { args: Recover; output: RecoverDone };
  "desk.use_reset_code": { args: UseResetCode; output: SessionView };
  "desk.reset_code": { args: NewResetCode; output: ResetCodeView };
  "desk.people": { args: Nothing; output: PeopleHere };
  "desk.switch": { args: Switch; output: SessionView };
  "desk.set_pin": { args: SetPin; output: Nothing };
  "desk.drop_pin": { args: Nothing; output: Nothing };
  "desk.confirm": { args: Confirm; output: Nothing };
  "desk.begin_second_factor": { args: Nothing; output: SecondFactorOffer };
  "desk.enrol_second_factor": { args: EnrolSecondFactor; output: SecondFactorWords };
  "desk.end_second_factor": { args: EndSecondFactor; output: Nothing };
  "desk.new_recovery_sheet": { args: Nothing; output: NewSheet };
  "desk.rotate_keys": { args: Nothing; output: NewKey };
  "desk.check_database": { args: Nothing; output: DatabaseCheck };
  "desk.sign_out": { args: Nothing; output: Nothing };
  "desk.lock": { args: Nothing; output: Nothing };
  "desk.lock_vault": { args: Nothing; output: Nothing };
  "desk.unlock": { args: Unlock; output: SessionView };
  "desk.touch": { args: Nothing; output: Nothing };
  "desk.change_password": { args: ChangePassword; output: Nothing };
  "desk.backup_run": { args: RunBackup; output: Nothing };
  "desk.job": { args: Nothing; output: JobAnswer };
  "desk.job_stop": { args: Nothing; output: Nothing };
  "desk.places": { args: Nothing; output: Array<PlaceView> };
  "desk.restore_list": { args: ListRestore; output: Array<RestoreChoice> };
  "desk.restore_begin": { args: BeginRestore; output: Nothing };
  "desk.restore_ready": { args: Nothing; output: RestoreReady };
  "desk.restore_finish": { args: FinishRestore; output: RestoreDone };
  "desk.restore_drop": { args: Nothing; output: Nothing };
  "desk.kept_folders": { args: Nothing; output: Array<KeptFolder> };
  "desk.delete_kept": { args: DeleteKept; output: Nothing };
  "desk.sync": { args: Nothing; output: SyncView };
  "desk.news": { args: News; output: News };
  "desk.place_of": { args: AskWhere; output: RecordPlace };
  "desk.sync_now": { args: Nothing; output: Nothing };
  "desk.sync_pause": { args: PauseSync; output: Nothing };
  "desk.sync_server": { args: SyncServer; output: Nothing };
  "desk.revoke_device": { args: RevokeDevice; output: Nothing };
  "desk.device_reads": { args: DeviceReads; output: Nothing };
  "desk.hub": { args: Nothing; output: HubView };
  "desk.turn_hub": { args: TurnHub; output: Nothing };
  "desk.follow_hub": { args: FollowHub; output: Nothing };
  "desk.hubs_near": { args: Nothing; output: Array<HubNear> };
  "desk.documents_here": { args: Nothing; output: DocumentsHere };
  "desk.export_changes": { args: ExportChanges; output: ExportedChanges };
  "desk.import_changes": { args: ImportChanges; output: ImportedChanges };
  "desk.adopt": { args: AdoptChanges; output: Nothing };
  "desk.fix_clock": { args: FixClock; output: Nothing };
  "desk.require_version": { args: Nothing; output: Nothing };
  "desk.meet_begin": { args: Nothing; output: MeetView };
  "desk.meet": { args: Nothing; output: MeetView };
  "desk.meet_give": { args: LetIn; output: MeetView };
  "desk.meet_stop": { args: Nothing; output: Nothing };
  "desk.join_begin": { args: BeginJoin; output: JoinView };
  "desk.join": { args: Nothing; output: JoinView };
  "desk.join_finish": { args: FinishJoin; output: JoinDone };
  "desk.join_stop": { args: Nothing; output: Nothing };
  "drafts.keep": { args: KeepDraft; output: Nothing };
  "drafts.take": { args: TakeDraft; output: TakenDraft };
  "drafts.drop": { args: DropDraft; output: Nothing };
  "papers.print": { args: PrintPaper; output: Nothing };
  "papers.save": { args: SavePaper; output: SavedPaper };
  "papers.printers": { args: ListPrinters; output: Array<Printer> };
  "settings.clinic": { args: ShowClinic; output: ClinicView };
  "settings.change_clinic": { args: ChangeClinic; output: ClinicView };
  "settings.doctors": { args: ListDoctors; output: Array<DoctorView> };
  "settings.save_doctor": { args: SaveDoctor; output: Doctor };
  "settings.picture": { args: ShowPicture; output: PictureView };
  "settings.set_picture": { args: SetPicture; output: Nothing };
  "settings.states": { args: ListStates; output: Array<State> };
  "staff.list": { args: ListStaff; output: Array<StaffView> };
  "staff.add": { args: AddStaff; output: string };
  "staff.change": { args: ChangeStaff; output: string };
  "staff.end": { args: EndStaff; output: Nothing };
  "staff.permissions": { args: ListPermissions; output: Array<PermissionRow> };
  "staff.set_permission": { args: SetPermission; output: Nothing };
  "security.overview": { args: SecurityOverview; output: Overview };
  "security.devices": { args: ListDevices; output: Array<DeviceView> };
  "security.rename_device": { args: RenameDevice; output: RenamedDevice };
  "security.desk": { args: ListDeskSettings; output: DeskSettings };
  "security.change_desk": { args: ChangeDesk; output: Nothing };
  "audit.trust_clock": { args: TrustClock; output: Nothing };
  "backup.state": { args: ShowState; output: BackupState };
  "backup.show": { args: ShowBackups; output: BackupView };
  "backup.add_target": { args: AddTarget; output: string };
  "backup.end_target": { args: EndTarget; output: Nothing };
  "backup.change_plan": { args: ChangePlan; output: Nothing };
  "audit.find": { args: FindAccess; output: AuditPage };
  "audit.counts": { args: CountAccess; output: Array<PersonDay> };
  "audit.history": { args: ShowHistory; output: RecordHistory };
  "audit.verify": { args: VerifyLog; output: VerifyStep };
  "audit.export": { args: ExportLog; output: ExportedLog };
  "patients.register": { args: RegisterPatient; output: Patient };
  "patients.change": { args: ChangePatient; output: Patient };
  "patients.find": { args: FindPatients; output: Array<PatientRow> };
  "patients.duplicates": { args: FindDuplicates; output: Array<Duplicate> };
  "patients.open": { args: OpenPatient; output: Patient };
  "patients.household": { args: Household; output: Array<PatientRow> };
  "patients.link": { args: LinkPatients; output: OnePerson };
  "patients.unlink": { args: UnlinkPatients; output: OnePerson };
  "patients.not_same": { args: NotSamePerson; output: OnePerson };
  "patients.maybe_same": { args: MaybeSamePerson; output: OnePerson };
  "patients.history": { args: PatientHistory; output: Array<HistoryItem> };
  "patients.card": { args: PatientCard; output: Paper };
  "patients.give_consent": { args: GiveConsent; output: Consent };
  "patients.withdraw_consent": { args: WithdrawConsent; output: Consent };
  "patients.consents": { args: ListConsents; output: Array<Consent> };
  "queue.give": { args: GiveToken; output: TokenView };
  "queue.board": { args: Board; output: Array<BoardRow> };
  "queue.call": { args: CallToken; output: TokenView };
  "queue.call_next": { args: CallNext; output: TokenView | null };
  "queue.move": { args: MoveToken; output: TokenView };
  "queue.transfer": { args: TransferToken; output: TokenView };
  "queue.set_priority": { args: SetPriority; output: TokenView };
  "queue.display": { args: ShowDisplay; output: DisplayView };
  "queue.slip": { args: TokenSlip; output: Paper };
  "visits.begin": { args: BeginVisit; output: Visit };
  "visits.save": { args: SaveVisit; output: Visit };
  "visits.add_addendum": { args: AddAddendum; output: Nothing };
  "visits.list": { args: ListVisits; output: Array<VisitRow> };
  "visits.record_vitals": { args: RecordVitals; output: VitalsView };
  "visits.correct_vitals": { args: CorrectVitals; output: VitalsView };
  "visits.check_vitals": { args: CheckVitals; output: CheckedVitals };
  "visits.trend": { args: ShowTrend; output: Array<VitalsView> };
  "visits.find_diagnosis": { args: FindDiagnosis; output: Array<KnownDiagnosis> };
  "visits.add_allergy": { args: AddAllergy; output: Allergy };
  "visits.end_allergy": { args: EndAllergy; output: Nothing };
  "visits.add_problem": { args: AddProblem; output: Problem };
  "visits.end_problem": { args: EndProblem; output: Nothing };
  "visits.set_background": { args: SetBackground; output: Nothing };
  "attachments.add": { args: AddAttachment; output: AttachmentView };
  "attachments.change": { args: ChangeAttachment; output: AttachmentView };
  "attachments.end": { args: EndAttachment; output: AttachmentView };
  "attachments.restore": { args: RestoreAttachment; output: AttachmentView };
  "attachments.of_patient": { args: ListAttachments; output: Array<AttachmentView> };
  "attachments.content": { args: ShowFile; output: FileContent };
  "attachments.save": { args: SaveFile; output: SavedFile };
  "prescriptions.find_drug": { args: FindDrug; output: Array<DrugRow> };
  "prescriptions.read_dose": { args: ReadDose; output: UnderstoodDose };
  "prescriptions.speak": { args: SpeakDose; output: UnderstoodDose };
  "prescriptions.quantity": { args: QuantityOf; output: Quantity };
  "prescriptions.open": { args: OpenPrescription; output: Prescription | null };
  "prescriptions.last": { args: LastPrescription; output: Prescription | null };
  "prescriptions.save": { args: SavePrescription; output: Prescription };
  "prescriptions.favourites": { args: ListFavourites; output: Array<Favourite> };
  "prescriptions.keep_favourite": { args: KeepFavourite; output: Favourite };
  "prescriptions.drop_favourite": { args: DropFavourite; output: Nothing };
  "prescriptions.paper": { args: PrescriptionPaper; output: Paper };
  "billing.services": { args: ListServices; output: Array<Service> };
  "billing.save_service": { args: SaveService; output: Service };
  "billing.tax_rates": { args: ListTaxRates; output: Array<TaxRate> };
  "billing.save_tax_rate": { args: SaveTaxRate; output: TaxRate };
  "billing.suggest": { args: SuggestBill; output: Suggestion };
  "billing.work_out": { args: WorkOut; output: Worked };
  "billing.issue": { args: IssueInvoice; output: InvoiceView };
  "billing.open": { args: OpenInvoice; output: InvoiceView };
  "billing.list": { args: ListInvoices; output: Array<InvoiceRow> };
  "billing.pay": { args: PayInvoice; output: InvoiceView };
  "billing.credit": { args: CreditInvoice; output: InvoiceView };
  "billing.upi": { args: UpiRequest; output: UpiView };
  "billing.day": { args: ShowDay; output: DaySummary };
  "billing.confirm_day": { args: ConfirmDay; output: Nothing };
  "billing.day_close": { args: DayClosePaper; output: Paper };
  "billing.paper": { args: InvoicePaper; output: Paper };
  "billing.receipt": { args: ReceiptPaper; output: Paper };
  "chart.visit": { args: OpenVisit; output: VisitSheet };
  "chart.summary": { args: ShowSummary; output: PatientSummary };
  "chart.sign": { args: SignVisit; output: VisitSheet };
  "wards.board": { args: ShowBedBoard; output: BedBoard };
  "wards.inpatients": { args: ListInpatients; output: Array<Inpatient> };
  "wards.of_patient": { args: ListAdmissions; output: Array<AdmissionRow> };
  "wards.admission": { args: OpenAdmission; output: Inpatient };
  "wards.movements": { args: ShowMovements; output: Movements };
  "wards.admit": { args: AdmitPatient; output: Inpatient };
  "wards.admit_newborn": { args: AdmitNewborn; output: Inpatient };
  "wards.change_admission": { args: ChangeAdmission; output: Inpatient };
  "wards.undo_admission": { args: UndoAdmission; output: Admission };
  "wards.transfer": { args: TransferPatient; output: Inpatient };
  "wards.swap": { args: SwapBeds; output: Array<Inpatient> };
  "wards.solve_clash": { args: SolveBedClash; output: Inpatient };
  "wards.keep_stay": { args: KeepStay; output: Inpatient };
  "wards.start_leave": { args: StartLeave; output: Inpatient };
  "wards.end_leave": { args: EndPatientLeave; output: Inpatient };
  "wards.set_condition": { args: SetBedCondition; output: Bed };
  "wards.running": { args: ShowRunningBill; output: RunningView };
  "wards.dues": { args: ListDues; output: Array<Due> };
  "wards.add_charges": { args: AddCharges; output: Array<WardCharge> };
  "wards.reverse_charge": { args: ReverseCharge; output: WardCharge };
  "wards.apply_package": { args: ApplyPackage; output: WardCharge };
  "wards.take_deposit": { args: TakeDeposit; output: Array<Deposit> };
  "wards.give_back_deposit": { args: GiveBackDeposit; output: Deposit };
  "wards.issue_bill": { args: IssueWardBill; output: InvoiceView };
  "wards.admission_sheet": { args: AdmissionSheet; output: Paper };
  "wards.consent": { args: ConsentPaper; output: Paper };
  "wards.wristband": { args: WristbandPaper; output: Paper };
  "wards.statement": { args: InterimStatement; output: Paper };
  "wards.deposit_receipt": { args: DepositReceipt; output: Paper };
  "wards.setup": { args: ShowWardSetup; output: WardSetup };
  "wards.save_class": { args: SaveWardClass; output: WardClass };
  "wards.save_tariff": { args: SaveTariff; output: Tariff };
  "wards.save_ward": { args: SaveWard; output: Ward };
  "wards.save_room": { args: SaveRoom; output: Room };
  "wards.save_bed": { args: SaveBed; output: Bed };
  "wards.add_beds": { args: AddBeds; output: Array<Bed> };
  "wards.rules": { args: ShowWardRules; output: WardRules };
  "wards.save_rules": { args: SaveWardRules; output: WardRules };
  "wards.packages": { args: ListPackages; output: Array<WardPackage> };
  "wards.save_package": { args: SavePackage; output: WardPackage };
  "wards.room_taxes": { args: ListRoomTaxes; output: Array<RoomTax> };
  "wards.save_room_tax": { args: SaveRoomTax; output: RoomTax };
  "rounds.open": { args: OpenRounds; output: RoundsSheet };
  "rounds.sign_note": { args: SignRoundNote; output: RoundNote };
  "rounds.add_addendum": { args: AddRoundAddendum; output: Nothing };
  "rounds.check_order": { args: CheckOrder; output: Array<OrderWarning> };
  "rounds.order": { args: PlaceOrder; output: WardOrderView };
  "rounds.verbal_order": { args: TakeVerbalOrder; output: WardOrderView };
  "rounds.stop_order": { args: StopOrder; output: WardOrderView };
  "rounds.change_order": { args: ChangeOrder; output: WardOrderView };
  "rounds.counter_sign": { args: CounterSignOrder; output: WardOrderView };
  "rounds.record_result": { args: RecordResult; output: WardOrderView };
  "rounds.hours": { args: ShowWardHours; output: WardHoursView };
  "rounds.set_hours": { args: SetWardHours; output: WardHoursView };
  "nursing.ward": { args: OpenWard; output: NursingSheet };
  "nursing.chart": { args: OpenChart; output: ChartSheet };
  "nursing.check_observation": { args: CheckObservation; output: CheckedObservation };
  "nursing.observe": { args: RecordObservation; output: ObservationView };
  "nursing.correct_observation": { args: CorrectObservation; output: ObservationView };
  "nursing.answer_alarm": { args: AnswerAlarm; output: ObservationView };
  "nursing.record_fluid": { args: RecordFluid; output: FluidEntry };
  "nursing.correct_fluid": { args: CorrectFluid; output: FluidEntry };
  "nursing.medicines": { args: OpenMedicines; output: MedicinesSheet };
  "nursing.record_dose": { args: RecordDose; output: DoseEvent };
  "nursing.correct_dose": { args: CorrectDose; output: DoseEvent };
  "nursing.witnesses": { args: ListWitnesses; output: Array<Witness> };
  "nursing.write_note": { args: WriteNursingNote; output: NursingNote };
  "nursing.correct_note": { args: CorrectNursingNote; output: NursingNote };
  "nursing.chart_paper": { args: ChartPaper; output: Paper };
  "nursing.medicines_paper": { args: MedicinesPaper; output: Paper };
  "nursing.fluid_paper": { args: FluidPaper; output: Paper };
  "nursing.handover_paper": { args: HandoverPaper; output: Paper };
  "discharge.open": { args: OpenDischarge; output: DischargeSheet };
  "discharge.save": { args: SaveDischarge; output: DischargeSheet };
  "discharge.sign": { args: SignDischarge; output: DischargeSheet };
  "discharge.add_addendum": { args: AddDischargeAddendum; output: Nothing };
  "discharge.paper": { args: DischargePaper; output: Paper };
  "registers.births": { args: ListBirths; output: Array<BirthRow> };
  "registers.propose_birth": { args: ProposeBirth; output: ProposedBirth };
  "registers.record_birth": { args: RecordBirth; output: BirthEntry };
  "registers.deaths": { args: ListDeaths; output: Array<DeathRow> };
  "registers.record_death": { args: RecordDeath; output: DeathEntry };
  "registers.mlc": { args: ListMlc; output: Array<MlcRow> };
  "registers.record_mlc": { args: RecordMlc; output: MlcEntry };
  "registers.paper": { args: RegisterPaper; output: Paper };
  "confidential.list": { args: ListConfidential; output: Confidential };
  "confidential.write": { args: WriteConfidential; output: ConfidentialNote };
  "confidential.break_glass": { args: BreakGlass; output: GlassBreak };
  "confidential.breaks": { args: ListBreaks; output: Array<GlassBreakRow> };
  "confidential.review": { args: ReviewBreak; output: GlassBreak };
  "appointments.calendar": { args: ShowCalendar; output: CalendarView };
  "appointments.month": { args: ShowMonth; output: MonthView };
  "appointments.day": { args: ListAppointments; output: Array<AppointmentRow> };
  "appointments.of_patient": { args: AboutPatient; output: PatientAppointments };
  "appointments.find_slots": { args: FindSlots; output: Array<SlotChoice> };
  "appointments.read_wish": { args: ReadWish; output: WishView };
  "appointments.book": { args: BookAppointment; output: AppointmentBooked };
  "appointments.move": { args: MoveAppointment; output: AppointmentsMoved };
  "appointments.move_all": { args: MoveAll; output: AppointmentsMoved };
  "appointments.undo_moves": { args: UndoMoves; output: MovesUndone };
  "appointments.solve_clash": { args: SolveSlotClash; output: AppointmentsMoved };
  "appointments.moves": { args: ListMoves; output: Array<AppointmentMoveRow> };
  "appointments.change_series": { args: ChangeSeries; output: SeriesChanged };
  "appointments.cancel_series": { args: CancelSeries; output: SeriesChanged };
  "appointments.cancel": { args: CancelAppointment; output: AppointmentCancelled };
  "appointments.restore": { args: RestoreAppointment; output: AppointmentRow };
  "appointments.no_show": { args: MarkNoShow; output: AppointmentRow };
  "appointments.check_in": { args: CheckIn; output: CheckedIn };
  "appointments.tick_call": { args: TickCall; output: AppointmentRow };
  "appointments.set_late": { args: SetLate; output: LatenessTold };
  "appointments.late": { args: ListLate; output: Array<LateDoctor> };
  "appointments.wait": { args: WaitForSlot; output: WaitingWish };
  "appointments.stop_waiting": { args: StopWaiting; output: Nothing };
  "appointments.waiting": { args: ListWaiting; output: Array<WaitingRow> };
  "appointments.to_move": { args: ListToMove; output: Array<ToMove> };
  "appointments.no_shows": { args: ListNoShows; output: Array<AppointmentRow> };
  "appointments.utilisation": { args: ShowUtilisation; output: Array<UtilisationRow> };
  "appointments.schedules": { args: ListSchedules; output: Array<Schedule> };
  "appointments.save_schedule": { args: SaveSchedule; output: Schedule };
  "appointments.end_schedule": { args: EndSchedule; output: Schedule };
  "appointments.affected_by_schedule": { args: AffectedBySchedule; output: Array<AppointmentRow> };
  "appointments.leave": { args: ListLeave; output: Array<DoctorLeave> };
  "appointments.take_leave": { args: TakeLeave; output: LeaveTaken };
  "appointments.end_leave": { args: EndDoctorLeave; output: Nothing };
  "appointments.affected_by_leave": { args: AffectedByLeave; output: Array<AppointmentRow> };
  "appointments.slip": { args: AppointmentSlip; output: Paper };
  "appointments.day_paper": { args: DayPaper; output: Paper };
  "inbox.list": { args: ListInbox; output: InboxPage };
  "inbox.count": { args: CountInbox; output: InboxCount };
  "inbox.choose": { args: ChooseValue; output: Settled };
  "inbox.ask_again": { args: AskAgain; output: Settled };
  "inbox.set_done": { args: SetInboxDone; output: Nothing };
  "inbox.undo_done": { args: UndoInboxDone; output: Nothing };
  "home.today": { args: ShowHome; output: HomeView };
}

export type RouteKind = "command" | "query" | "open";

export const routes: { name: keyof Routes; kind: RouteKind; permission: string }[] = [
  { name: "desk.status", kind: "open", permission: "" },
  { name: "desk.set_up", kind: "open", permission: "" },
  { name: "desk.prove_recovery", kind: "open", permission: "" },
  { name: "desk.recovery_sheet", kind: "open", permission: "" },
  { name: "desk.open_demo", kind: "open", permission: "" },
  { name: "desk.leave_demo", kind: "open", permission: "" },
  { name: "desk.sign_in", kind: "open", permission: "" },
  { name: "desk.recover", kind: "open", permission: "" },
  { name: "desk.use_reset_code", kind: "open", permission: "" },
  { name: "desk.reset_code", kind: "open", permission: "" },
  { name: "desk.people", kind: "open", permission: "" },
  { name: "desk.switch", kind: "open", permission: "" },
  { name: "desk.set_pin", kind: "open", permission: "" },
  { name: "desk.drop_pin", kind: "open", permission: "" },
  { name: "desk.confirm", kind: "open", permission: "" },
  { name: "desk.begin_second_factor", kind: "open", permission: "" },
  { name: "desk.enrol_second_factor", kind: "open", permission: "" },
  { name: "desk.end_second_factor", kind: "open", permission: "" },
  { name: "desk.new_recovery_sheet", kind: "open", permission: "" },
  { name: "desk.rotate_keys", kind: "open", permission: "" },
  { name: "desk.check_database", kind: "open", permission: "" },
  { name: "desk.sign_out", kind: "open", permission: "" },
  { name: "desk.lock", kind: "open", permission: "" },
  { name: "desk.lock_vault", kind: "open", permission: "" },
  { name: "desk.unlock", kind: "open", permission: "" },
  { name: "desk.touch", kind: "open", permission: "" },
  { name: "desk.change_password", kind: "open", permission: "" },
  { name: "desk.backup_run", kind: "open", permission: "" },
  { name: "desk.job", kind: "open", permission: "" },
  { name: "desk.job_stop", kind: "open", permission: "" },
  { name: "desk.places", kind: "open", permission: "" },
  { name: "desk.restore_list", kind: "open", permission: "" },
  { name: "desk.restore_begin", kind: "open", permission: "" },
  { name: "desk.restore_ready", kind: "open", permission: "" },
  { name: "desk.restore_finish", kind: "open", permission: "" },
  { name: "desk.restore_drop", kind: "open", permission: "" },
  { name: "desk.kept_folders", kind: "open", permission: "" },
  { name: "desk.delete_kept", kind: "open", permission: "" },
  { name: "desk.sync", kind: "open", permission: "" },
  { name: "desk.news", kind: "open", permission: "" },
  { name: "desk.place_of", kind: "open", permission: "" },
  { name: "desk.sync_now", kind: "open", permission: "" },
  { name: "desk.sync_pause", kind: "open", permission: "" },
  { name: "desk.sync_server", kind: "open", permission: "" },
  { name: "desk.revoke_device", kind: "open", permission: "" },
  { name: "desk.device_reads", kind: "open", permission: "" },
  { name: "desk.hub", kind: "open", permission: "" },
  { name: "desk.turn_hub", kind: "open", permission: "" },
  { name: "desk.follow_hub", kind: "open", permission: "" },
  { name: "desk.hubs_near", kind: "open", permission: "" },
  { name: "desk.documents_here", kind: "open", permission: "" },
  { name: "desk.export_changes", kind: "open", permission: "" },
  { name: "desk.import_changes", kind: "open", permission: "" },
  { name: "desk.adopt", kind: "open", permission: "" },
  { name: "desk.fix_clock", kind: "open", permission: "" },
  { name: "desk.require_version", kind: "open", permission: "" },
  { name: "desk.meet_begin", kind: "open", permission: "" },
  { name: "desk.meet", kind: "open", permission: "" },
  { name: "desk.meet_give", kind: "open", permission: "" },
  { name: "desk.meet_stop", kind: "open", permission: "" },
  { name: "desk.join_begin", kind: "open", permission: "" },
  { name: "desk.join", kind: "open", permission: "" },
  { name: "desk.join_finish", kind: "open", permission: "" },
  { name: "desk.join_stop", kind: "open", permission: "" },
  { name: "drafts.keep", kind: "command", permission: "" },
  { name: "drafts.take", kind: "query", permission: "" },
  { name: "drafts.drop", kind: "command", permission: "" },
  { name: "papers.print", kind: "command", permission: "" },
  { name: "papers.save", kind: "command", permission: "" },
  { name: "papers.printers", kind: "query", permission: "" },
  { name: "settings.clinic", kind: "query", permission: "settings.view" },
  { name: "settings.change_clinic", kind: "command", permission: "settings.manage" },
  { name: "settings.doctors", kind: "query", permission: "settings.view" },
  { name: "settings.save_doctor", kind: "command", permission: "settings.manage" },
  { name: "settings.picture", kind: "query", permission: "settings.view" },
  { name: "settings.set_picture", kind: "command", permission: "settings.manage" },
  { name: "settings.states", kind: "query", permission: "" },
  { name: "staff.list", kind: "query", permission: "staff.manage" },
  { name: "staff.add", kind: "command", permission: "staff.manage" },
  { name: "staff.change", kind: "command", permission: "staff.manage" },
  { name: "staff.end", kind: "command", permission: "staff.manage" },
  { name: "staff.permissions", kind: "query", permission: "staff.manage" },
  { name: "staff.set_permission", kind: "command", permission: "staff.manage" },
  { name: "security.overview", kind: "query", permission: "security.view" },
  { name: "security.devices", kind: "query", permission: "security.view" },
  { name: "security.rename_device", kind: "command", permission: "sync.manage" },
  { name: "security.desk", kind: "query", permission: "security.view" },
  { name: "security.change_desk", kind: "command", permission: "settings.manage" },
  { name: "audit.trust_clock", kind: "command", permission: "settings.manage" },
  { name: "backup.state", kind: "query", permission: "" },
  { name: "backup.show", kind: "query", permission: "backup.manage" },
  { name: "backup.add_target", kind: "command", permission: "backup.manage" },
  { name: "backup.end_target", kind: "command", permission: "backup.manage" },
  { name: "backup.change_plan", kind: "command", permission: "backup.manage" },
  { name: "audit.find", kind: "query", permission: "audit.view" },
  { name: "audit.counts", kind: "query", permission: "audit.view" },
  { name: "audit.history", kind: "query", permission: "" },
  { name: "audit.verify", kind: "query", permission: "audit.view" },
  { name: "audit.export", kind: "command", permission: "audit.export" },
  { name: "patients.register", kind: "command", permission: "patients.edit" },
  { name: "patients.change", kind: "command", permission: "patients.edit" },
  { name: "patients.find", kind: "query", permission: "patients.view" },
  { name: "patients.duplicates", kind: "query", permission: "patients.view" },
  { name: "patients.open", kind: "query", permission: "patients.view" },
  { name: "patients.household", kind: "query", permission: "patients.view" },
  { name: "patients.link", kind: "command", permission: "patients.link" },
  { name: "patients.unlink", kind: "command", permission: "patients.link" },
  { name: "patients.not_same", kind: "command", permission: "patients.link" },
  { name: "patients.maybe_same", kind: "command", permission: "patients.link" },
  { name: "patients.history", kind: "query", permission: "patients.view" },
  { name: "patients.card", kind: "query", permission: "patients.view" },
  { name: "patients.give_consent", kind: "command", permission: "patients.edit" },
  { name: "patients.withdraw_consent", kind: "command", permission: "patients.edit" },
  { name: "patients.consents", kind: "query", permission: "patients.view" },
  { name: "queue.give", kind: "command", permission: "queue.manage" },
  { name: "queue.board", kind: "query", permission: "queue.view" },
  { name: "queue.call", kind: "command", permission: "queue.manage" },
  { name: "queue.call_next", kind: "command", permission: "queue.manage" },
  { name: "queue.move", kind: "command", permission: "queue.manage" },
  { name: "queue.transfer", kind: "command", permission: "queue.manage" },
  { name: "queue.set_priority", kind: "command", permission: "queue.manage" },
  { name: "queue.display", kind: "query", permission: "" },
  { name: "queue.slip", kind: "query", permission: "queue.view" },
  { name: "visits.begin", kind: "command", permission: "vitals.record" },
  { name: "visits.save", kind: "command", permission: "visits.write" },
  { name: "visits.add_addendum", kind: "command", permission: "visits.write" },
  { name: "visits.list", kind: "query", permission: "visits.view" },
  { name: "visits.record_vitals", kind: "command", permission: "vitals.record" },
  { name: "visits.correct_vitals", kind: "command", permission: "vitals.record" },
  { name: "visits.check_vitals", kind: "query", permission: "patients.view" },
  { name: "visits.trend", kind: "query", permission: "visits.view" },
  { name: "visits.find_diagnosis", kind: "query", permission: "visits.view" },
  { name: "visits.add_allergy", kind: "command", permission: "vitals.record" },
  { name: "visits.end_allergy", kind: "command", permission: "visits.write" },
  { name: "visits.add_problem", kind: "command", permission: "visits.write" },
  { name: "visits.end_problem", kind: "command", permission: "visits.write" },
  { name: "visits.set_background", kind: "command", permission: "visits.write" },
  { name: "attachments.add", kind: "command", permission: "patients.edit" },
  { name: "attachments.change", kind: "command", permission: "patients.edit" },
  { name: "attachments.end", kind: "command", permission: "patients.edit" },
  { name: "attachments.restore", kind: "command", permission: "patients.edit" },
  { name: "attachments.of_patient", kind: "query", permission: "patients.view" },
  { name: "attachments.content", kind: "query", permission: "patients.view" },
  { name: "attachments.save", kind: "command", permission: "patients.view" },
  { name: "prescriptions.find_drug", kind: "query", permission: "prescriptions.view" },
  { name: "prescriptions.read_dose", kind: "query", permission: "prescriptions.view" },
  { name: "prescriptions.speak", kind: "query", permission: "prescriptions.view" },
  { name: "prescriptions.quantity", kind: "query", permission: "prescriptions.view" },
  { name: "prescriptions.open", kind: "query", permission: "prescriptions.view" },
  { name: "prescriptions.last", kind: "query", permission: "prescriptions.view" },
  { name: "prescriptions.save", kind: "command", permission: "prescriptions.write" },
  { name: "prescriptions.favourites", kind: "query", permission: "prescriptions.write" },
  { name: "prescriptions.keep_favourite", kind: "command", permission: "prescriptions.write" },
  { name: "prescriptions.drop_favourite", kind: "command", permission: "prescriptions.write" },
  { name: "prescriptions.paper", kind: "query", permission: "prescriptions.view" },
  { name: "billing.services", kind: "query", permission: "settings.view" },
  { name: "billing.save_service", kind: "command", permission: "settings.manage" },
  { name: "billing.tax_rates", kind: "query", permission: "settings.view" },
  { name: "billing.save_tax_rate", kind: "command", permission: "settings.manage" },
  { name: "billing.suggest", kind: "query", permission: "billing.issue" },
  { name: "billing.work_out", kind: "query", permission: "billing.issue" },
  { name: "billing.issue", kind: "command", permission: "billing.issue" },
  { name: "billing.open", kind: "query", permission: "billing.view" },
  { name: "billing.list", kind: "query", permission: "billing.view" },
  { name: "billing.pay", kind: "command", permission: "billing.issue" },
  { name: "billing.credit", kind: "command", permission: "billing.issue" },
  { name: "billing.upi", kind: "query", permission: "billing.view" },
  { name: "billing.day", kind: "query", permission: "billing.view" },
  { name: "billing.confirm_day", kind: "command", permission: "billing.issue" },
  { name: "billing.day_close", kind: "query", permission: "billing.view" },
  { name: "billing.paper", kind: "query", permission: "billing.view" },
  { name: "billing.receipt", kind: "query", permission: "billing.view" },
  { name: "chart.visit", kind: "query", permission: "visits.view" },
  { name: "chart.summary", kind: "query", permission: "visits.view" },
  { name: "chart.sign", kind: "command", permission: "prescriptions.sign" },
  { name: "wards.board", kind: "query", permission: "wards.view" },
  { name: "wards.inpatients", kind: "query", permission: "wards.view" },
  { name: "wards.of_patient", kind: "query", permission: "wards.view" },
  { name: "wards.admission", kind: "query", permission: "wards.view" },
  { name: "wards.movements", kind: "query", permission: "wards.view" },
  { name: "wards.admit", kind: "command", permission: "wards.admit" },
  { name: "wards.admit_newborn", kind: "command", permission: "wards.admit" },
  { name: "wards.change_admission", kind: "command", permission: "wards.admit" },
  { name: "wards.undo_admission", kind: "command", permission: "wards.admit" },
  { name: "wards.transfer", kind: "command", permission: "wards.admit" },
  { name: "wards.swap", kind: "command", permission: "wards.admit" },
  { name: "wards.solve_clash", kind: "command", permission: "wards.admit" },
  { name: "wards.keep_stay", kind: "command", permission: "wards.admit" },
  { name: "wards.start_leave", kind: "command", permission: "wards.admit" },
  { name: "wards.end_leave", kind: "command", permission: "wards.admit" },
  { name: "wards.set_condition", kind: "command", permission: "wards.admit" },
  { name: "wards.running", kind: "query", permission: "wards.charge" },
  { name: "wards.dues", kind: "query", permission: "wards.charge" },
  { name: "wards.add_charges", kind: "command", permission: "wards.charge" },
  { name: "wards.reverse_charge", kind: "command", permission: "wards.charge" },
  { name: "wards.apply_package", kind: "command", permission: "wards.charge" },
  { name: "wards.take_deposit", kind: "command", permission: "billing.issue" },
  { name: "wards.give_back_deposit", kind: "command", permission: "billing.credit" },
  { name: "wards.issue_bill", kind: "command", permission: "billing.issue" },
  { name: "wards.admission_sheet", kind: "query", permission: "wards.view" },
  { name: "wards.consent", kind: "query", permission: "wards.view" },
  { name: "wards.wristband", kind: "query", permission: "wards.view" },
  { name: "wards.statement", kind: "query", permission: "wards.charge" },
  { name: "wards.deposit_receipt", kind: "query", permission: "billing.view" },
  { name: "wards.setup", kind: "query", permission: "wards.view" },
  { name: "wards.save_class", kind: "command", permission: "wards.manage" },
  { name: "wards.save_tariff", kind: "command", permission: "wards.manage" },
  { name: "wards.save_ward", kind: "command", permission: "wards.manage" },
  { name: "wards.save_room", kind: "command", permission: "wards.manage" },
  { name: "wards.save_bed", kind: "command", permission: "wards.manage" },
  { name: "wards.add_beds", kind: "command", permission: "wards.manage" },
  { name: "wards.rules", kind: "query", permission: "wards.view" },
  { name: "wards.save_rules", kind: "command", permission: "wards.manage" },
  { name: "wards.packages", kind: "query", permission: "wards.view" },
  { name: "wards.save_package", kind: "command", permission: "wards.manage" },
  { name: "wards.room_taxes", kind: "query", permission: "settings.view" },
  { name: "wards.save_room_tax", kind: "command", permission: "wards.manage" },
  { name: "rounds.open", kind: "query", permission: "rounds.view" },
  { name: "rounds.sign_note", kind: "command", permission: "rounds.write" },
  { name: "rounds.add_addendum", kind: "command", permission: "rounds.write" },
  { name: "rounds.check_order", kind: "query", permission: "rounds.view" },
  { name: "rounds.order", kind: "command", permission: "rounds.write" },
  { name: "rounds.verbal_order", kind: "command", permission: "nursing.chart" },
  { name: "rounds.stop_order", kind: "command", permission: "rounds.write" },
  { name: "rounds.change_order", kind: "command", permission: "rounds.write" },
  { name: "rounds.counter_sign", kind: "command", permission: "rounds.write" },
  { name: "rounds.record_result", kind: "command", permission: "nursing.chart" },
  { name: "rounds.hours", kind: "query", permission: "settings.view" },
  { name: "rounds.set_hours", kind: "command", permission: "settings.manage" },
  { name: "nursing.ward", kind: "query", permission: "nursing.view" },
  { name: "nursing.chart", kind: "query", permission: "nursing.view" },
  { name: "nursing.check_observation", kind: "query", permission: "nursing.view" },
  { name: "nursing.observe", kind: "command", permission: "nursing.chart" },
  { name: "nursing.correct_observation", kind: "command", permission: "nursing.chart" },
  { name: "nursing.answer_alarm", kind: "command", permission: "nursing.chart" },
  { name: "nursing.record_fluid", kind: "command", permission: "nursing.chart" },
  { name: "nursing.correct_fluid", kind: "command", permission: "nursing.chart" },
  { name: "nursing.medicines", kind: "query", permission: "nursing.view" },
  { name: "nursing.record_dose", kind: "command", permission: "nursing.chart" },
  { name: "nursing.correct_dose", kind: "command", permission: "nursing.chart" },
  { name: "nursing.witnesses", kind: "query", permission: "nursing.chart" },
  { name: "nursing.write_note", kind: "command", permission: "nursing.chart" },
  { name: "nursing.correct_note", kind: "command", permission: "nursing.chart" },
  { name: "nursing.chart_paper", kind: "query", permission: "nursing.view" },
  { name: "nursing.medicines_paper", kind: "query", permission: "nursing.view" },
  { name: "nursing.fluid_paper", kind: "query", permission: "nursing.view" },
  { name: "nursing.handover_paper", kind: "query", permission: "nursing.view" },
  { name: "discharge.open", kind: "query", permission: "discharge.view" },
  { name: "discharge.save", kind: "command", permission: "discharge.write" },
  { name: "discharge.sign", kind: "command", permission: "discharge.write" },
  { name: "discharge.add_addendum", kind: "command", permission: "discharge.write" },
  { name: "discharge.paper", kind: "query", permission: "discharge.view" },
  { name: "registers.births", kind: "query", permission: "registers.view" },
  { name: "registers.propose_birth", kind: "query", permission: "registers.write" },
  { name: "registers.record_birth", kind: "command", permission: "registers.write" },
  { name: "registers.deaths", kind: "query", permission: "registers.view" },
  { name: "registers.record_death", kind: "command", permission: "registers.write" },
  { name: "registers.mlc", kind: "query", permission: "registers.view" },
  { name: "registers.record_mlc", kind: "command", permission: "registers.write" },
  { name: "registers.paper", kind: "query", permission: "registers.view" },
  { name: "confidential.list", kind: "query", permission: "confidential.view" },
  { name: "confidential.write", kind: "command", permission: "confidential.write" },
  { name: "confidential.break_glass", kind: "command", permission: "confidential.view" },
  { name: "confidential.breaks", kind: "query", permission: "confidential.review" },
  { name: "confidential.review", kind: "command", permission: "confidential.review" },
  { name: "appointments.calendar", kind: "query", permission: "appointments.view" },
  { name: "appointments.month", kind: "query", permission: "appointments.view" },
  { name: "appointments.day", kind: "query", permission: "appointments.view" },
  { name: "appointments.of_patient", kind: "query", permission: "appointments.view" },
  { name: "appointments.find_slots", kind: "query", permission: "appointments.view" },
  { name: "appointments.read_wish", kind: "query", permission: "appointments.view" },
  { name: "appointments.book", kind: "command", permission: "appointments.book" },
  { name: "appointments.move", kind: "command", permission: "appointments.book" },
  { name: "appointments.move_all", kind: "command", permission: "appointments.book" },
  { name: "appointments.undo_moves", kind: "command", permission: "appointments.book" },
  { name: "appointments.solve_clash", kind: "command", permission: "appointments.book" },
  { name: "appointments.moves", kind: "query", permission: "appointments.view" },
  { name: "appointments.change_series", kind: "command", permission: "appointments.book" },
  { name: "appointments.cancel_series", kind: "command", permission: "appointments.book" },
  { name: "appointments.cancel", kind: "command", permission: "appointments.book" },
  { name: "appointments.restore", kind: "command", permission: "appointments.book" },
  { name: "appointments.no_show", kind: "command", permission: "appointments.book" },
  { name: "appointments.check_in", kind: "command", permission: "appointments.book" },
  { name: "appointments.tick_call", kind: "command", permission: "appointments.book" },
  { name: "appointments.set_late", kind: "command", permission: "appointments.book" },
  { name: "appointments.late", kind: "query", permission: "appointments.view" },
  { name: "appointments.wait", kind: "command", permission: "appointments.book" },
  { name: "appointments.stop_waiting", kind: "command", permission: "appointments.book" },
  { name: "appointments.waiting", kind: "query", permission: "appointments.view" },
  { name: "appointments.to_move", kind: "query", permission: "appointments.view" },
  { name: "appointments.no_shows", kind: "query", permission: "appointments.view" },
  { name: "appointments.utilisation", kind: "query", permission: "appointments.view" },
  { name: "appointments.schedules", kind: "query", permission: "appointments.view" },
  { name: "appointments.save_schedule", kind: "command", permission: "appointments.manage" },
  { name: "appointments.end_schedule", kind: "command", permission: "appointments.manage" },
  { name: "appointments.affected_by_schedule", kind: "query", permission: "appointments.manage" },
  { name: "appointments.leave", kind: "query", permission: "appointments.view" },
  { name: "appointments.take_leave", kind: "command", permission: "appointments.manage" },
  { name: "appointments.end_leave", kind: "command", permission: "appointments.manage" },
  { name: "appointments.affected_by_leave", kind: "query", permission: "appointments.manage" },
  { name: "appointments.slip", kind: "query", permission: "appointments.view" },
  { name: "appointments.day_paper", kind: "query", permission: "appointments.view" },
  { name: "inbox.list", kind: "query", permission: "inbox.view" },
  { name: "inbox.count", kind: "query", permission: "inbox.view" },
  { name: "inbox.choose", kind: "command", permission: "patients.edit" },
  { name: "inbox.ask_again", kind: "command", permission: "patients.edit" },
  { name: "inbox.set_done", kind: "command", permission: "inbox.view" },
  { name: "inbox.undo_done", kind: "command", permission: "inbox.view" },
  { name: "home.today", kind: "query", permission: "" },
];
