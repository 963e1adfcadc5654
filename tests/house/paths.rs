//! The paths that Rust code names: `use` items of any form, and paths in the middle of code.

use std::path::Path;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A path in code, with the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) line: usize,
    /// `crate`, `db`, `profile`; the last is `*` where a `use` takes everything.
    pub(crate) path: Vec<String>,
    /// What a `use` makes of it in its own module: the last name, or the one behind `as`.
    pub(crate) binds: Option<String>,
}

/// Which code counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    /// Not what stands below `#[cfg(test)]`.
    WithoutTests,
}

/// Every path in a source file that has at least two parts.
pub(crate) fn named(source: &str, which: Which) -> Vec<Named> {
    let stream: TokenStream = source.parse().unwrap();
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    if which == Which::WithoutTests {
        leave_tests_out(&mut tokens);
    }
    let mut found = Vec::new();
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
    };
    while reader.at < tokens.len() {
        if reader.eat("use") {
            reader.tree(&[], &mut found);
        } else if !reader.path(&mut found) {
            reader.at += 1;
        }
    }
    found
}

/// A word or a sign. `::` is one; brackets stand as they are written.
#[derive(Debug)]
struct Token {
    text: String,
    line: usize,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        let text = match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(Token {
                    text: open.to_owned(),
                    line,
                });
                flatten(group.stream(), tokens);
                close.to_owned()
            }
            TokenTree::Ident(word) => word.to_string().trim_start_matches("r#").to_owned(),
            // The two colons of a path are one sign: the first is joint, and the second joins it.
            TokenTree::Punct(sign) if sign.as_char() == ':' => {
                match tokens.pop_if(|last| last.text == JOINT) {
                    Some(_) => "::".to_owned(),
                    None if sign.spacing() == Spacing::Joint => JOINT.to_owned(),
                    None => ":".to_owned(),
                }
            }
            TokenTree::Punct(sign) => sign.to_string(),
            // What stands in a text names nothing.
            TokenTree::Literal(_) => "0".to_owned(),
        };
        tokens.push(Token { text, line });
    }
}

/// A colon that another follows at once.
const JOINT: &str = ":+";

/// Takes every item away that is only there for tests: up to its `;`, or the end of its braces.
fn leave_tests_out(tokens: &mut Vec<Token>) {
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    let is_mark = |window: &[Token]| window.iter().map(|token| token.text.as_str()).eq(mark);
    while let Some(start) = tokens.windows(mark.len()).position(is_mark) {
        let mut depth = 0_usize;
        let end = tokens
            .iter()
            .enumerate()
            .skip(start + mark.len())
            .find(|(_, token)| {
                match token.text.as_str() {
                    "(" | "{" | "[" => depth += 1,
                    ")" | "}" | "]" => depth -= 1,
                    _ => {}
                }
                depth == 0 && matches!(token.text.as_str(), "}" | ";")
            })
            .map_or(tokens.len(), |(at, _)| at + 1);
        tokens.drain(start..end);
    }
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn eat(&mut self, text: &str) -> bool {
        let is_here = self.tokens.get(self.at).is_some_and(|token| token.text == text);
        self.at += usize::from(is_here);
        is_here
    }

    fn word(&mut self) -> Option<(String, usize)> {
        let token = self.tokens.get(self.at).filter(|token| token.is_word())?;
        self.at += 1;
        Some((token.text.clone(), token.line))
    }

    /// What a `use` names below a path, with braces, stars and new names.
    fn tree(&mut self, above: &[String], found: &mut Vec<Named>) {
        let mut path = above.to_vec();
        let mut line = self.tokens.get(self.at).map_or(0, |token| token.line);
        self.eat("::");
        loop {
            if self.eat("{") {
                while !self.eat("}") && self.at < self.tokens.len() {
                    self.tree(&path, found);
                    self.eat(",");
                }
                return;
            }
            let binds = if self.eat("*") {
                path.push("*".to_owned());
                None
            } else if let Some((word, at)) = self.word() {
                line = at;
                // `{self}` is the path above it, under that name.
                if word != "self" || path.is_empty() {
                    path.push(word);
                }
                if self.eat("::") {
                    continue;
                }
                match self.eat("as").then(|| self.word()).flatten() {
                    Some((name, _)) => Some(name),
                    None => path.last().cloned(),
                }
            } else {
                self.at += 1;
                return;
            };
            found.push(Named { line, path, binds });
            return;
        }
    }

    /// A path in the middle of code, if one begins here.
    fn path(&mut self, found: &mut Vec<Named>) -> bool {
        let start = self.at;
        let follows = start > 0 && self.tokens[start - 1].text == "::";
        let Some((first, line)) = self.word().filter(|_| !follows) else {
            self.at = start;
            return false;
        };
        let mut path = vec![first];
        while self.eat("::") {
            match self.word() {
                Some((word, _)) => path.push(word),
                // `Vec::<u8>::new`, `$name::{`
                None => break,
            }
        }
        if path.len() > 1 {
            let binds = None;
            found.push(Named { line, path, binds });
        }
        true
    }
}

/// A module by its path below the root of its crate.
pub(crate) type Module = Vec<String>;

/// The module that a file is, by where it lies below the folder of its crate's root.
pub(crate) fn module_of(root: &Path, file: &Path) -> Module {
    let below = file.strip_prefix(root).unwrap().with_extension("");
    let mut module: Module = below
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let is_folder = module.last().is_some_and(|last| last == "mod");
    let is_root = module.len() == 1 && matches!(module[0].as_str(), "lib" | "main");
    if is_folder || is_root {
        module.pop();
    }
    module
}

/// A path from the root of the crate; `None` for what is of another crate, or no module's.
pub(crate) fn absolute(
    module: &Module,
    path: &[String],
    is_module: impl Fn(&Module) -> bool,
) -> Option<Module> {
    let mut base = module.clone();
    let rest = match path[0].as_str() {
        "crate" => {
            base.clear();
            &path[1..]
        }
        "self" => &path[1..],
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            base.truncate(base.len().checked_sub(up)?);
            &path[up..]
        }
        _ => {
            let child = [module.as_slice(), &path[..1]].concat();
            if !is_module(&child) {
                return None;
            }
            path
        }
    };
    base.extend(rest.iter().filter(|part| *part != "*").cloned());
    Some(base)
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let check = |source: &str, expected: &[&str]| {
        let found: Vec<String> = named(source, Which::WithoutTests)
            .into_iter()
            .map(|named| format!("{}:{}", named.line, named.path.join("::")))
            .collect();
        assert_eq!(found, expected, "in `{source}`");
    };
    check("use crate::db::profile;", &["1:crate::db::profile"]);
    check(
        "use crate::{\n    db,\n    import::{plan, self as reading},\n};",
        &["2:crate::db", "3:crate::import::plan", "3:crate::import"],
    );
    check("pub use super::plan::*;", &["1:super::plan::*"]);
    check("use super::super::plan as other;", &["1:super::super::plan"]);
    check(
        "pub(crate) use self::{\n a::{\n  b::C,\n },\n};",
        &["3:self::a::b::C"],
    );
    check(
        "fn a() -> crate::Answer {\n    crate::archive::hash(&path)?;\n    format!(\"{}\", super::words::ago(a, b))\n}",
        &["1:crate::Answer", "2:crate::archive::hash", "3:super::words::ago"],
    );
    check(
        "// use crate::db;\n/* crate::db */ fn a() { \"crate::db\"; }",
        &[],
    );
    check(
        "fn a<'a>(b: &'a str) { r#\"use crate::db;\"#; b.c::<u8>(); }",
        &[],
    );
    check(
        "#[cfg(test)]\nmod tests { use crate::db; }\nuse crate::fs;",
        &["3:crate::fs"],
    );
    check(
        "#[cfg(test)]\nuse crate::{db, id};\nuse crate::fs;",
        &["3:crate::fs"],
    );
    check(
        "macro_rules! a { ($b:ident) => { $crate::shape::field!($b) }; }",
        &["1:crate::shape::field"],
    );
    check("fn a() -> ::std::io::Result<()> { Ok(()) }", &[]);
}
