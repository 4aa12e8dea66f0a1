use std::sync::Arc;

use clinic::desk::{Desk, Envelope};
use kernel::{Error, RouteKind};
use serde_json::{Value, json};

use crate::Outcome;
use crate::desk::open_desk;
use crate::outside::SystemOutside;

/// Signs in, calls, prints the answer as JSON. Routes of the desk itself need no sign-in.
pub fn call(route: &str, args: &str, user: Option<&str>, is_demo: bool) -> Outcome {
    let args: Value = serde_json::from_str(args)
        .map_err(|error| format!("The arguments are not JSON: {error}"))?;
    let desk = open_desk(Arc::new(SystemOutside));
    let is_open = route.starts_with("desk.") && user.is_none() && !is_demo;
    let session = match is_open {
        true => None,
        false => Some(session_of(&desk, user, is_demo)?),
    };
    let answer = ask(&desk, route, args, session).map_err(|error| error.to_string())?;
    let text = serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}

pub fn session_of(desk: &Desk, user: Option<&str>, is_demo: bool) -> Result<String, String> {
    if is_demo { demo_session(desk, user) } else { session(desk, user) }
}

fn ask(desk: &Desk, route: &str, args: Value, session: Option<String>) -> Result<Value, Error> {
    desk.call(Envelope { route: route.to_owned(), args, request: None, session })
}

fn token(view: &Value) -> Result<String, String> {
    let token = view.get("token").and_then(Value::as_str);
    token.map(str::to_owned).ok_or_else(|| "no session was given".to_owned())
}

fn session(desk: &Desk, user: Option<&str>) -> Result<String, String> {
    let user = user.ok_or("Say who signs in: --user NAME")?;
    let password = match std::env::var("VAIDYA_PASSWORD") {
        Ok(password) => password,
        Err(_) => rpassword::prompt_password(format!("Password of {user}: "))
            .map_err(|error| error.to_string())?,
    };
    let given = json!({ "user": user, "password": password });
    let view = ask(desk, "desk.sign_in", given, None).map_err(|error| error.to_string())?;
    token(&view)
}

fn demo_session(desk: &Desk, user: Option<&str>) -> Result<String, String> {
    let failed = |error: Error| error.to_string();
    let view = ask(desk, "desk.open_demo", json!({}), None).map_err(failed)?;
    match user {
        None => token(&view),
        Some(user) => {
            let given = json!({ "user": user, "password": clinic::demo::DEMO_PASSWORD });
            token(&ask(desk, "desk.sign_in", given, None).map_err(failed)?)
        }
    }
}

pub fn routes() -> Outcome {
    for route in clinic::api::routes() {
        let kind = match route.kind {
            RouteKind::Command => "command",
            RouteKind::Query => "query",
            RouteKind::Open => "open",
        };
        let permission = match route.permission.0 {
            "" => "-",
            permission => permission,
        };
        println!("{:<32} {kind:<8} {permission}", route.name);
    }
    Ok(())
}
