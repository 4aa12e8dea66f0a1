//! The sync server of one clinic or of many.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand, ValueEnum};
use server::http::{self, Admission, Hub, Settings, invite_hash, tls};
use server::{Bodies, Config, NewInvite, PostgresStore, Service, SqliteStore, Store};
use sync::ClinicId;
use tokio::net::TcpListener;

const STORE: &str = "store.sqlite";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Without letters and digits that are taken for one another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(version, about = "Stores and forwards a clinic's sealed changes. It cannot read them.")]
struct Arguments {
    /// Where keys are kept, and the store unless it is in PostgreSQL.
    #[arg(long, env = "VAIDYA_SERVER_FOLDER", default_value = "/var/lib/vaidya-server")]
    folder: PathBuf,
    /// PostgreSQL instead of a file: postgres://USER@HOST/DATABASE. May hold a password, so
    /// rather set it in the environment than here.
    #[arg(long, env = "VAIDYA_SERVER_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Where attachments and old bundles are kept: a folder, or s3://BUCKET/PREFIX with
    /// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT in the environment.
    /// With a store in a file it is the same folder; with PostgreSQL every server needs the
    /// same place, or attachments are refused.
    #[arg(long, env = "VAIDYA_SERVER_BODIES")]
    bodies: Option<String>,
    /// Bytes that a clinic may store for which nobody has set another number.
    #[arg(long, env = "VAIDYA_SERVER_QUOTA", default_value_t = 20 << 30)]
    default_quota: u64,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Founding {
    Open,
    Invited,
    Closed,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop.
    Serve {
        #[arg(long, env = "VAIDYA_SERVER_LISTEN", default_value = "0.0.0.0:8443")]
        listen: SocketAddr,
        /// Without TLS, for a proxy on this computer; loopback only.
        #[arg(long)]
        plain: bool,
        /// Who may bring a new clinic.
        #[arg(long, env = "VAIDYA_SERVER_FOUNDING", default_value = "invited")]
        founding: Founding,
        /// Answer /metrics to other computers as well.
        #[arg(long)]
        metrics_for_all: bool,
        /// Move bodies of bundles that are as old to where attachments are; not given, they
        /// stay in the store.
        #[arg(long, env = "VAIDYA_SERVER_TIER_AFTER_DAYS")]
        tier_after_days: Option<u32>,
    },
    /// The clinics that are stored here.
    Clinics,
    /// The desks of a clinic.
    Devices { clinic: String },
    /// Set how many bytes a clinic may store.
    Quota { clinic: String, bytes: u64 },
    /// Copy the store's file while it is in use, and after it attachments and old bundles into a
    /// folder FILE.bodies. PostgreSQL has pg_dump; a bucket has copies of its own.
    Backup { file: PathBuf },
    /// Put something and get it back, through all layers, and look at the store.
    SelfTest,
    /// A code by which one new clinic may be founded.
    Invite {
        #[arg(long, default_value_t = 14)]
        days: u32,
    },
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn drawn<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn clinic(text: &str) -> Outcome<ClinicId> {
    http::clinic_of_hex(text).ok_or_else(|| "a clinic's id has 32 hexadecimal digits".into())
}

fn say(line: impl std::fmt::Display) -> Outcome {
    Ok(writeln!(io::stdout(), "{line}")?)
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let level = match std::env::var("VAIDYA_SERVER_LOG").as_deref() {
        Ok("debug") => tracing::Level::DEBUG,
        Ok("warn") => tracing::Level::WARN,
        _ => tracing::Level::INFO,
    };
    tracing_subscriber::fmt().json().with_max_level(level).with_writer(io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ran = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(arguments)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "vaidya-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Outcome {
    std::fs::create_dir_all(&arguments.folder)?;
    let incarnation = u64::from_be_bytes(drawn()?);
    let path = arguments.folder.join(STORE);
    match &arguments.database {
        Some(address) => {
            if matches!(arguments.command, Command::Backup { .. }) {
                let after = match own_place(&arguments) {
                    Some(place) => format!(", and after it {}", place.words()),
                    None => String::new(),
                };
                return Err(
                    format!("the store is in PostgreSQL: copy it with pg_dump{after}").into()
                );
            }
            let store = PostgresStore::open(address, incarnation).await?;
            let incarnation = store.incarnation();
            command(arguments, store, incarnation).await
        }
        None => {
            if let Command::Backup { file } = &arguments.command {
                return back_up(path, file.clone(), own_place(&arguments)).await;
            }
            let store = SqliteStore::open(&path, incarnation)?;
            let incarnation = store.incarnation();
            command(arguments, store, incarnation).await
        }
    }
}

/// Where attachments and old bundles lie.
enum Place {
    Folder(PathBuf),
    Bucket(String),
}

impl Place {
    async fn open(&self) -> Outcome<Bodies> {
        Ok(match self {
            Place::Folder(folder) => Bodies::folder(folder)?,
            Place::Bucket(address) => Bodies::bucket(address, std::env::vars()).await?,
        })
    }

    fn words(&self) -> String {
        match self {
            Place::Folder(folder) => {
                let [blobs, bundles] = Bodies::places(folder).map(|of| of.display().to_string());
                format!("{blobs} and {bundles}")
            }
            Place::Bucket(address) => format!("the bucket {address}"),
        }
    }
}

/// A store in a file has them beside it, unless it is told otherwise.
fn own_place(arguments: &Arguments) -> Option<Place> {
    match &arguments.bodies {
        Some(address) if address.starts_with("s3://") => Some(Place::Bucket(address.clone())),
        Some(folder) => Some(Place::Folder(folder.into())),
        None => arguments.database.is_none().then(|| Place::Folder(arguments.folder.clone())),
    }
}

/// The store first: what it speaks of is in the copy of the bodies then.
async fn back_up(path: PathBuf, file: PathBuf, place: Option<Place>) -> Outcome {
    let mut bodies = file.clone().into_os_string();
    bodies.push(".bodies");
    let (to, bodies) = (file.clone(), PathBuf::from(bodies));
    tokio::task::spawn_blocking(move || SqliteStore::back_up(&path, &to)).await??;
    say(format!("The store was copied to {}.", file.display()))?;
    match place {
        Some(Place::Folder(folder)) => {
            let to = bodies.clone();
            let copied = tokio::task::spawn_blocking(move || Bodies::copy_folder(&folder, &to));
            let count = copied.await??;
            say(format!(
                "Attachments and old bundles were copied to {}: {count} files. To restore, the \
                 store is store.sqlite in the server's folder, and what is in there lies beside it.",
                bodies.display()
            ))
        }
        Some(place) => say(format!(
            "Attachments and old bundles are not in it: copy {} as well, after this.",
            place.words()
        )),
        None => Ok(()),
    }
}

async fn command<S: Store>(arguments: Arguments, store: S, incarnation: u64) -> Outcome {
    let key = tls::signing_key(&arguments.folder)?;
    let config = Config { key, incarnation, quota_bytes: arguments.default_quota };
    let mut service = Service::new(store, config);
    let place = own_place(&arguments);
    if let Some(place) = &place {
        service = service.with_bodies(place.open().await?);
    }
    let service = Arc::new(service);
    match arguments.command {
        Command::Serve { listen, plain, founding, metrics_for_all, tier_after_days } => {
            let admission = match founding {
                Founding::Open => Admission::Open,
                Founding::Invited => Admission::Invited,
                Founding::Closed => Admission::Closed,
            };
            let mut settings = Settings::new(admission, Arc::new(now_ms));
            settings.are_metrics_public = metrics_for_all;
            settings.move_after_ms = tier_after_days.map(|days| i64::from(days) * DAY_MS);
            if place.is_none() && tier_after_days.is_some() {
                return Err("--tier-after-days needs --bodies, the place to which they go".into());
            }
            let folder = (!plain).then_some(arguments.folder.as_path());
            if place.is_none() {
                say("Blobs:      refused. --bodies PLACE says where attachments are kept.")?;
            }
            serve(Hub::new(service, settings), listen, folder).await
        }
        Command::Clinics => clinics(&service).await,
        Command::Devices { clinic: id } => devices(&service, clinic(&id)?).await,
        Command::Quota { clinic: id, bytes } => {
            match service.set_quota(clinic(&id)?, bytes).await? {
                true => say(format!("The clinic may store {bytes} bytes.")),
                false => Err("no such clinic is here".into()),
            }
        }
        Command::SelfTest => {
            service.self_test().await?;
            say("The store keeps what it is given and gives back what it kept.")
        }
        Command::Invite { days } => {
            let code = invitation()?;
            let now_ms = now_ms();
            let ends_at = now_ms.saturating_add(i64::from(days) * DAY_MS);
            let code_hash = invite_hash(&code);
            service.invite(NewInvite { code_hash, now_ms, ends_at }).await?;
            say(format!("{code}\nGood for one clinic and {days} days. It is not shown again."))
        }
        Command::Backup { .. } => Err("copied already".into()),
    }
}

fn invitation() -> Outcome<String> {
    let bytes = drawn::<25>()?;
    let letters = bytes.iter().map(|byte| LETTERS.get(usize::from(byte % 32)).copied());
    let letters: Vec<u8> = letters.map(Option::unwrap_or_default).collect();
    let groups = letters.chunks(5).map(|group| String::from_utf8_lossy(group).into_owned());
    Ok(groups.collect::<Vec<_>>().join("-"))
}

async fn serve<S: Store>(
    hub: Arc<Hub<S>>,
    listen: SocketAddr,
    tls_folder: Option<&Path>,
) -> Outcome {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    say(format!("Server key: {}", sync::Hash(hub.server())))?;
    let config = match tls_folder {
        Some(folder) => {
            let tls = tls::load_or_make(folder)?;
            say(format!("TLS key:    {}", tls.pin))?;
            Some(tls.config)
        }
        None => None,
    };
    let scheme = if config.is_some() { "https" } else { "http" };
    say(format!("Listening:  {scheme}://{address}"))?;
    http::serve(hub, listener, config, stopped()).await?;
    tracing::info!("stopped");
    Ok(())
}

/// Ctrl-C, or what systemd and containers send.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

async fn clinics<S: Store>(service: &Service<S>) -> Outcome {
    let mut after = None;
    say("CLINIC                            BUNDLES       BYTES       QUOTA")?;
    loop {
        let page = service.clinics(after).await?;
        for info in &page {
            let (bundles, used, quota) = (info.bundles, info.used_bytes, info.quota_bytes);
            say(format!("{} {bundles:>8} {used:>11} {quota:>11}", info.clinic))?;
        }
        match page.last() {
            Some(last) => after = Some(last.clinic),
            None => return Ok(()),
        }
    }
}

async fn devices<S: Store>(service: &Service<S>, clinic: ClinicId) -> Outcome {
    let desks = service.desks(clinic).await?.ok_or("no such clinic is here")?;
    say("DESK  ADMIN  REVOKED  LAST SEEN (HOURS AGO)")?;
    for desk in desks {
        let ago = |at: i64| (now_ms().saturating_sub(at) / 3_600_000).to_string();
        let seen = desk.last_seen.map_or("never".to_owned(), ago);
        let yes = |is: bool| if is { "yes" } else { "no" };
        let (admin, revoked) = (yes(desk.may_administer), yes(desk.is_revoked));
        say(format!("{:>4}  {admin:<5}  {revoked:<7}  {seen}", desk.desk.0))?;
    }
    Ok(())
}
