//! The window's view of the routes: every type and every route, as TypeScript.

use std::fmt::Write;

use kernel::{RouteKind, Types};

use crate::api::routes;

/// The whole of `ui/src/api/generated.ts`.
pub fn typescript() -> String {
    let mut types = Types::new();
    let mut table = String::new();
    let mut list = String::new();
    for route in routes() {
        let (args, output) = route.types(&mut types);
        let kind = match route.kind {
            RouteKind::Command => "command",
            RouteKind::Query => "query",
            RouteKind::Open => "open",
        };
        let name = route.name;
        let permission = route.permission.0;
        line(&mut table, &format!("  \"{name}\": {{ args: {args}; output: {output} }};"));
        line(
            &mut list,
            &format!("  {{ name: \"{name}\", kind: \"{kind}\", permission: \"{permission}\" }},"),
        );
    }
    assert!(types.twice.is_empty(), "two types are called {:?}", types.twice);
    let mut text = String::from("// Written by `cargo xtask codegen`. Do not edit.\n\n");
    for declaration in types.declarations.values() {
        line(&mut text, &format!("export {declaration}\n"));
    }
    line(&mut text, &format!("export interface Routes {{\n{table}}}\n"));
    line(&mut text, "export type RouteKind = \"command\" | \"query\" | \"open\";\n");
    line(
        &mut text,
        &format!(
            "export const routes: {{ name: keyof Routes; kind: RouteKind; permission: string }}[] = \
             [\n{list}];"
        ),
    );
    text
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
