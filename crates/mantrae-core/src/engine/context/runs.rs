//! Records of work: entries in the activity list, and operations that can be undone.

use super::Context;
use crate::activity::{Kind as ActivityKind, Run};
use crate::db::operation::{Operation, OperationKind};
use crate::error::Result;
use crate::event::Event;
use crate::timestamp::Timestamp;

impl Context {
    /// Opens an entry in the activity list.
    pub(in crate::engine) async fn begin(&self, kind: ActivityKind, sentence: &str) -> Result<Run> {
        let run = Run::open(&self.shared.databases.state, kind, sentence, self.now()).await?;
        self.tell(Event::RunProgressed {
            entry: Box::new(run.entry.clone()),
        });
        Ok(run)
    }

    /// Closes an entry with the result of its work, and returns that result.
    pub(in crate::engine) async fn finish<T>(
        &self,
        run: Run,
        done: Result<(T, String)>,
        failed: &str,
    ) -> Result<T> {
        let answer = match done {
            Ok((answer, sentence)) => {
                // The work is done, and must not be reported as a failure.
                if let Err(error) = run.done(sentence, self.now()).await {
                    tracing::warn!(?error, "the activity list does not show how an action ended");
                }
                Ok(answer)
            }
            Err(error) => {
                // The first failure is the one to report, even if the entry can't be written either.
                let _ = run.failed(failed, &error, self.now()).await;
                Err(error)
            }
        };
        self.tell(Event::ActivityChanged);
        answer
    }

    /// Adds an entry to the activity list for something that is already done, whether or not that succeeds.
    pub(in crate::engine) async fn note_done(&self, kind: ActivityKind, sentence: &str) {
        let noted = async { self.begin(kind, sentence).await?.done(sentence, self.now()).await };
        if let Err(error) = noted.await {
            tracing::warn!(?error, sentence, "an action is missing from the activity list");
        }
        self.tell(Event::ActivityChanged);
    }

    pub(in crate::engine) fn operation(
        &self,
        kind: OperationKind,
        activity: &str,
        safety_backup: Option<String>,
    ) -> Operation {
        Operation {
            id: crate::id::long(),
            kind,
            at: Timestamp::from(self.now()),
            activity: activity.to_owned(),
            safety_backup,
            undo_backup: None,
        }
    }
}
