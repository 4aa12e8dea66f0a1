//! The windows: the clinic's own and the display of the waiting room. They show our pages
//! and no other, and open no further windows by themselves.

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Result, Url, WebviewUrl, WebviewWindowBuilder};

pub const MAIN: &str = "main";
pub const DISPLAY: &str = "display";

/// What the display asks for.
pub fn is_for_display(route: &str) -> bool {
    matches!(route, "queue.display" | "desk.status")
}

pub fn show_main(app: &AppHandle) -> Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Vaidya")
        .inner_size(1280.0, 720.0)
        .min_inner_size(640.0, 480.0)
        .zoom_hotkeys_enabled(true)
        .devtools(cfg!(debug_assertions))
        .incognito(!is_under_test())
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

pub fn show_display(app: &AppHandle) -> Result<()> {
    if let Some(window) = app.get_webview_window(DISPLAY) {
        return window.set_focus();
    }
    WebviewWindowBuilder::new(app, DISPLAY, WebviewUrl::App("index.html#/display".into()))
        .title("Vaidya – waiting room")
        .inner_size(1280.0, 720.0)
        .devtools(cfg!(debug_assertions))
        .incognito(!is_under_test())
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// The webview keeps nothing on the disk. WebKit lets a test drive only a webview that does,
/// so a debug build gives way to one; a release build cannot be driven.
fn is_under_test() -> bool {
    cfg!(debug_assertions) && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}

fn is_ours(url: &Url) -> bool {
    let is_built_in = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    let is_development = cfg!(debug_assertions) && url.host_str() == Some("localhost");
    is_built_in || is_development
}
