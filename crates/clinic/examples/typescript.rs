//! Prints the TypeScript of all routes; `cargo xtask codegen` keeps it.

fn main() {
    print!("{}", clinic::typescript::typescript());
}
