//! What only fails when an action is run.

use super::fault::{Fault, Other};
use super::functions::{self, Arity};
use super::lex::{Kind, Word};
use super::number::{self, Number};
use super::quote;
use super::sort::{self, Sort};

/// A command of a pipeline, as far as it matters here.
#[derive(Default)]
pub(super) struct Command<'t> {
    pub(super) operands: Vec<Operand<'t>>,
}

/// An operand without the fields that follow it.
pub(super) struct Operand<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    /// The first field that is looked up in it.
    pub(super) field: Option<&'t str>,
    /// What it is, without that field.
    pub(super) sort: Sort,
}

/// For a value that is ignored.
pub(super) fn unused(_: Sort) {}

impl Sort {
    /// The sort of a single word. Templates are run with `false`, which is what a dot means outside all blocks.
    pub(super) fn of_word(word: Word<'_>) -> Sort {
        match word.kind {
            Kind::Text => Sort::Text,
            Kind::Character => Sort::Int,
            Kind::Number => number::read(word.text).map_or(Sort::Unknown, Sort::from),
            Kind::Bool => Sort::Bool,
            Kind::Nil => Sort::Nil,
            _ => Sort::Unknown,
        }
    }
}

impl Operand<'_> {
    /// The sort of its value.
    fn value(&self) -> Sort {
        match self.kind {
            _ if self.field.is_some() => Sort::Unknown,
            // Called without operands.
            Kind::Name => sort::signature(self.text).map_or(Sort::Unknown, |signature| signature.gives),
            Kind::Dot => Sort::Bool,
            Kind::Variable if self.text == "$" => Sort::Bool,
            _ => self.sort,
        }
    }

    /// Whether it counts as true; `None` if only running it would tell.
    fn truth(&self) -> Option<bool> {
        match self.kind {
            _ if self.field.is_some() => None,
            Kind::Bool => Some(self.text == "true"),
            Kind::Text => quote::unquoted(self.text).map(|text| !text.is_empty()),
            Kind::Number if number::read(self.text) == Some(Number::Int) => {
                Some(self.text.contains(|c: char| matches!(c, '1'..='9')))
            }
            Kind::Nil | Kind::Dot => Some(false),
            _ => None,
        }
    }

    fn is_constant(&self) -> bool {
        matches!(
            self.kind,
            Kind::Text | Kind::Character | Kind::Number | Kind::Bool | Kind::Nil | Kind::Dot
        )
    }

    /// What is wrong with it on its own when it is evaluated; `is_called` means that operands follow.
    fn check(&self, is_called: bool) -> Result<(), Fault> {
        if let Some(field) = self.field {
            if self.kind == Kind::Field || self.text == "$" {
                let why = format!("it has no `{field}`, because Traefik runs templates without any data");
                return Err(Fault::new(why).of(Other::Fields));
            }
            if self.sort.has_no_fields() {
                let why = format!("{} has no `{field}`", self.sort.in_words());
                return Err(Fault::new(why));
            }
        }
        if self.kind == Kind::Number && number::read(self.text) == Some(Number::TooLarge) {
            return Err(Fault::new(format!("`{}` is too large a number", self.text)));
        }
        if self.kind == Kind::Name && !is_called {
            let wanted = functions::arity(self.text).unwrap_or(Arity::Any);
            if !wanted.takes(0) {
                return Err(Fault::new(wrong_count(self.text, wanted, 0)));
            }
        }
        Ok(())
    }
}

impl Command<'_> {
    /// Whether the next operand is always evaluated: `and` and `or` may stop before it.
    pub(super) fn reaches_next(&self) -> bool {
        self.reaches(self.operands.len())
    }

    fn reaches(&self, index: usize) -> bool {
        let goes_on_with = match self.operands.first().map(|first| first.text) {
            Some("and") => true,
            Some("or") => false,
            _ => return true,
        };
        let mut before = self.operands.iter().take(index).skip(1);
        before.all(|operand| operand.truth() == Some(goes_on_with))
    }

    /// The sort of its result. What only fails when run is reported if it is certain to run.
    pub(super) fn judge(&self, piped: Option<Sort>, is_certain: bool) -> Result<Sort, Fault> {
        let Some(first) = self.operands.first() else {
            return Ok(Sort::Unknown);
        };
        if piped.is_some() && first.is_constant() {
            let why = format!("`{}` takes no arguments: it is not a function", first.text);
            return Err(Fault::new(why));
        }
        let given: Vec<Sort> = self
            .operands
            .iter()
            .skip(1)
            .map(Operand::value)
            .chain(piped)
            .collect();
        let is_function = first.kind == Kind::Name && first.field.is_none();
        let sort = if is_function {
            sort::signature(first.text).map_or(Sort::Unknown, |signature| signature.gives)
        } else {
            first.value()
        };
        if !is_certain {
            // What the dot is within a block is unknown.
            let is_dot = first.kind == Kind::Dot || first.text == "$";
            return Ok(if is_dot { Sort::Unknown } else { sort });
        }
        if first.is_constant() && !given.is_empty() {
            return Err(Fault::new(format!("`{}` is not a function", first.text)));
        }
        if first.kind == Kind::Nil {
            return Err(Fault::new("`nil` cannot be written"));
        }
        for (index, operand) in self.operands.iter().enumerate() {
            if self.reaches(index) {
                operand.check(index == 0)?;
            }
        }
        let is_value = matches!(first.kind, Kind::Variable | Kind::Open) && first.field.is_none();
        if is_value && !given.is_empty() {
            return Err(Fault::new("it passes something to what is not a function"));
        }
        if is_function {
            called(first.text, &given, &self.operands)?;
        }
        Ok(sort)
    }
}

/// What is wrong with a call; `given` are the sorts of its arguments, whose texts follow the first of `operands`.
fn called(name: &str, given: &[Sort], operands: &[Operand<'_>]) -> Result<(), Fault> {
    let wanted = functions::arity(name).unwrap_or(Arity::Any);
    if !wanted.takes(given.len()) {
        return Err(Fault::new(wrong_count(name, wanted, given.len())));
    }
    if let Some(signature) = sort::signature(name) {
        for (index, sort) in given.iter().enumerate() {
            let Some(wanted) = signature.misses(index, *sort) else {
                continue;
            };
            let wanted = wanted.in_words();
            let why = match operands.get(index + 1).filter(|operand| operand.is_constant()) {
                Some(operand) => format!("`{name}` takes {wanted}, not `{}`", operand.text),
                None => format!("`{name}` takes {wanted}, not {}", sort.in_words()),
            };
            return Err(Fault::new(why));
        }
    }
    if let Some(why) = sort::refusal(name, given) {
        return Err(Fault::new(why));
    }
    if name == "fail" {
        return Err(Fault::new("`fail` always fails"));
    }
    Ok(())
}

/// The message that a function takes a different number of operands.
fn wrong_count(name: &str, wanted: Arity, given: usize) -> String {
    let are = if given == 1 {
        "1 is".to_owned()
    } else {
        format!("{given} are")
    };
    match wanted {
        Arity::Any | Arity::Exactly(_) if matches!(name, "env" | "expandenv") => {
            format!("`{name}` takes one name, but {are} given")
        }
        Arity::Any => format!("`{name}` takes a different number of arguments"),
        Arity::Exactly(1) => format!("`{name}` takes 1 argument, but {are} given"),
        Arity::Exactly(count) => format!("`{name}` takes {count} arguments, but {are} given"),
        Arity::AtLeast(count) => format!("`{name}` takes at least {count}, but {are} given"),
    }
}
