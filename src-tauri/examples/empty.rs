//! One empty input in a window like ours, with nothing behind it: what the bench takes as the
//! limit of the program's own start, memory and keys.

#[allow(dead_code, reason = "the window of the program, of which this takes the drawing")]
#[path = "../windows.rs"]
mod windows;

use tauri::{WebviewUrl, WebviewWindowBuilder};

/// The stripe has colours enough to be seen as painted.
const PAGE: &str = "<!doctype html><meta charset=utf-8><title>Empty</title><input autofocus>
<p style='background:linear-gradient(90deg,#000,#fff)'>&nbsp;</p>";

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let page = tauri::http::Response::new(PAGE.as_bytes().to_vec());
            let (mut parts, body) = page.into_parts();
            let html = tauri::http::HeaderValue::from_static("text/html");
            parts.headers.insert("content-type", html);
            tauri::http::Response::from_parts(parts, body)
        })
        .setup(|app| {
            let address = WebviewUrl::CustomProtocol("empty://localhost/".parse()?);
            let window = WebviewWindowBuilder::new(app, windows::MAIN, address)
                .title("Empty")
                .inner_size(1280.0, 720.0)
                .incognito(!windows::is_under_test())
                .build()?;
            Ok(windows::draw_without_a_graphics_card(&window)?)
        })
        .run(tauri::generate_context!())
}
