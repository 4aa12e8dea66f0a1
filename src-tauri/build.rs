//! Declares the one command of the app: undeclared ones are callable by no window.

fn main() {
    // The screens are embedded at compile time; a new file in the folder must be noticed.
    std::fs::create_dir_all("ui/dist").expect("the folder of the built screens");
    println!("cargo:rerun-if-changed=ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(&["call", "show_display"]);
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri-build");
}
