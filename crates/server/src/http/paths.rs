//! What the server answers to, once: the router is built from this table, and so is the
//! description of it.

use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Hello,
    Auth,
    Clinics,
    Ask,
    Wait,
    Health,
    Metrics,
}

pub struct Path {
    pub name: Name,
    pub method: &'static str,
    pub path: &'static str,
    pub summary: &'static str,
    /// What is sent and what comes back, by their names in the sync crate.
    pub takes: Option<&'static str>,
    pub gives: &'static str,
    pub kind: &'static str,
    pub needs_pass: bool,
    pub query: &'static [(&'static str, &'static str)],
    pub headers: &'static [(&'static str, &'static str)],
    pub refusals: &'static [(u16, &'static str)],
}

pub const CBOR: &str = "application/cbor";
pub const INVITE: &str = "x-vaidya-invite";

const UNCLEAR: (u16, &str) = (400, "Not in the format: Junk, Newer.");
const NO_PASS: (u16, &str) = (401, "No pass, or one that has ended: say hello again.");
const TURNED_AWAY: (u16, &str) = (403, "Revoked or NotEnrolled.");
const UNKNOWN: (u16, &str) = (404, "No such clinic here.");
const SLOW: (u16, &str) = (408, "The body came too slowly.");
const MOVED: (u16, &str) = (409, "ControlMoved, Gap or OtherRun: catch up, then try again.");
const LARGE: (u16, &str) = (413, "TooLarge.");
const OFTEN: (u16, &str) = (429, "RateLimited: again after Retry-After seconds.");
const BUSY: (u16, &str) = (503, "Busy: again after Retry-After seconds.");
const FULL: (u16, &str) = (507, "Quota.");

pub const PATHS: [Path; 7] = [
    Path {
        name: Name::Hello,
        method: "post",
        path: "/v1/hello",
        summary: "Who the server is, and a challenge for one desk.",
        takes: Some("Hello"),
        gives: "Welcome",
        kind: CBOR,
        needs_pass: false,
        query: &[],
        headers: &[],
        refusals: &[UNCLEAR, SLOW, LARGE, OFTEN, BUSY],
    },
    Path {
        name: Name::Auth,
        method: "post",
        path: "/v1/auth",
        summary: "A pass of 15 minutes for a desk that signed its challenge.",
        takes: Some("Proof"),
        gives: "Pass",
        kind: CBOR,
        needs_pass: false,
        query: &[],
        headers: &[],
        refusals: &[UNCLEAR, NO_PASS, TURNED_AWAY, UNKNOWN, SLOW, LARGE, OFTEN, BUSY],
    },
    Path {
        name: Name::Clinics,
        method: "post",
        path: "/v1/clinics",
        summary: "Founds a clinic by its control log: a Request.Extend that follows nothing.",
        takes: Some("Request"),
        gives: "Reply",
        kind: CBOR,
        needs_pass: false,
        query: &[("clinic", "The clinic's id, 32 hexadecimal digits.")],
        headers: &[(INVITE, "An invitation's code, where the server wants one.")],
        refusals: &[UNCLEAR, TURNED_AWAY, SLOW, MOVED, LARGE, OFTEN, BUSY],
    },
    Path {
        name: Name::Ask,
        method: "post",
        path: "/v1/ask",
        summary: "Any Request of the protocol; a refusal is a Reply as well.",
        takes: Some("Request"),
        gives: "Reply",
        kind: CBOR,
        needs_pass: true,
        query: &[],
        headers: &[],
        refusals: &[UNCLEAR, NO_PASS, TURNED_AWAY, UNKNOWN, SLOW, MOVED, LARGE, OFTEN, BUSY, FULL],
    },
    Path {
        name: Name::Wait,
        method: "get",
        path: "/v1/wait",
        summary: "Answers when a stream is beyond the number given, or after 55 seconds.",
        takes: None,
        gives: "Heads",
        kind: CBOR,
        needs_pass: true,
        query: &[("after", "Streams and numbers, as in 0:12,1:550; stream 0 is the control log.")],
        headers: &[],
        refusals: &[UNCLEAR, NO_PASS, TURNED_AWAY, UNKNOWN, OFTEN, BUSY],
    },
    Path {
        name: Name::Health,
        method: "get",
        path: "/health",
        summary: "Whether the store answers.",
        takes: None,
        gives: "text",
        kind: "text/plain",
        needs_pass: false,
        query: &[],
        headers: &[],
        refusals: &[BUSY],
    },
    Path {
        name: Name::Metrics,
        method: "get",
        path: "/metrics",
        summary: "Counts in Prometheus' text format, for this computer alone unless set otherwise.",
        takes: None,
        gives: "text",
        kind: "text/plain",
        needs_pass: false,
        query: &[],
        headers: &[],
        refusals: &[(404, "Asked from elsewhere.")],
    },
];

fn content(kind: &str, name: &str) -> Value {
    let schema = match name {
        "text" => json!({ "type": "string" }),
        name => json!({ "type": "string", "format": "binary", "title": name }),
    };
    json!({ kind: { "schema": schema } })
}

fn parameters(path: &Path) -> Vec<Value> {
    let one = |place: &str, (name, about): &(&str, &str)| {
        let schema = json!({ "type": "string" });
        json!({ "name": name, "in": place, "description": about, "schema": schema,
                "required": place == "query" })
    };
    let query = path.query.iter().map(|field| one("query", field));
    query.chain(path.headers.iter().map(|field| one("header", field))).collect()
}

/// OpenAPI 3.1 of the table above.
pub fn openapi() -> Value {
    let mut paths = serde_json::Map::new();
    for path in &PATHS {
        let good = json!({ "description": path.gives, "content": content(path.kind, path.gives) });
        let mut responses = serde_json::Map::new();
        responses.insert("200".into(), good);
        for (status, about) in path.refusals {
            let mut refusal = json!({ "description": about });
            if path.kind == CBOR
                && let Some(refusal) = refusal.as_object_mut()
            {
                refusal.insert("content".into(), content(CBOR, "Reply"));
            }
            responses.insert(status.to_string(), refusal);
        }
        let mut operation = json!({ "summary": path.summary, "responses": responses });
        if let Some(operation) = operation.as_object_mut() {
            if let Some(takes) = path.takes {
                let body = json!({ "required": true, "content": content(CBOR, takes) });
                operation.insert("requestBody".into(), body);
            }
            let parameters = parameters(path);
            if !parameters.is_empty() {
                operation.insert("parameters".into(), parameters.into());
            }
            if path.needs_pass {
                operation.insert("security".into(), json!([{ "pass": [] }]));
            }
        }
        paths.insert(path.path.into(), json!({ path.method: operation }));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Vaidya server",
            "version": "1",
            "description": "Stores and forwards what it cannot read. Bodies are deterministic \
                            CBOR (RFC 8949, 4.2), defined by the sync crate; every refusal is a \
                            Reply.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" }
        },
        "components": { "securitySchemes": { "pass": {
            "type": "http", "scheme": "bearer", "description": "The token of a Pass."
        } } },
        "paths": paths
    })
}
