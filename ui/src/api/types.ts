// The shapes that screens speak of, each taken from the route that gives it, so that the
// names in generated.ts may be whatever the core calls them.
import type { Args, Output } from "./call";

export type DeskStatus = Output<"desk.status">;
export type Session = Output<"desk.sign_in">;
export type Today = Output<"home.today">;

export type Clinic = Output<"settings.clinic">;
export type ClinicForm = Args<"settings.change_clinic">["form"];
export type Doctor = Output<"settings.doctors">[number];
export type DoctorForm = Args<"settings.save_doctor">["form"];
export type Service = Output<"billing.services">[number];
export type ServiceForm = Args<"billing.save_service">;
export type TaxRate = Output<"billing.tax_rates">[number];
export type TaxRateForm = Args<"billing.save_tax_rate">;

export type BackupState = Output<"backup.state">;
export type BackupTarget = Output<"backup.show">["targets"][number];
export type KeptFolder = Output<"desk.kept_folders">[number];
export type BackupRun = Output<"backup.show">["runs"][number];
export type Job = NonNullable<Output<"desk.job">["job"]>;
export type RestoreChoice = Output<"desk.restore_list">[number];
export type RestoreReady = Output<"desk.restore_ready">;

export type Staff = Output<"staff.list">[number];
export type PermissionRow = Output<"staff.permissions">[number];

export type PeopleHere = Output<"desk.people">;
export type Security = Output<"security.overview">;
export type SecurityPoint = Security["points"][number];
export type DeskSettings = Output<"security.desk">;

export type Patient = Output<"patients.open">;
export type PatientForm = Args<"patients.register">["form"];
export type Age = NonNullable<PatientForm["age"]>;
export type PatientRow = Output<"patients.find">[number];
export type Duplicate = Output<"patients.duplicates">[number];

export type BoardRow = Output<"queue.board">[number];
export type Token = Output<"queue.give">;
export type Stage = BoardRow["stage"];
export type Priority = BoardRow["priority"];

export type PatientSummary = Output<"chart.summary">;
export type Allergy = PatientSummary["allergies"][number];
export type TimelineItem = PatientSummary["timeline"][number];
export type VitalsView = Output<"visits.trend">[number];
export type Invoice = Output<"billing.open">;
export type Paper = Output<"patients.card">;

export type AdmissionView = Output<"wards.admission">;
export type Place = NonNullable<AdmissionView["place"]>;
export type AdmissionKind = AdmissionView["kind"];
export type Relative = AdmissionView["relatives"][number];

export type DischargeSheet = Output<"discharge.open">;
export type Discharge = DischargeSheet["discharge"];
export type DischargeForm = Args<"discharge.save">["form"];
export type BirthRow = Output<"registers.births">[number];
export type BirthForm = Args<"registers.record_birth">["form"];
export type DeathRow = Output<"registers.deaths">[number];
export type DeathForm = Args<"registers.record_death">["form"];
export type MlcRow = Output<"registers.mlc">[number];
export type MlcForm = Args<"registers.record_mlc">["form"];
export type Calendar = Output<"appointments.calendar">;
export type CalendarDoctor = Calendar["doctors"][number];
export type CalendarHours = Calendar["hours"][number];
export type CalendarLeave = Calendar["leave"][number];
export type Appointment = Calendar["appointments"][number];
export type PhoneCall = Appointment["phone_call"];
export type SlotChoice = Output<"appointments.find_slots">[number];
export type WaitingRow = Output<"appointments.waiting">[number];
export type Schedule = Output<"appointments.schedules">[number];
export type ScheduleForm = Args<"appointments.save_schedule">["form"];
export type Leave = Output<"appointments.leave">[number];
export type DayPart = WaitingRow["part"];
