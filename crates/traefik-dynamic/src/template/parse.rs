//! Which actions of a template Traefik cannot run.

use std::collections::HashSet;

use super::fault::{Fault, Other};
use super::functions;
use super::judge::{Command, Operand, unused};
use super::lex::{Action, Kind, Piece, Word, pieces};
use super::quote;
use super::sort::Sort;
use super::words::{Words, unexpected};

/// Every action of a template that Traefik cannot run, as far as that can be told without running it. Traefik passes
/// the boolean `false` to the template.
pub(crate) fn faults(template: &str) -> Vec<(Action<'_>, Fault)> {
    let pieces: Vec<Piece<'_>> = pieces(template)
        .filter(|piece| match piece {
            Piece::Text(_) => true,
            Piece::Action(action) => !action.is_comment() || action.words().is_err(),
        })
        .collect();
    let actions = pieces.iter().filter_map(|piece| match piece {
        Piece::Text(_) => None,
        Piece::Action(action) => Some(action),
    });
    let mut judge = Judge {
        templates: actions.filter_map(defined).collect(),
        // The text itself has the empty name.
        filled: HashSet::from([String::new()]),
        ..Judge::default()
    };
    let mut faults = Vec::new();
    for piece in &pieces {
        judge.fill(piece);
        let Piece::Action(action) = piece else { continue };
        let judged = match action.words() {
            Err(fault) => Err(fault.clone()),
            Ok(words) => judge.action(words, action),
        };
        if let Err(fault) = judged {
            faults.push((action.clone(), fault));
        }
        faults.extend(judge.twice.take());
    }
    let open = judge.blocks.into_iter();
    faults.extend(open.map(|block| (block.action, Fault::new("it is not closed with `{{ end }}`"))));
    faults
}

/// The name of the template that an action defines.
fn defined(action: &Action<'_>) -> Option<String> {
    let mut words = action
        .words()
        .ok()?
        .iter()
        .filter(|word| word.kind != Kind::Space);
    let is_definition = matches!(words.next()?.text, "define" | "block");
    let name = quote::unquoted(words.next()?.text)?;
    is_definition.then_some(name)
}

/// A block that is open at an action.
struct Block<'t> {
    action: Action<'t>,
    keyword: &'t str,
    has_else: bool,
    /// How many variables there were outside it.
    variables: usize,
    /// The variables outside a `define`, which cannot see them.
    hidden: Vec<(&'t str, Sort)>,
    /// The template that a `define` or `block` defines.
    template: Option<String>,
    /// Whether it contains more than white space and comments.
    has_content: bool,
}

#[derive(Default)]
struct Judge<'t> {
    templates: Vec<String>,
    /// The templates defined so far that have content: Go accepts no second one of that name.
    filled: HashSet<String>,
    /// The second definition, if it has just ended.
    twice: Option<(Action<'t>, Fault)>,
    blocks: Vec<Block<'t>>,
    variables: Vec<(&'t str, Sort)>,
    /// The variables whose value is being read.
    declared: Vec<&'t str>,
    /// Whether what is read is certain to run: it is in no block, and nothing before it may stop evaluation.
    is_certain: bool,
}

fn template_name(words: &mut Words<'_, '_>) -> Result<String, Fault> {
    let name = words.next_word().filter(|word| word.kind == Kind::Text);
    match name.and_then(|word| quote::unquoted(word.text)) {
        Some(name) => Ok(name),
        None => Err(Fault::new("the quoted name of a template is missing")),
    }
}

impl<'t> Judge<'t> {
    fn action(&mut self, words: &[Word<'t>], action: &Action<'t>) -> Result<(), Fault> {
        let mut words = Words { words };
        self.is_certain = self.blocks.is_empty();
        words.skip_spaces();
        let Some(keyword) = words.peek().filter(|word| word.kind == Kind::Keyword) else {
            return self.pipeline(&mut words, "").map(unused);
        };
        words.next();
        match keyword.text {
            "if" | "range" | "with" => {
                self.open(keyword.text, action);
                self.head(&mut words, keyword.text)
            }
            "define" | "block" => {
                self.open(keyword.text, action);
                template_name(&mut words)?;
                if keyword.text == "define" && self.blocks.len() > 1 {
                    return Err(Fault::new("a template cannot be defined inside another action"));
                }
                if keyword.text == "define" {
                    words.ends()
                } else {
                    self.pipeline(&mut words, "block").map(unused)
                }
            }
            "template" => {
                let name = template_name(&mut words)?;
                // It is looked up only when it is run.
                if self.is_certain && !self.templates.contains(&name) {
                    return Err(Fault::new(format!("no template `{name}` is defined")));
                }
                words.skip_spaces();
                match words.peek() {
                    None => Ok(()),
                    Some(_) => self.pipeline(&mut words, "template").map(unused),
                }
            }
            "else" => self.otherwise(&mut words),
            "end" => {
                let block = self.blocks.pop();
                let block = block.ok_or_else(|| Fault::new("there is nothing for it to end"))?;
                self.variables.truncate(block.variables);
                if block.keyword == "define" {
                    self.variables = block.hidden;
                }
                if let Some(name) = block.template.filter(|_| block.has_content)
                    && !self.filled.insert(name.clone())
                {
                    let why = format!("a template `{name}` that is not empty is already defined");
                    self.twice = Some((block.action, Fault::new(why)));
                }
                words.ends()
            }
            // `break` and `continue`.
            _ if self
                .blocks
                .iter()
                .any(|block| block.keyword == "range" && !block.has_else) =>
            {
                words.ends()
            }
            word => Err(Fault::new(format!("`{word}` is outside a `range`"))),
        }
    }

    fn open(&mut self, keyword: &'t str, action: &Action<'t>) {
        let hidden = if keyword == "define" {
            std::mem::take(&mut self.variables)
        } else {
            Vec::new()
        };
        self.blocks.push(Block {
            action: action.clone(),
            keyword,
            has_else: false,
            variables: self.variables.len(),
            hidden,
            template: defined(action),
            has_content: false,
        });
    }

    /// Records what the innermost block contains.
    fn fill(&mut self, piece: &Piece<'t>) {
        let is_content = match piece {
            Piece::Text(text) => !text.trim_matches(super::is_space).is_empty(),
            Piece::Action(action) => !matches!(action.keyword(), Some("define" | "else" | "end")),
        };
        if let Some(block) = self.blocks.last_mut() {
            block.has_content |= is_content;
        }
    }

    fn otherwise(&mut self, words: &mut Words<'_, 't>) -> Result<(), Fault> {
        let stray = || Fault::new("there is no `if`, `range` or `with` for it");
        let block = self.blocks.last_mut().ok_or_else(stray)?;
        if block.has_else || matches!(block.keyword, "define" | "block") {
            return Err(stray());
        }
        words.skip_spaces();
        let next = words.peek().filter(|word| word.kind == Kind::Keyword);
        match next.map(|word| word.text) {
            Some(again @ ("if" | "with")) if again == block.keyword => {
                words.next();
                self.head(words, again)
            }
            _ => {
                block.has_else = true;
                words.ends()
            }
        }
    }

    /// The condition or value of `if`, `range` and `with`.
    fn head(&mut self, words: &mut Words<'_, 't>, keyword: &str) -> Result<(), Fault> {
        let sort = self.pipeline(words, keyword)?;
        let is_loop = keyword == "range" && self.is_certain;
        if is_loop && matches!(sort, Sort::Text | Sort::Bool | Sort::Float | Sort::Complex) {
            return Err(Fault::new(format!(
                "`range` cannot iterate over {}",
                sort.in_words()
            )));
        }
        Ok(())
    }

    /// `$x := command | command`, up to the end of the words or a closing parenthesis; returns the sort of its value.
    fn pipeline(&mut self, words: &mut Words<'_, 't>, keyword: &str) -> Result<Sort, Fault> {
        let names = self.declaration(words, keyword)?;
        let outer = self.declared.len();
        self.declared.extend(&names);
        let sort = self.commands(words);
        self.declared.truncate(outer);
        // Each iteration of a loop has another value.
        let of_name = match &sort {
            Ok(sort) if keyword != "range" => *sort,
            _ => Sort::Unknown,
        };
        self.variables
            .extend(names.into_iter().map(|name| (name, of_name)));
        sort
    }

    fn commands(&mut self, words: &mut Words<'_, 't>) -> Result<Sort, Fault> {
        let mut sort = None;
        loop {
            words.skip_spaces();
            match words.peek() {
                None => break,
                Some(word) if word.kind == Kind::Close => break,
                Some(_) => {
                    let command = self.command(words)?;
                    sort = Some(command.judge(sort, self.is_certain)?);
                }
            }
        }
        sort.ok_or_else(|| Fault::new("it is empty"))
    }

    fn declaration(&mut self, words: &mut Words<'_, 't>, keyword: &str) -> Result<Vec<&'t str>, Fault> {
        words.skip_spaces();
        let mut ahead = Words { words: words.words };
        let mut names = Vec::new();
        loop {
            match ahead.next_word() {
                Some(word) if word.kind == Kind::Variable => names.push(word.text),
                _ => return Ok(Vec::new()),
            }
            match ahead.next_word() {
                Some(word) if word.kind == Kind::Declare => break,
                Some(word) if word.kind == Kind::Assign => {
                    if let Some(name) = names.iter().find(|name| self.variable(name).is_none()) {
                        return Err(Fault::new(format!("`{name}` is not defined")));
                    }
                    for (known, sort) in &mut self.variables {
                        if names.contains(known) {
                            *sort = Sort::Unknown;
                        }
                    }
                    names.clear();
                    words.words = ahead.words;
                    return Ok(names);
                }
                Some(word) if word.text == "," && keyword == "range" && names.len() == 1 => {}
                _ => return Ok(Vec::new()),
            }
        }
        words.words = ahead.words;
        Ok(names)
    }

    /// The sort of a variable's value; `None` if it is not defined.
    fn variable(&self, name: &str) -> Option<Sort> {
        let known = self.variables.iter().rev().find(|(known, _)| *known == name);
        known.map(|(_, sort)| *sort)
    }

    /// The sort of a variable's value where it is used. Within its own definition it has none yet, which only matters
    /// when that is run.
    fn used(&self, name: &str) -> Result<Sort, Fault> {
        match self.variable(name) {
            Some(sort) => Ok(sort),
            None if name == "$" => Ok(Sort::Unknown),
            None if !self.declared.contains(&name) => Err(Fault::new(format!("`{name}` is not defined"))),
            None if self.is_certain => Err(Fault::new(format!(
                "`{name}` has no value yet in its own definition"
            ))),
            None => Ok(Sort::Unknown),
        }
    }

    fn command(&mut self, words: &mut Words<'_, 't>) -> Result<Command<'t>, Fault> {
        let mut command = Command::default();
        loop {
            words.skip_spaces();
            let Some(word) = words.peek() else { break };
            match word.kind {
                Kind::Close => break,
                Kind::Pipe if !command.operands.is_empty() => {
                    words.next();
                    break;
                }
                _ => {
                    let certain = self.is_certain;
                    self.is_certain &= command.reaches_next();
                    let operand = self.operand(words);
                    self.is_certain = certain;
                    command.operands.push(operand?);
                }
            }
            match words.peek().map(|word| word.kind) {
                None | Some(Kind::Space | Kind::Pipe | Kind::Close) => {}
                Some(_) => return Err(words.peek().map_or_else(|| Fault::new(""), unexpected)),
            }
        }
        Ok(command)
    }

    fn operand(&mut self, words: &mut Words<'_, 't>) -> Result<Operand<'t>, Fault> {
        let Some(word) = words.next() else {
            return Err(Fault::new("it is empty"));
        };
        let (mut field, mut sort) = (None, Sort::of_word(word));
        match word.kind {
            Kind::Name if functions::arity(word.text).is_none() => {
                let why = format!("there is no function `{}`", word.text);
                return Err(Fault::new(why).of(Other::Jinja));
            }
            Kind::Variable => sort = self.used(word.text)?,
            Kind::Text if quote::unquoted(word.text).is_none() => {
                return Err(Fault::new(format!("`{}` has an escape unknown to Go", word.text)));
            }
            Kind::Character if !quote::is_character(word.text) => {
                let why = format!("`{}` is not one character; put text in double quotes", word.text);
                return Err(Fault::new(why).of(Other::Jinja));
            }
            Kind::Open => {
                sort = self.pipeline(words, "")?;
                match words.next_word() {
                    Some(word) if word.kind == Kind::Close => {}
                    _ => return Err(Fault::new("a parenthesis is not closed")),
                }
            }
            Kind::Field => field = Some(word.text),
            Kind::Name | Kind::Text | Kind::Character | Kind::Number | Kind::Bool | Kind::Nil | Kind::Dot => {
            }
            _ => return Err(unexpected(word)),
        }
        while let Some(next) = words.peek().filter(|next| next.kind == Kind::Field) {
            let takes_none = matches!(
                word.kind,
                Kind::Text | Kind::Character | Kind::Number | Kind::Bool | Kind::Nil | Kind::Dot
            );
            if takes_none {
                return Err(Fault::new(format!("`{}` has no fields", word.text)));
            }
            field.get_or_insert(next.text);
            words.next();
        }
        Ok(Operand {
            kind: word.kind,
            text: word.text,
            field,
            sort,
        })
    }
}
