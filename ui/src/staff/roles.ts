export const roles: string[] = [
  "owner",
  "doctor",
  "nurse",
  "receptionist",
  "lab",
  "pharmacist",
  "cashier",
];
