//! `cargo xtask bindings`: the TypeScript side of the commands between window and core.

use crate::program::{program, run};
use crate::{Result, build};

const BINDINGS: &str = "ui/src/lib/backend/bindings.ts";

/// Lets the application write them.
pub(crate) fn write() -> Result {
    let application = build::application()?;
    run(program(application).args(["--export-bindings", BINDINGS]))
}
