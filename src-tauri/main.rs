//! The desktop program. With a command it is the command line; without one it opens the
//! window. Everything of worth happens in the core; this shell carries calls to it.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

mod windows;

use std::sync::Arc;

use clap::Parser;
use cli::{Arguments, Chore, SystemOutside, keep_time, open_desk, reply};
use clinic::desk::{Desk, Envelope};
use tauri::{AppHandle, Manager, State, WebviewWindow};

struct Core(Arc<Desk>);

/// The only way in. The display of the waiting room may ask for its tokens alone.
#[tauri::command]
async fn call(
    window: WebviewWindow,
    core: State<'_, Core>,
    envelope: Envelope,
) -> Result<serde_json::Value, String> {
    if window.label() == windows::DISPLAY && !windows::is_for_display(&envelope.route) {
        return Ok(reply(Err(kernel::Error::new(kernel::Code::Forbidden, "errors-forbidden"))));
    }
    // A thread that may wait: for the disk, and for another computer.
    let desk = core.0.clone();
    let answer = tauri::async_runtime::spawn_blocking(move || desk.call(envelope)).await;
    Ok(reply(answer.unwrap_or_else(|error| Err(kernel::Error::internal(error)))))
}

#[tauri::command]
async fn show_display(app: AppHandle) -> Result<(), String> {
    windows::show_display(&app).map_err(|error| error.to_string())
}

fn main() -> std::process::ExitCode {
    let outcome = match Arguments::parse().chore {
        Some(chore) => cli::run(chore),
        None if has_display() => open_window(),
        None => {
            println!("There is no display here, so the screens are served to a browser.");
            cli::run(Chore::Serve { port: 0 })
        }
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("{words}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some())
}

fn open_window() -> Result<(), String> {
    vault::harden_process().map_err(|error| error.to_string())?;
    vault::quiet_panics();
    let desk = Arc::new(open_desk(Arc::new(SystemOutside)));
    desk.watch();
    keep_time(&desk);
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Some(window) = app.get_webview_window(windows::MAIN) {
                // A window that cannot come to the front is still open.
                let _ = window.set_focus();
            }
        }))
        .manage(Core(desk))
        .invoke_handler(tauri::generate_handler![call, show_display])
        .setup(|app| Ok(windows::show_main(app.handle())?))
        .run(tauri::generate_context!())
        .map_err(|error| error.to_string())
}
