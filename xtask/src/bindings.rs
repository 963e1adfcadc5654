//! `cargo xtask bindings`: the TypeScript bindings of the window's commands.

use crate::program::{program, run};
use crate::{Result, build};

const BINDINGS: &str = "ui/src/lib/backend/bindings.ts";

/// Has the application write them.
pub(crate) fn write() -> Result {
    let application = build::application()?;
    run(program(application).args(["--export-bindings", BINDINGS]))
}
