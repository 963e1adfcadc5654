//! Why Traefik cannot run an action.

use std::collections::HashSet;

use super::functions::{self, Arity};
use super::lex::{Action, Kind, Piece, Word, pieces};
use super::quote;

/// Why Traefik cannot run an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, as the second half of a sentence.
    pub(crate) why: String,
    /// What else it looks like.
    pub(crate) of: Option<Other>,
}

/// What else it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Other {
    /// Ansible, Jinja: `{{ name }}`.
    Jinja,
    /// Helm, plugins: `{{ .Name }}`.
    Fields,
    /// YAML, in whose double quotes a quote wants a backslash.
    Escaped,
}

impl Fault {
    pub(super) fn new(why: impl Into<String>) -> Fault {
        Fault {
            why: why.into(),
            of: None,
        }
    }

    pub(super) fn of(self, other: Other) -> Fault {
        Fault {
            of: Some(other),
            ..self
        }
    }
}

/// Every action of a template that Traefik cannot run, as far as that can be told without running it. It hands the boolean
/// `false` to the template.
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
        // The text itself goes by the empty name.
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
    faults.extend(open.map(|block| (block.action, Fault::new("nothing closes it with `{{ end }}`"))));
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

/// What is open where an action stands.
struct Block<'t> {
    action: Action<'t>,
    keyword: &'t str,
    has_else: bool,
    /// How many variables there were outside.
    variables: usize,
    /// The variables outside of a `define`, which sees none of them.
    hidden: Vec<&'t str>,
    /// The template that a `define` or `block` makes.
    template: Option<String>,
    /// Whether there is more in it than white space and comments.
    has_content: bool,
}

#[derive(Default)]
struct Judge<'t> {
    templates: Vec<String>,
    /// Those that were defined up to here and have a content: Go takes no second one of that name.
    filled: HashSet<String>,
    /// The second one, when it has just ended.
    twice: Option<(Action<'t>, Fault)>,
    blocks: Vec<Block<'t>>,
    variables: Vec<&'t str>,
    /// Whether what is read is run in any case: it stands in no block, and nothing before it may be enough.
    is_certain: bool,
}

/// The words of an action that are still to be read.
pub(super) struct Words<'w, 't> {
    pub(super) words: &'w [Word<'t>],
}

impl<'t> Words<'_, 't> {
    pub(super) fn peek(&self) -> Option<Word<'t>> {
        self.words.first().copied()
    }

    pub(super) fn next(&mut self) -> Option<Word<'t>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(*first)
    }

    /// Whether white space was stepped over.
    pub(super) fn skip_spaces(&mut self) -> bool {
        let before = self.words.len();
        while self.peek().is_some_and(|word| word.kind == Kind::Space) {
            self.next();
        }
        self.words.len() < before
    }

    pub(super) fn next_word(&mut self) -> Option<Word<'t>> {
        self.skip_spaces();
        self.next()
    }

    pub(super) fn ends(&mut self) -> Result<(), Fault> {
        match self.next_word() {
            None => Ok(()),
            Some(word) => Err(unexpected(word)),
        }
    }
}

fn unexpected(word: Word<'_>) -> Fault {
    if word.text == "\\" {
        return Fault::new(
            "a backslash cannot stand in it, because templates are run before the file is read",
        );
    }
    Fault::new(format!("`{}` is not expected there", word.text))
}

fn template_name(words: &mut Words<'_, '_>) -> Result<String, Fault> {
    let name = words.next_word().filter(|word| word.kind == Kind::Text);
    match name.and_then(|word| quote::unquoted(word.text)) {
        Some(name) => Ok(name),
        None => Err(Fault::new("the name of a template in quotes is missing")),
    }
}

/// A command of a pipeline, as far as it matters.
#[derive(Default)]
struct Command<'t> {
    operands: Vec<Operand<'t>>,
}

/// An operand without the fields behind it.
struct Operand<'t> {
    kind: Kind,
    text: &'t str,
    /// The first field that is looked for in it.
    field: Option<&'t str>,
}

impl<'t> Judge<'t> {
    fn action(&mut self, words: &[Word<'t>], action: &Action<'t>) -> Result<(), Fault> {
        let mut words = Words { words };
        self.is_certain = self.blocks.is_empty();
        words.skip_spaces();
        let Some(keyword) = words.peek().filter(|word| word.kind == Kind::Keyword) else {
            return self.pipeline(&mut words, "");
        };
        words.next();
        match keyword.text {
            "if" | "range" | "with" => {
                self.open(keyword.text, action);
                self.pipeline(&mut words, keyword.text)
            }
            "define" | "block" => {
                self.open(keyword.text, action);
                template_name(&mut words)?;
                if keyword.text == "define" && self.blocks.len() > 1 {
                    return Err(Fault::new(
                        "a template cannot be defined inside of another action",
                    ));
                }
                if keyword.text == "define" {
                    words.ends()
                } else {
                    self.pipeline(&mut words, "block")
                }
            }
            "template" => {
                let name = template_name(&mut words)?;
                // Only once it is run it is looked for.
                if self.is_certain && !self.templates.contains(&name) {
                    return Err(Fault::new(format!("no template `{name}` is defined")));
                }
                words.skip_spaces();
                match words.peek() {
                    None => Ok(()),
                    Some(_) => self.pipeline(&mut words, "template"),
                }
            }
            "else" => self.otherwise(&mut words),
            "end" => {
                let block = self.blocks.pop();
                let block = block.ok_or_else(|| Fault::new("there is nothing that it could end"))?;
                self.variables.truncate(block.variables);
                if block.keyword == "define" {
                    self.variables = block.hidden;
                }
                if let Some(name) = block.template.filter(|_| block.has_content)
                    && !self.filled.insert(name.clone())
                {
                    let why = format!("a template `{name}` with something in it is defined before");
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
            word => Err(Fault::new(format!("`{word}` stands outside of a `range`"))),
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

    /// Notes what the innermost block holds.
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
        let stray = || Fault::new("there is no `if`, `range` or `with` that it belongs to");
        let block = self.blocks.last_mut().ok_or_else(stray)?;
        if block.has_else || matches!(block.keyword, "define" | "block") {
            return Err(stray());
        }
        words.skip_spaces();
        let next = words.peek().filter(|word| word.kind == Kind::Keyword);
        match next.map(|word| word.text) {
            Some(again @ ("if" | "with")) if again == block.keyword => {
                words.next();
                self.pipeline(words, again)
            }
            _ => {
                block.has_else = true;
                words.ends()
            }
        }
    }

    /// `$x := command | command`, up to the end of the words or a closing parenthesis.
    fn pipeline(&mut self, words: &mut Words<'_, 't>, keyword: &str) -> Result<(), Fault> {
        self.declaration(words, keyword)?;
        let mut count = 0;
        loop {
            words.skip_spaces();
            match words.peek() {
                None => break,
                Some(word) if word.kind == Kind::Close => break,
                Some(_) => {
                    let command = self.command(words)?;
                    self.judge(&command, count)?;
                    count += 1;
                }
            }
        }
        if count == 0 {
            return Err(Fault::new("it says nothing"));
        }
        Ok(())
    }

    fn declaration(&mut self, words: &mut Words<'_, 't>, keyword: &str) -> Result<(), Fault> {
        words.skip_spaces();
        let mut ahead = Words { words: words.words };
        let mut names = Vec::new();
        loop {
            match ahead.next_word() {
                Some(word) if word.kind == Kind::Variable => names.push(word.text),
                _ => return Ok(()),
            }
            match ahead.next_word() {
                Some(word) if word.kind == Kind::Declare => break,
                Some(word) if word.kind == Kind::Assign => {
                    if let Some(name) = names.iter().find(|name| !self.variables.contains(name)) {
                        return Err(Fault::new(format!("`{name}` is not defined")));
                    }
                    break;
                }
                Some(word) if word.text == "," && keyword == "range" && names.len() == 1 => {}
                _ => return Ok(()),
            }
        }
        self.variables.extend(names);
        words.words = ahead.words;
        Ok(())
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
                    // These two may have enough of their first operand.
                    let first = command.operands.first().map_or("", |first| first.text);
                    let is_late = matches!(first, "and" | "or") && command.operands.len() > 1;
                    let certain = self.is_certain;
                    self.is_certain &= !is_late;
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
            return Err(Fault::new("it says nothing"));
        };
        let mut field = None;
        match word.kind {
            Kind::Name if functions::arity(word.text).is_none() => {
                let why = format!("there is no function `{}`", word.text);
                return Err(Fault::new(why).of(Other::Jinja));
            }
            Kind::Variable if word.text != "$" && !self.variables.contains(&word.text) => {
                return Err(Fault::new(format!("`{}` is not defined", word.text)));
            }
            Kind::Text if quote::unquoted(word.text).is_none() => {
                return Err(Fault::new(format!(
                    "`{}` has an escape that Go does not know",
                    word.text
                )));
            }
            Kind::Character if !quote::is_character(word.text) => {
                let why = format!(
                    "`{}` is not one character; a text stands in double quotes",
                    word.text
                );
                return Err(Fault::new(why).of(Other::Jinja));
            }
            Kind::Open => {
                self.pipeline(words, "")?;
                match words.next_word() {
                    Some(word) if word.kind == Kind::Close => {}
                    _ => return Err(Fault::new("a parenthesis is not closed")),
                }
            }
            Kind::Field => field = Some(word.text),
            Kind::Name
            | Kind::Variable
            | Kind::Text
            | Kind::Character
            | Kind::Number
            | Kind::Bool
            | Kind::Nil
            | Kind::Dot => {}
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
        })
    }

    /// What only fails once it is run, where it certainly is.
    fn judge(&self, command: &Command<'t>, stage: usize) -> Result<(), Fault> {
        let Some(first) = command.operands.first() else {
            return Ok(());
        };
        let is_value = matches!(
            first.kind,
            Kind::Text | Kind::Character | Kind::Number | Kind::Bool | Kind::Nil | Kind::Dot
        );
        if stage > 0 && is_value {
            let why = format!("nothing can be handed to `{}`, which is no function", first.text);
            return Err(Fault::new(why));
        }
        if !self.is_certain {
            return Ok(());
        }
        if is_value && command.operands.len() > 1 {
            return Err(Fault::new(format!("`{}` is no function", first.text)));
        }
        if first.kind == Kind::Nil {
            return Err(Fault::new("`nil` is no value to write"));
        }
        // See `command`.
        let certain = if matches!(first.text, "and" | "or") {
            2
        } else {
            usize::MAX
        };
        for operand in command.operands.iter().take(certain) {
            let is_root = operand.kind == Kind::Field || operand.text == "$";
            if let Some(field) = operand.field.filter(|_| is_root) {
                let why =
                    format!("it has no `{field}` to give, because its templates are run without any data");
                return Err(Fault::new(why).of(Other::Fields));
            }
        }
        let given = command.operands.len() - 1 + usize::from(stage > 0);
        if first.kind != Kind::Name {
            return Ok(());
        }
        let wanted = functions::arity(first.text).unwrap_or(Arity::Any);
        if !wanted.takes(given) {
            return Err(Fault::new(wrong_count(first.text, wanted, given)));
        }
        let is_text = |operand: &Operand<'_>| {
            !matches!(
                operand.kind,
                Kind::Character | Kind::Number | Kind::Bool | Kind::Nil
            )
        };
        if matches!(first.text, "env" | "expandenv")
            && let Some(operand) = command.operands.get(1).filter(|operand| !is_text(operand))
        {
            let why = format!("`{}` takes a text, and `{}` is none", first.text, operand.text);
            return Err(Fault::new(why));
        }
        if first.text == "fail" {
            return Err(Fault::new("`fail` always fails"));
        }
        Ok(())
    }
}

/// That a function takes another number of operands.
fn wrong_count(name: &str, wanted: Arity, given: usize) -> String {
    let are = if given == 1 {
        "1 is".to_owned()
    } else {
        format!("{given} are")
    };
    match wanted {
        Arity::Any | Arity::Exactly(_) if matches!(name, "env" | "expandenv") => {
            format!("`{name}` takes one name, and {are} given")
        }
        Arity::Any => format!("`{name}` takes another number of operands"),
        Arity::Exactly(1) => format!("`{name}` takes 1 operand, and {are} given"),
        Arity::Exactly(count) => format!("`{name}` takes {count} operands, and {are} given"),
        Arity::AtLeast(count) => format!("`{name}` takes at least {count}, and {are} given"),
    }
}
