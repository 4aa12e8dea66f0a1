//! One operation of the product, and the one table of them: dispatch, permissions, the
//! command palette, the command line's help, TypeScript and the role matrix read it.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ts_rs::{TS, TypeVisitor};

use crate::{Error, Permission, Read, Result, RowId, Tx, What};

/// Something that writes, as one transaction.
pub trait Command: DeserializeOwned + TS + 'static {
    type Output: Serialize + TS + 'static;
    const ROUTE: &'static str;
    const PERMISSION: Permission;
    /// Set where something leaves the program (a print, a file): the command's entry of the
    /// access log is on the disk before it runs, and may say more while it does.
    const BEFORE: Option<What> = None;

    fn run(self, tx: &mut Tx<'_>) -> Result<Self::Output>;

    /// The row that the access log names.
    fn subject(_output: &Self::Output) -> Option<RowId> {
        None
    }
}

/// Something that reads.
pub trait Query: DeserializeOwned + TS + 'static {
    type Output: Serialize + TS + 'static;
    const ROUTE: &'static str;
    const PERMISSION: Permission;
    /// Set for charts, papers and exports: each answer leaves a line in the access log.
    const LOGGED: Option<What> = None;

    fn run(self, read: &Read<'_>) -> Result<Self::Output>;

    /// The row that the access log names.
    fn subject(&self) -> Option<RowId> {
        None
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteKind {
    Command,
    Query,
    /// Answered without a session: the desk itself.
    Open,
}

/// Arguments or answer of a route that needs none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

type Json = serde_json::Value;
pub(crate) type Answer = (Json, Option<RowId>);

#[derive(Clone, Copy)]
pub(crate) enum Run {
    Command(fn(&mut Tx<'_>, Json) -> Result<Answer>, Option<What>),
    Query(fn(&Read<'_>, Json) -> Result<Answer>, Option<What>),
    Open,
}

#[derive(Clone, Copy)]
pub struct Route {
    pub name: &'static str,
    pub kind: RouteKind,
    pub permission: Permission,
    pub(crate) run: Run,
    types: fn(&mut Types) -> (String, String),
}

fn args<T: DeserializeOwned>(args: Json) -> Result<T> {
    serde_json::from_value(args)
        .map_err(|cause| Error::invalid("", "errors-bad-arguments").with("cause", cause))
}

impl Route {
    pub const fn command<C: Command>() -> Self {
        Self {
            name: C::ROUTE,
            kind: RouteKind::Command,
            permission: C::PERMISSION,
            run: Run::Command(
                |tx, json| {
                    let output = args::<C>(json)?.run(tx)?;
                    let subject = C::subject(&output);
                    Ok((serde_json::to_value(output)?, subject))
                },
                C::BEFORE,
            ),
            types: |types| types.pair::<C, C::Output>(),
        }
    }

    pub const fn query<Q: Query>() -> Self {
        Self {
            name: Q::ROUTE,
            kind: RouteKind::Query,
            permission: Q::PERMISSION,
            run: Run::Query(
                |read, json| {
                    let query = args::<Q>(json)?;
                    let subject = query.subject();
                    Ok((serde_json::to_value(query.run(read)?)?, subject))
                },
                Q::LOGGED,
            ),
            types: |types| types.pair::<Q, Q::Output>(),
        }
    }

    /// A route that something in front of the door answers (the desk: set-up, sign-in).
    pub const fn open<Args: TS + 'static, Output: TS + 'static>(name: &'static str) -> Self {
        Self {
            name,
            kind: RouteKind::Open,
            permission: Permission::ANYONE,
            run: Run::Open,
            types: |types| types.pair::<Args, Output>(),
        }
    }

    /// The TypeScript names of arguments and answer; declarations gather in `types`.
    pub fn types(&self, types: &mut Types) -> (String, String) {
        (self.types)(types)
    }
}

/// TypeScript declarations by name.
#[derive(Default)]
pub struct Types {
    config: ts_rs::Config,
    pub declarations: BTreeMap<String, String>,
    /// Names that two different types bear: the window would speak of the wrong one.
    pub twice: BTreeSet<String>,
}

impl Types {
    pub fn new() -> Self {
        Self {
            config: ts_rs::Config::new().with_large_int("number"),
            declarations: BTreeMap::new(),
            twice: BTreeSet::new(),
        }
    }

    fn pair<Args: TS + 'static, Output: TS + 'static>(&mut self) -> (String, String) {
        self.visit::<Args>();
        self.visit::<Output>();
        (Args::name(&self.config), Output::name(&self.config))
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            let declaration = T::decl(&self.config);
            if let Some(known) = self.declarations.get(&name) {
                if *known != declaration {
                    self.twice.insert(name);
                }
                return;
            }
            self.declarations.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
