//! The windows: the clinic's own and the display of the waiting room. They show our pages
//! and no other, and open no further windows by themselves.

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Result, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

pub const MAIN: &str = "main";
pub const DISPLAY: &str = "display";

/// What the display asks for.
pub fn is_for_display(route: &str) -> bool {
    matches!(route, "queue.display" | "desk.status")
}

pub fn show_main(app: &AppHandle) -> Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Vaidya")
        .inner_size(1280.0, 720.0)
        .min_inner_size(640.0, 480.0)
        .zoom_hotkeys_enabled(true)
        // Files that are dropped go to the page, which takes them as documents.
        .disable_drag_drop_handler()
        .devtools(cfg!(debug_assertions))
        .incognito(!is_under_test())
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    draw_without_a_graphics_card(&window)
}

pub fn show_display(app: &AppHandle) -> Result<()> {
    if let Some(window) = app.get_webview_window(DISPLAY) {
        return window.set_focus();
    }
    let window =
        WebviewWindowBuilder::new(app, DISPLAY, WebviewUrl::App("index.html#/display".into()))
            .title("Vaidya – waiting room")
            .inner_size(1280.0, 720.0)
            .devtools(cfg!(debug_assertions))
            .incognito(!is_under_test())
            .on_navigation(is_ours)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .build()?;
    draw_without_a_graphics_card(&window)
}

/// Where no graphics card can be reached, WebKit composes every frame of the whole window
/// with a simulated one; drawing only what changed is six times as fast.
#[cfg(target_os = "linux")]
pub fn draw_without_a_graphics_card(window: &WebviewWindow) -> Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
    let has_card = std::fs::read_dir("/dev/dri").is_ok_and(|mut nodes| {
        nodes.any(|node| {
            node.is_ok_and(|node| node.file_name().as_encoded_bytes().starts_with(b"renderD"))
        })
    });
    // WebDriver takes no picture of such a window; who measures it asks for it and takes none.
    let is_pictured = is_under_test() && std::env::var_os("VAIDYA_MEASURED").is_none();
    if has_card || is_pictured {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
pub fn draw_without_a_graphics_card(_: &WebviewWindow) -> Result<()> {
    Ok(())
}

/// The webview keeps nothing on the disk. WebKit lets a test drive only a webview that does,
/// so a debug build gives way to one; a release build cannot be driven.
pub fn is_under_test() -> bool {
    cfg!(debug_assertions) && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some()
}

fn is_ours(url: &Url) -> bool {
    let is_built_in = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    let is_development = cfg!(debug_assertions) && url.host_str() == Some("localhost");
    is_built_in || is_development
}
