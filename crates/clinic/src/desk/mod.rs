//! The desk itself, in front of the door: set-up, sign-in, locks, recovery and the demo
//! clinic. It holds the only unlocked vault and the only sessions; a caller holds a token
//! and nothing else.

mod acts;
mod attempts;
mod backups;
mod calls;
mod confirm;
mod demo;
mod drill;
mod errors;
mod host;
mod jobs;
mod kept;
mod keys;
mod lock;
mod opened;
mod people;
mod pin;
mod recover;
mod refusals;
mod reserve;
mod reset;
mod restore;
mod rolled;
mod room;
mod second_factor;
mod sessions;
mod set_up;
mod sign_in;
mod slots;
mod staging;
mod status;
mod sync;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::{Clock, Nothing, Result, Route, RowId, Session};
use serde::Deserialize;
use vault::{KdfChoice, Keeping, Place, SecretStore};

use crate::papers::Paper;

pub use acts::{ACTS, ASKS};
pub use backups::{PlaceView, RunBackup};
pub use confirm::Confirm;
pub use host::Outside;
pub use jobs::{JobAnswer, JobKind, JobStep, JobView};
pub use kept::{DeleteKept, KeptFolder, KeptKind};
pub use keys::{DatabaseCheck, NewKey, NewSheet};
pub use opened::{Opened, seal_of};
pub use pin::{PeopleHere, SetPin, Switch};
pub use recover::{Recover, RecoverDone};
pub use reset::{NewResetCode, ResetCodeView, UseResetCode};
pub use restore::{
    BeginRestore, FinishRestore, ListRestore, OwnerChoice, RestoreChoice, RestoreDone, RestoreReady,
};
pub use second_factor::{EndSecondFactor, EnrolSecondFactor, SecondFactorOffer, SecondFactorWords};
pub use set_up::{ProveRecovery, RecoverySheet, SetUp, SetUpDone};
pub use sign_in::{ChangePassword, SessionView, SignIn, Unlock};
pub use status::{DeskState, DeskStatus, ScreenState};
pub use sync::{
    AdoptChanges, Arriving, AskWhere, BeginJoin, Bell, DeviceReads, DocumentsHere, ExportChanges,
    ExportedChanges, FinishJoin, FixClock, FollowHub, Heard, Hub, HubAt, HubFault, HubNear,
    HubState, HubView, ImportChanges, ImportedChanges, JoinDone, JoinView, LetIn, Line, MeetStep,
    MeetView, News, NoHub, NoWire, PauseSync, RecordPlace, RemoteView, RevokeDevice, SeenDesk,
    Successor, SyncHome, SyncServer, SyncState, SyncView, TurnHub, Welcome, Wire, WireFault,
    code_of,
};

pub const ROUTES: &[Route] = &[
    Route::open::<Nothing, DeskStatus>("desk.status"),
    Route::open::<SetUp, SetUpDone>("desk.set_up"),
    Route::open::<ProveRecovery, Nothing>("desk.prove_recovery"),
    Route::open::<RecoverySheet, Paper>("desk.recovery_sheet"),
    Route::open::<Nothing, SessionView>("desk.open_demo"),
    Route::open::<Nothing, Nothing>("desk.leave_demo"),
    Route::open::<SignIn, SessionView>("desk.sign_in"),
    Route::open::<Recover, RecoverDone>("desk.recover"),
    Route::open::<UseResetCode, SessionView>("desk.use_reset_code"),
    Route::open::<NewResetCode, ResetCodeView>("desk.reset_code"),
    Route::open::<Nothing, PeopleHere>("desk.people"),
    Route::open::<Switch, SessionView>("desk.switch"),
    Route::open::<SetPin, Nothing>("desk.set_pin"),
    Route::open::<Nothing, Nothing>("desk.drop_pin"),
    Route::open::<Confirm, Nothing>("desk.confirm"),
    Route::open::<Nothing, SecondFactorOffer>("desk.begin_second_factor"),
    Route::open::<EnrolSecondFactor, SecondFactorWords>("desk.enrol_second_factor"),
    Route::open::<EndSecondFactor, Nothing>("desk.end_second_factor"),
    Route::open::<Nothing, NewSheet>("desk.new_recovery_sheet"),
    Route::open::<Nothing, NewKey>("desk.rotate_keys"),
    Route::open::<Nothing, DatabaseCheck>("desk.check_database"),
    Route::open::<Nothing, Nothing>("desk.sign_out"),
    Route::open::<Nothing, Nothing>("desk.lock"),
    Route::open::<Nothing, Nothing>("desk.lock_vault"),
    Route::open::<Unlock, SessionView>("desk.unlock"),
    Route::open::<Nothing, Nothing>("desk.touch"),
    Route::open::<ChangePassword, Nothing>("desk.change_password"),
    Route::open::<RunBackup, Nothing>("desk.backup_run"),
    Route::open::<Nothing, JobAnswer>("desk.job"),
    Route::open::<Nothing, Nothing>("desk.job_stop"),
    Route::open::<Nothing, Vec<PlaceView>>("desk.places"),
    Route::open::<ListRestore, Vec<RestoreChoice>>("desk.restore_list"),
    Route::open::<BeginRestore, Nothing>("desk.restore_begin"),
    Route::open::<Nothing, RestoreReady>("desk.restore_ready"),
    Route::open::<FinishRestore, RestoreDone>("desk.restore_finish"),
    Route::open::<Nothing, Nothing>("desk.restore_drop"),
    Route::open::<Nothing, Vec<KeptFolder>>("desk.kept_folders"),
    Route::open::<DeleteKept, Nothing>("desk.delete_kept"),
    Route::open::<Nothing, SyncView>("desk.sync"),
    Route::open::<News, News>("desk.news"),
    Route::open::<AskWhere, RecordPlace>("desk.place_of"),
    Route::open::<Nothing, Nothing>("desk.sync_now"),
    Route::open::<PauseSync, Nothing>("desk.sync_pause"),
    Route::open::<SyncServer, Nothing>("desk.sync_server"),
    Route::open::<RevokeDevice, Nothing>("desk.revoke_device"),
    Route::open::<DeviceReads, Nothing>("desk.device_reads"),
    Route::open::<Nothing, HubView>("desk.hub"),
    Route::open::<TurnHub, Nothing>("desk.turn_hub"),
    Route::open::<FollowHub, Nothing>("desk.follow_hub"),
    Route::open::<Nothing, Vec<HubNear>>("desk.hubs_near"),
    Route::open::<Nothing, DocumentsHere>("desk.documents_here"),
    Route::open::<ExportChanges, ExportedChanges>("desk.export_changes"),
    Route::open::<ImportChanges, ImportedChanges>("desk.import_changes"),
    Route::open::<AdoptChanges, Nothing>("desk.adopt"),
    Route::open::<FixClock, Nothing>("desk.fix_clock"),
    Route::open::<Nothing, Nothing>("desk.require_version"),
    Route::open::<Nothing, MeetView>("desk.meet_begin"),
    Route::open::<Nothing, MeetView>("desk.meet"),
    Route::open::<LetIn, MeetView>("desk.meet_give"),
    Route::open::<Nothing, Nothing>("desk.meet_stop"),
    Route::open::<BeginJoin, JoinView>("desk.join_begin"),
    Route::open::<Nothing, JoinView>("desk.join"),
    Route::open::<FinishJoin, JoinDone>("desk.join_finish"),
    Route::open::<Nothing, Nothing>("desk.join_stop"),
];

/// The folder of the clinic's own records, below that of the desk.
const CLINIC: &str = "clinic";

/// One call of the window, the browser or the command line.
#[derive(Clone, Deserialize)]
pub struct Envelope {
    pub route: String,
    #[serde(default)]
    pub args: serde_json::Value,
    /// Drawn once per form: repeated, it has one effect.
    #[serde(default)]
    pub request: Option<RowId>,
    #[serde(default)]
    pub session: Option<String>,
}

/// Where the computer's own secret is kept; tests keep it in memory.
pub type Secrets = Arc<dyn Fn(&Place, Keeping) -> Arc<dyn SecretStore> + Send + Sync>;

pub struct DeskOptions {
    /// Everything of this desk lies below this folder.
    pub folder: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub outside: Arc<dyn Outside>,
    pub secrets: Secrets,
    pub kdf: KdfChoice,
    pub wire: Arc<dyn Wire>,
    pub hub: Arc<dyn Hub>,
}

pub struct Desk {
    options: DeskOptions,
    opened: Mutex<Option<Arc<Opened>>>,
    attempts: Arc<Mutex<attempts::Attempts>>,
    /// Percent done while the records get a new key.
    rotating: std::sync::atomic::AtomicI64,
    keyring: std::sync::OnceLock<bool>,
    turned_away: refusals::TurnedAway,
    jobs: jobs::Jobs,
    staged: restore::StagedSlot,
    reserve: reserve::Reserve,
    sync: sync::Running,
}

impl Desk {
    pub fn new(options: DeskOptions) -> Self {
        let now = options.clock.monotonic();
        let attempts = attempts::Attempts::of(&options.folder.join(CLINIC), now);
        let turned_away = refusals::TurnedAway::after(attempts.wrong());
        Self {
            options,
            opened: Mutex::new(None),
            attempts: Arc::new(Mutex::new(attempts)),
            rotating: std::sync::atomic::AtomicI64::new(keys::NOT_ROTATING),
            keyring: std::sync::OnceLock::new(),
            turned_away,
            jobs: jobs::Jobs::default(),
            staged: restore::StagedSlot::default(),
            reserve: reserve::Reserve::default(),
            sync: sync::Running::default(),
        }
    }

    /// Answers a call; who is turned away is in the access log. What it left on the stack of
    /// its thread would outlive the lock.
    pub fn call(&self, envelope: Envelope) -> Result<serde_json::Value> {
        self.close_after_twelve_hours();
        let asked = self.asked(&envelope);
        let answer = self.answered_with_room(envelope);
        self.tell(asked, &answer);
        vault::wipe_stack_of_call();
        answer
    }

    /// What wakes whoever calls `sync` again and again.
    pub fn bell(&self) -> Arc<Bell> {
        self.sync.bell.clone()
    }

    /// Only an active session reaches the door.
    fn answered(&self, envelope: Envelope) -> Result<serde_json::Value> {
        if envelope.route.starts_with("desk.") {
            return self.answer(envelope);
        }
        let opened = self.opened()?;
        if envelope.route == "queue.display" {
            let session = Session::program();
            return opened.door.call(&session, &envelope.route, envelope.args, None);
        }
        let session = opened.session(envelope.session.as_deref(), self.now(), &envelope.route)?;
        let Envelope { route, args, request, .. } = envelope;
        let answer = opened.door.call(&session, &route, args, request);
        self.close_after_fifth(&opened, &session, &route, &answer);
        let answer = answer?;
        if opened.door.is_command(&route) {
            self.sync.bell.written();
        }
        if route.starts_with("staff.") || route == "settings.save_doctor" {
            opened.refresh_sessions()?;
        }
        Ok(answer)
    }

    fn opened(&self) -> Result<Arc<Opened>> {
        let opened = self.slot();
        match opened.clone() {
            Some(opened) => Ok(opened),
            None => {
                self.refuse_while_rotating()?;
                Err(Self::signed_out())
            }
        }
    }

    fn slot(&self) -> MutexGuard<'_, Option<Arc<Opened>>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Monotonic milliseconds.
    fn now(&self) -> i64 {
        self.options.clock.monotonic()
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.options.clock.clone()
    }

    fn clinic_place(&self) -> Place {
        Place::new(self.options.folder.join(CLINIC))
    }

    fn demo_place(&self) -> Place {
        Place::new(self.options.folder.join("demo"))
    }

    fn secrets(&self, place: &Place, keeping: Keeping) -> Arc<dyn SecretStore> {
        (self.options.secrets)(place, keeping)
    }
}
