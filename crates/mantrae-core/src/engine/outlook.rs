//! What Traefik will make of components, where what is missing may only be switched off.

use std::collections::HashSet;

use traefik_dynamic::Component;
use traefik_dynamic::predict::State;

use crate::db::component::Stored;
use crate::prediction::{Prediction, Predictions, point_at_switched_off};

/// What Traefik will make of the components of a profile.
pub(super) struct Outlook<'p> {
    predictions: Predictions<'p>,
    off: HashSet<(&'p str, &'p str)>,
}

impl<'p> Outlook<'p> {
    pub(super) fn new(states: &'p [State], stored: &'p [Stored]) -> Self {
        Self::of_predictions(Predictions::new(states), stored)
    }

    /// The same, only for components with something to report.
    pub(super) fn told(states: &'p [State], stored: &'p [Stored]) -> Self {
        Self::of_predictions(Predictions::told(states), stored)
    }

    fn of_predictions(predictions: Predictions<'p>, stored: &'p [Stored]) -> Self {
        let off = stored.iter().filter(|one| !one.enabled);
        Self {
            predictions,
            off: off.map(|one| (one.kind.as_str(), one.name.as_str())).collect(),
        }
    }

    /// What Traefik makes of one of them; `None` if it is disabled.
    pub(super) fn of(&self, component: &Component) -> Option<Prediction> {
        let mut prediction = self.predictions.of(component.kind, &component.name)?;
        point_at_switched_off(&mut prediction, &|kind, name| {
            self.off.contains(&(kind.as_str(), name))
        });
        Some(prediction)
    }
}
