//! Expressions as Go's parser reads them, and its messages for those it cannot read.

use crate::go::scan::{Lexeme, Scanner, Token};

/// The limit for nesting and chaining in an expression. Go allows more; nobody writes more.
const MAX_DEPTH: usize = 200;
/// How long an expression may be, in bytes.
const MAX_BYTES: usize = 32 * 1024;

/// A part of an expression, and the byte offset where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node<'t> {
    pub(crate) at: usize,
    /// The byte offset after its end.
    pub(crate) end: usize,
    pub(crate) form: Form<'t>,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form<'t> {
    /// A string literal with its quotes.
    Text(&'t str),
    Integer(&'t str),
    Float(&'t str),
    /// A literal of another kind, by Go's name for it.
    Literal(&'static str),
    Name(&'t str),
    /// `a.b`
    Selector(Box<Node<'t>>, &'t str),
    Call(Box<Node<'t>>, Vec<Node<'t>>),
    Paren(Box<Node<'t>>),
    Unary(&'t str, Box<Node<'t>>),
    Binary(&'t str, Box<Node<'t>>, Box<Node<'t>>),
    /// Anything that no rule contains, by Go's name for it.
    Other(&'static str),
}

impl Node<'_> {
    /// Go's name for what it is.
    pub(crate) fn kind(&self) -> &'static str {
        match self.form {
            Form::Text(_) | Form::Integer(_) | Form::Float(_) | Form::Literal(_) => "*ast.BasicLit",
            Form::Name(_) => "*ast.Ident",
            Form::Selector(..) => "*ast.SelectorExpr",
            Form::Call(..) => "*ast.CallExpr",
            Form::Paren(_) => "*ast.ParenExpr",
            Form::Unary(..) => "*ast.UnaryExpr",
            Form::Binary(..) => "*ast.BinaryExpr",
            Form::Other(kind) => kind,
        }
    }

    /// Go's name for what a chain of selectors begins with.
    pub(crate) fn base_kind(&self) -> &'static str {
        match &self.form {
            Form::Selector(base, _) => base.base_kind(),
            _ => self.kind(),
        }
    }
}

/// Go's message for an integer that it does not accept as decimal.
pub(crate) fn integer_fault(digits: &str) -> Option<String> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let why = match digits.parse::<i64>() {
        Ok(_) => return None,
        Err(_) if is_plain => "value out of range",
        Err(_) => "invalid syntax",
    };
    let shown = crate::go::quote::quote(digits);
    Some(format!(
        "failed to parse argument: {digits}, error: strconv.Atoi: parsing {shown}: {why}"
    ))
}

/// The first fault, and the number of further ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Its byte offset.
    pub(crate) at: usize,
    /// Go's message, without the position.
    pub(crate) message: String,
    /// Go's message as printed, with line and column.
    pub(crate) text: String,
}

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Node<'_>, SyntaxError> {
    if text.len() > MAX_BYTES {
        return Err(SyntaxError::new(
            text,
            vec![(
                0,
                format!("it has {} bytes, and only {MAX_BYTES} are read", text.len()),
            )],
        ));
    }
    let mut parser = Parser::new(text);
    parser.advance();
    let node = parser.binary(1);
    if parser.now.token == Token::Semicolon && parser.now.text == "\n" {
        parser.advance();
    }
    parser.expect_end();
    let faults = parser.faults;
    if faults.is_empty() {
        return Ok(node);
    }
    Err(SyntaxError::new(text, faults))
}

impl SyntaxError {
    fn new(text: &str, mut faults: Vec<(usize, String)>) -> SyntaxError {
        faults.sort_by_key(|(at, _)| *at);
        let more = faults.len() - 1;
        let (at, message) = faults.swap_remove(0);
        let (line, column) = place(text, at);
        let mut full = format!("{line}:{column}: {message}");
        if more > 0 {
            full = format!("{full} (and {more} more errors)");
        }
        SyntaxError {
            at,
            message,
            text: full,
        }
    }
}

/// Line and column of a byte, both counted from 1, with the column in bytes as Go counts.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.split(|byte| *byte == b'\n').count();
    let start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    (line, at - start + 1)
}

struct Parser<'t> {
    text: &'t str,
    scanner: Scanner<'t>,
    now: Lexeme<'t>,
    /// The end of the previous token.
    behind: usize,
    faults: Vec<(usize, String)>,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let start = Lexeme {
            token: Token::End,
            text: "",
            at: 0,
        };
        Parser {
            text,
            scanner: Scanner::new(text),
            now: start,
            behind: 0,
            faults: Vec::new(),
            depth: 0,
        }
    }

    fn advance(&mut self) {
        self.behind = self.now.at + self.now.text.len();
        self.now = self.scanner.next();
        self.faults.append(&mut self.scanner.faults);
    }

    /// Only the first fault of a line is reported.
    fn fault(&mut self, at: usize, message: String) {
        let line = |at: usize| place(self.text, at).0;
        if self.faults.last().map(|(at, _)| line(*at)) == Some(line(at)) {
            return;
        }
        self.faults.push((at, message));
    }

    fn expected(&mut self, what: &str) {
        let found = match self.now.token {
            Token::Semicolon if self.now.text == "\n" => "newline".to_owned(),
            Token::End => "'EOF'".to_owned(),
            Token::Illegal => "'ILLEGAL'".to_owned(),
            token if token.is_literal() => self.now.text.to_owned(),
            _ => format!("'{}'", self.now.text),
        };
        self.fault(self.now.at, format!("expected {what}, found {found}"));
    }

    fn is(&self, operator: &str) -> bool {
        self.now.token == Token::Operator && self.now.text == operator
    }

    fn expect(&mut self, operator: &str) {
        if !self.is(operator) {
            self.expected(&format!("'{operator}'"));
        }
        self.advance();
    }

    fn expect_end(&mut self) {
        if self.now.token != Token::End {
            self.expected("'EOF'");
            self.advance();
        }
    }

    /// The precedence of an operator; a single `=` counts as `==`.
    fn binds(&self) -> usize {
        if self.now.token != Token::Operator {
            return 0;
        }
        match self.now.text {
            "||" => 1,
            "&&" => 2,
            "==" | "!=" | "<" | "<=" | ">" | ">=" | "=" => 3,
            "+" | "-" | "|" | "^" => 4,
            "*" | "/" | "%" | "<<" | ">>" | "&" | "&^" => 5,
            _ => 0,
        }
    }

    fn binary(&mut self, least: usize) -> Node<'t> {
        let mut left = self.unary();
        loop {
            let binds = self.binds();
            if binds < least {
                return left;
            }
            let operator = if self.now.text == "=" { "==" } else { self.now.text };
            self.expect(operator);
            if self.is_too_deep() {
                return left;
            }
            self.depth += 1;
            let right = self.binary(binds + 1);
            self.depth -= 1;
            left = Node {
                at: left.at,
                end: right.end,
                form: Form::Binary(operator, Box::new(left), Box::new(right)),
            };
        }
    }

    fn is_too_deep(&mut self) -> bool {
        if self.depth < MAX_DEPTH {
            return false;
        }
        self.fault(self.now.at, "exceeded max nesting depth".to_owned());
        self.skip();
        true
    }

    fn unary(&mut self) -> Node<'t> {
        let at = self.now.at;
        let is_unary =
            self.now.token == Token::Operator && matches!(self.now.text, "+" | "-" | "!" | "^" | "&" | "~");
        let is_other = self.is("*") || self.is("<-");
        if !is_unary && !is_other {
            return self.primary();
        }
        if self.is_too_deep() {
            return self.other(at, "*ast.BadExpr");
        }
        let operator = self.now.text;
        self.advance();
        self.depth += 1;
        let inner = self.unary();
        self.depth -= 1;
        let form = match operator {
            "*" => Form::Other("*ast.StarExpr"),
            operator => Form::Unary(operator, Box::new(inner)),
        };
        Node {
            at,
            end: self.behind,
            form,
        }
    }

    fn other(&self, at: usize, kind: &'static str) -> Node<'t> {
        Node {
            at,
            end: self.behind,
            form: Form::Other(kind),
        }
    }

    fn primary(&mut self) -> Node<'t> {
        let mut node = self.operand();
        loop {
            let at = node.at;
            if self.is(".") {
                self.advance();
                if self.now.token == Token::Name {
                    let name = self.now.text;
                    self.advance();
                    node = Node {
                        at,
                        end: self.behind,
                        form: Form::Selector(Box::new(node), name),
                    };
                } else {
                    self.expected("selector or type assertion");
                    self.advance();
                    node = self.other(at, "*ast.SelectorExpr");
                }
            } else if self.is("(") {
                let arguments = self.arguments();
                node = Node {
                    at,
                    end: self.behind,
                    form: Form::Call(Box::new(node), arguments),
                };
            } else if self.is("[") {
                self.advance();
                if self.is("]") {
                    self.expected("operand");
                } else {
                    self.nested();
                }
                self.expect("]");
                node = self.other(at, "*ast.IndexExpr");
            } else {
                return node;
            }
        }
    }

    fn nested(&mut self) -> Node<'t> {
        let at = self.now.at;
        if self.is_too_deep() {
            return self.other(at, "*ast.BadExpr");
        }
        self.depth += 1;
        let node = self.binary(1);
        self.depth -= 1;
        node
    }

    fn arguments(&mut self) -> Vec<Node<'t>> {
        self.advance();
        let mut arguments = Vec::new();
        let mut is_spread = false;
        while !self.is(")") && self.now.token != Token::End && !is_spread {
            arguments.push(self.nested());
            if self.is("...") {
                is_spread = true;
                self.advance();
            }
            if !self.is(",") {
                if self.is(")") {
                    break;
                }
                self.missing_comma();
            }
            self.advance();
        }
        if self.now.token == Token::Semicolon && self.now.text == "\n" {
            self.missing_comma();
            self.advance();
        }
        self.expect(")");
        arguments
    }

    fn missing_comma(&mut self) {
        let is_line_end = self.now.token == Token::Semicolon && self.now.text == "\n";
        let before = if is_line_end { " before newline" } else { "" };
        self.fault(self.now.at, format!("missing ','{before} in argument list"));
    }

    fn operand(&mut self) -> Node<'t> {
        let Lexeme { token, text, at } = self.now;
        let form = match token {
            Token::Name => Form::Name(text),
            Token::Integer => Form::Integer(text),
            Token::Float => Form::Float(text),
            Token::Text => Form::Text(text),
            Token::Imaginary => Form::Literal("IMAG"),
            Token::Character => Form::Literal("CHAR"),
            Token::Operator if text == "(" => {
                self.advance();
                let inner = self.nested();
                self.expect(")");
                return Node {
                    at,
                    end: self.behind,
                    form: Form::Paren(Box::new(inner)),
                };
            }
            _ => {
                self.expected("operand");
                self.skip();
                return self.other(at, "*ast.BadExpr");
            }
        };
        self.advance();
        Node {
            at,
            end: self.behind,
            form,
        }
    }

    /// Skips to where Go would continue: a keyword that begins a statement, or the end.
    fn skip(&mut self) {
        let begins = |lexeme: &Lexeme<'_>| {
            lexeme.token == Token::Keyword
                && matches!(
                    lexeme.text,
                    "break"
                        | "const"
                        | "continue"
                        | "defer"
                        | "fallthrough"
                        | "for"
                        | "go"
                        | "goto"
                        | "if"
                        | "return"
                        | "select"
                        | "switch"
                        | "type"
                        | "var"
                )
        };
        while self.now.token != Token::End && !begins(&self.now) {
            self.advance();
        }
    }
}
