use kernel::{Code, Error, Nothing, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Desk, Envelope};

fn args<T: DeserializeOwned>(args: Value) -> Result<T> {
    let args = if args.is_null() { Value::Object(Default::default()) } else { args };
    serde_json::from_value(args)
        .map_err(|cause| Error::invalid("", "errors-bad-arguments").with("cause", cause))
}

fn done(answer: Result<impl serde::Serialize>) -> Result<Value> {
    Ok(serde_json::to_value(answer?)?)
}

/// A clinic comes back to a computer where nobody can be signed in.
const RESTORING: [&str; 8] = [
    "desk.job",
    "desk.job_stop",
    "desk.places",
    "desk.restore_list",
    "desk.restore_begin",
    "desk.restore_ready",
    "desk.restore_finish",
    "desk.restore_drop",
];

impl Desk {
    /// Where a clinic is open, whoever asks must be in it.
    fn only_inside(&self, token: Option<&str>, route: &str) -> Result<()> {
        let is_open = self.slot().as_ref().is_some_and(|opened| !opened.is_demo);
        if is_open {
            self.active(token, route)?;
        }
        Ok(())
    }

    pub(super) fn answer(&self, envelope: Envelope) -> Result<Value> {
        let token = envelope.session.as_deref();
        if RESTORING.contains(&envelope.route.as_str()) {
            self.only_inside(token, &envelope.route)?;
        }
        let given = envelope.args;
        match envelope.route.as_str() {
            "desk.status" => done(self.status(token)),
            "desk.set_up" => done(self.set_up(args(given)?)),
            "desk.prove_recovery" => done(self.prove_recovery(token, args(given)?)),
            "desk.recovery_sheet" => done(self.recovery_sheet(token, args(given)?)),
            "desk.open_demo" => done(self.open_demo()),
            "desk.leave_demo" => done(self.leave_demo()),
            "desk.sign_in" => done(self.sign_in(args(given)?)),
            "desk.recover" => done(self.recover(args(given)?)),
            "desk.sign_out" => done(self.sign_out(token)),
            "desk.lock" => done(self.lock_screen(token)),
            "desk.unlock" => done(self.unlock(token, args(given)?)),
            "desk.touch" => done(self.touch(token)),
            "desk.lock_vault" => done(self.lock_vault(token)),
            "desk.use_reset_code" => done(self.use_reset_code(args(given)?)),
            "desk.reset_code" => done(self.new_reset_code(token, args(given)?)),
            "desk.people" => done(self.people_here()),
            "desk.switch" => done(self.switch(token, args(given)?)),
            "desk.set_pin" => done(self.set_pin(token, args(given)?)),
            "desk.drop_pin" => done(self.drop_pin(token)),
            "desk.confirm" => done(self.confirm(token, args(given)?)),
            "desk.begin_second_factor" => done(self.begin_second_factor(token)),
            "desk.enrol_second_factor" => done(self.enrol_second_factor(token, args(given)?)),
            "desk.end_second_factor" => done(self.end_second_factor(token, args(given)?)),
            "desk.new_recovery_sheet" => done(self.new_recovery_sheet(token)),
            "desk.rotate_keys" => done(self.rotate_keys(token)),
            "desk.check_database" => done(self.check_database(token)),
            "desk.change_password" => done(self.change_password(token, args(given)?)),
            "desk.backup_run" => done(self.run_backup(token, args(given)?)),
            "desk.job" => done(self.job()),
            "desk.job_stop" => done(self.stop_job(token)),
            "desk.places" => done(self.places()),
            "desk.restore_list" => done(self.list_restore(args(given)?)),
            "desk.restore_begin" => done(self.begin_restore(token, args(given)?)),
            "desk.restore_ready" => done(self.restore_ready()),
            "desk.restore_finish" => done(self.finish_restore(token, args(given)?)),
            "desk.restore_drop" => done(self.drop_restore(token)),
            "desk.kept_folders" => done(self.kept_folders(token)),
            "desk.delete_kept" => done(self.delete_kept(token, args(given)?)),
            "desk.sync" => done(self.sync_view(token)),
            "desk.news" => done(self.news_after(token, args(given)?)),
            "desk.place_of" => done(self.place_of(token, &args(given)?)),
            "desk.sync_now" => done(self.sync_now(token)),
            "desk.sync_pause" => done(self.pause_sync(token, args(given)?)),
            "desk.sync_server" => done(self.connect_server(token, args(given)?)),
            "desk.revoke_device" => done(self.revoke_device(token, args(given)?)),
            "desk.device_reads" => done(self.device_reads(token, args(given)?)),
            "desk.hub" => done(self.hub_view(token)),
            "desk.turn_hub" => done(self.turn_hub(token, args(given)?)),
            "desk.follow_hub" => done(self.follow_hub(token, args(given)?)),
            "desk.hubs_near" => done(self.hubs_near()),
            "desk.documents_here" => done(self.documents_here(token)),
            "desk.export_changes" => done(self.export_changes(token, args(given)?)),
            "desk.import_changes" => done(self.import_changes(token, args(given)?)),
            "desk.fix_clock" => done(self.fix_clock(token, args(given)?)),
            "desk.require_version" => done(self.require_version(token)),
            "desk.adopt" => done(self.adopt_changes(token, args(given)?)),
            "desk.meet_begin" => done(self.begin_meeting(token)),
            "desk.meet" => done(self.meeting(token)),
            "desk.meet_give" => done(self.finish_meeting(token, args(given)?)),
            "desk.meet_stop" => done(self.stop_meeting(token)),
            "desk.join_begin" => done(self.begin_join(args(given)?)),
            "desk.join" => done(self.joining()),
            "desk.join_finish" => done(self.finish_join(args(given)?)),
            "desk.join_stop" => done(self.stop_join()),
            other => Err(Error::new(Code::NoSuch, "errors-no-such-route").with("route", other)),
        }
    }

    fn touch(&self, token: Option<&str>) -> Result<Nothing> {
        self.opened()?.session(token, self.now(), "desk.touch")?;
        Ok(Nothing {})
    }
}
