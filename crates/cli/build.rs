//! The screens are embedded; an empty folder lets the core be checked before they are built.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("../../ui/dist")?;
    println!("cargo:rerun-if-changed=../../ui/dist");
    Ok(())
}
