//! Lists in `[]` and maps in `{}`.

use crate::read::Broken;
use crate::read::yaml::event::{Event, Parser, State, What, event};
use crate::read::yaml::token::Sort;

impl<'t> Parser<'t> {
    pub(super) fn flow_list(&mut self) -> Result<Event<'t>, Broken> {
        let is_first = self.enter(State::FlowListFirst)?;
        if !self.is_next(&[Sort::FlowListEnd])? {
            if !is_first && self.pop_if(&Sort::FlowEntry)?.is_none() {
                return Err(self.broken_within(
                    "while parsing a flow sequence",
                    "did not find expected ',' or ']'",
                ));
            }
            if self.is_next(&[Sort::Key])? {
                self.state = State::FlowPairKey;
                return Ok(event(What::MapStart(None), self.pop()?));
            }
            if !self.is_next(&[Sort::FlowListEnd])? {
                self.states.push(State::FlowList);
                return self.node(false, false);
            }
        }
        self.close(What::ListEnd)
    }

    /// The key of `[a: b]`, which is a map of one.
    pub(super) fn flow_pair_key(&mut self) -> Result<Event<'t>, Broken> {
        if self.is_next(&[Sort::Value, Sort::FlowEntry, Sort::FlowListEnd])? {
            let end = self.scanner.peek()?.end;
            self.scanner.pop();
            return Ok(self.nothing(State::FlowPairValue, end));
        }
        self.states.push(State::FlowPairValue);
        self.node(false, false)
    }

    pub(super) fn flow_pair_value(&mut self) -> Result<Event<'t>, Broken> {
        if self.pop_if(&Sort::Value)?.is_some() && !self.is_next(&[Sort::FlowEntry, Sort::FlowListEnd])? {
            self.states.push(State::FlowPairEnd);
            return self.node(false, false);
        }
        let place = self.place()?;
        Ok(self.nothing(State::FlowPairEnd, place))
    }

    pub(super) fn flow_map_key(&mut self) -> Result<Event<'t>, Broken> {
        let is_first = self.enter(State::FlowMapFirst)?;
        if !self.is_next(&[Sort::FlowMapEnd])? {
            if !is_first && self.pop_if(&Sort::FlowEntry)?.is_none() {
                return Err(
                    self.broken_within("while parsing a flow mapping", "did not find expected ',' or '}'")
                );
            }
            if self.pop_if(&Sort::Key)?.is_some() {
                if !self.is_next(&[Sort::Value, Sort::FlowEntry, Sort::FlowMapEnd])? {
                    self.states.push(State::FlowMapValue);
                    return self.node(false, false);
                }
                let place = self.place()?;
                return Ok(self.nothing(State::FlowMapValue, place));
            }
            if !self.is_next(&[Sort::FlowMapEnd])? {
                self.states.push(State::FlowMapNoValue);
                return self.node(false, false);
            }
        }
        self.close(What::MapEnd)
    }

    pub(super) fn flow_map_value(&mut self) -> Result<Event<'t>, Broken> {
        if self.pop_if(&Sort::Value)?.is_some() && !self.is_next(&[Sort::FlowEntry, Sort::FlowMapEnd])? {
            self.states.push(State::FlowMapKey);
            return self.node(false, false);
        }
        let place = self.place()?;
        Ok(self.nothing(State::FlowMapKey, place))
    }
}
