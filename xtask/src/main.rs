//! Every chore of the house: `cargo xtask CHORE`.

fn main() {
    std::fs::write("ui/src/api/generated.ts", clinic::typescript::typescript()).expect("written");
}
