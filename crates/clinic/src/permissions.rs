//! What a role may do: the shipped table, which an administrator can change cell by cell.

use kernel::Permission;

pub const PATIENTS_VIEW: Permission = Permission("patients.view");
pub const PATIENTS_EDIT: Permission = Permission("patients.edit");
pub const PATIENTS_LINK: Permission = Permission("patients.link");
pub const INBOX_VIEW: Permission = Permission("inbox.view");
pub const QUEUE_VIEW: Permission = Permission("queue.view");
pub const QUEUE_MANAGE: Permission = Permission("queue.manage");
pub const APPOINTMENTS_VIEW: Permission = Permission("appointments.view");
pub const APPOINTMENTS_BOOK: Permission = Permission("appointments.book");
pub const APPOINTMENTS_MANAGE: Permission = Permission("appointments.manage");
pub const VISITS_VIEW: Permission = Permission("visits.view");
pub const VISITS_WRITE: Permission = Permission("visits.write");
pub const CONFIDENTIAL_VIEW: Permission = Permission("confidential.view");
pub const CONFIDENTIAL_WRITE: Permission = Permission("confidential.write");
pub const CONFIDENTIAL_REVIEW: Permission = Permission("confidential.review");
pub const VITALS_RECORD: Permission = Permission("vitals.record");
pub const PRESCRIPTIONS_VIEW: Permission = Permission("prescriptions.view");
pub const PRESCRIPTIONS_WRITE: Permission = Permission("prescriptions.write");
pub const PRESCRIPTIONS_SIGN: Permission = Permission("prescriptions.sign");
pub const BILLING_VIEW: Permission = Permission("billing.view");
pub const BILLING_ISSUE: Permission = Permission("billing.issue");
pub const BILLING_APPROVE: Permission = Permission("billing.approve");
pub const BILLING_CREDIT: Permission = Permission("billing.credit");
pub const WARDS_VIEW: Permission = Permission("wards.view");
pub const WARDS_ADMIT: Permission = Permission("wards.admit");
pub const WARDS_MANAGE: Permission = Permission("wards.manage");
pub const WARDS_CHARGE: Permission = Permission("wards.charge");
pub const ROUNDS_VIEW: Permission = Permission("rounds.view");
pub const ROUNDS_WRITE: Permission = Permission("rounds.write");
pub const NURSING_VIEW: Permission = Permission("nursing.view");
pub const NURSING_CHART: Permission = Permission("nursing.chart");
pub const SETTINGS_VIEW: Permission = Permission("settings.view");
pub const SETTINGS_MANAGE: Permission = Permission("settings.manage");
pub const STAFF_MANAGE: Permission = Permission("staff.manage");
pub const SECURITY_VIEW: Permission = Permission("security.view");
pub const SYNC_MANAGE: Permission = Permission("sync.manage");
pub const BACKUP_MANAGE: Permission = Permission("backup.manage");
pub const AUDIT_VIEW: Permission = Permission("audit.view");
pub const AUDIT_EXPORT: Permission = Permission("audit.export");

pub const DISCHARGE_VIEW: Permission = Permission("discharge.view");
pub const DISCHARGE_WRITE: Permission = Permission("discharge.write");
pub const REGISTERS_VIEW: Permission = Permission("registers.view");
pub const REGISTERS_WRITE: Permission = Permission("registers.write");

pub const ROLES: [&str; 7] =
    ["owner", "doctor", "nurse", "receptionist", "lab", "pharmacist", "cashier"];

/// Each permission with the roles that have it as shipped. An owner may do all but sign
/// prescriptions, which takes a doctor.
pub const TABLE: &[(Permission, &[&str])] = &[
    (PATIENTS_VIEW, &["owner", "doctor", "nurse", "receptionist", "lab", "pharmacist", "cashier"]),
    (PATIENTS_EDIT, &["owner", "doctor", "nurse", "receptionist"]),
    (PATIENTS_LINK, &["owner", "receptionist"]),
    (INBOX_VIEW, &["owner", "doctor", "nurse", "receptionist"]),
    (QUEUE_VIEW, &["owner", "doctor", "nurse", "receptionist", "cashier"]),
    (QUEUE_MANAGE, &["owner", "doctor", "nurse", "receptionist"]),
    (APPOINTMENTS_VIEW, &["owner", "doctor", "nurse", "receptionist", "cashier"]),
    (APPOINTMENTS_BOOK, &["owner", "doctor", "nurse", "receptionist"]),
    (APPOINTMENTS_MANAGE, &["owner", "receptionist"]),
    (VISITS_VIEW, &["owner", "doctor", "nurse"]),
    (VISITS_WRITE, &["doctor"]),
    (CONFIDENTIAL_VIEW, &["owner", "doctor", "nurse"]),
    (CONFIDENTIAL_WRITE, &["doctor"]),
    (CONFIDENTIAL_REVIEW, &["owner"]),
    (VITALS_RECORD, &["doctor", "nurse"]),
    (PRESCRIPTIONS_VIEW, &["owner", "doctor", "nurse", "receptionist", "pharmacist"]),
    (PRESCRIPTIONS_WRITE, &["doctor"]),
    (PRESCRIPTIONS_SIGN, &["doctor"]),
    (BILLING_VIEW, &["owner", "receptionist", "cashier"]),
    (BILLING_ISSUE, &["owner", "receptionist", "cashier"]),
    (BILLING_APPROVE, &["owner"]),
    (BILLING_CREDIT, &["owner", "cashier"]),
    (WARDS_VIEW, &["owner", "doctor", "nurse", "receptionist", "cashier", "pharmacist", "lab"]),
    (WARDS_ADMIT, &["owner", "doctor", "nurse", "receptionist"]),
    (WARDS_MANAGE, &["owner"]),
    (WARDS_CHARGE, &["owner", "doctor", "nurse", "receptionist", "cashier"]),
    (ROUNDS_VIEW, &["owner", "doctor", "nurse", "pharmacist"]),
    (ROUNDS_WRITE, &["doctor"]),
    (NURSING_VIEW, &["owner", "doctor", "nurse"]),
    (NURSING_CHART, &["doctor", "nurse"]),
    (DISCHARGE_VIEW, &["owner", "doctor", "nurse", "receptionist", "cashier"]),
    (DISCHARGE_WRITE, &["doctor"]),
    (REGISTERS_VIEW, &["owner", "doctor", "nurse", "receptionist"]),
    (REGISTERS_WRITE, &["owner", "doctor", "nurse"]),
    (SETTINGS_VIEW, &["owner", "doctor", "nurse", "receptionist", "lab", "pharmacist", "cashier"]),
    (SETTINGS_MANAGE, &["owner"]),
    (STAFF_MANAGE, &["owner"]),
    (SECURITY_VIEW, &["owner"]),
    (SYNC_MANAGE, &["owner"]),
    (BACKUP_MANAGE, &["owner"]),
    (AUDIT_VIEW, &["owner"]),
    (AUDIT_EXPORT, &["owner"]),
];

pub fn is_shipped(role: &str, permission: &str) -> bool {
    TABLE.iter().any(|(known, roles)| known.0 == permission && roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_names_a_known_role() {
        for (permission, roles) in TABLE {
            for role in *roles {
                assert!(ROLES.contains(role), "{permission:?} {role}");
            }
        }
    }
}
