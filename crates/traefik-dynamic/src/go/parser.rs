//! Go's parser of expressions: it finds the same faults, and stops where Go's stops.

use crate::go::node::{Form, Node, place};
use crate::go::scan::Scanner;
use crate::go::token::{Fault, Lexeme, Token};

/// The limit for nesting and chaining in an expression. Go allows more; nobody writes more.
const MAX_DEPTH: usize = 200;
/// After more faults than this, Go gives up.
const MAX_FAULTS: usize = 10;
/// How often Go lets itself be asked to go on where it stands.
const MAX_STAYS: usize = 10;

/// Where Go goes on after a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// At a keyword that begins a statement.
    Statement,
    /// Where an expression may end.
    End,
}

pub(super) struct Parser<'t> {
    text: &'t str,
    scanner: Scanner<'t>,
    pub(super) now: Lexeme<'t>,
    /// The end of the previous token.
    behind: usize,
    faults: Vec<Fault>,
    depth: usize,
    /// Whether Go has given up: nothing is read or reported any more.
    is_over: bool,
    /// Where it went on last, and how often without getting further.
    stay: (usize, usize),
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let start = Lexeme {
            token: Token::End,
            text: "",
            at: 0,
        };
        let mut parser = Parser {
            text,
            scanner: Scanner::new(text),
            now: start,
            behind: 0,
            faults: Vec::new(),
            depth: 0,
            is_over: false,
            stay: (0, 0),
        };
        parser.advance();
        parser
    }

    /// The expression that is the whole text, and all faults.
    pub(super) fn whole(mut self) -> (Node<'t>, Vec<Fault>) {
        let node = self.binary(1);
        if self.is_line_end() {
            self.advance();
        }
        if self.now.token != Token::End {
            self.expected("'EOF'");
            self.advance();
        }
        (node, self.faults)
    }

    pub(super) fn advance(&mut self) {
        if self.is_over {
            return;
        }
        self.behind = self.now.at + self.now.text.len();
        self.now = self.scanner.next();
        self.faults.append(&mut self.scanner.faults);
    }

    /// Only the first fault of a line is reported, unless the scanner finds it.
    pub(super) fn fault(&mut self, at: usize, message: String) {
        let line = |at: usize| place(self.text, at).0;
        if self.is_over || self.faults.last().map(|(at, _)| line(*at)) == Some(line(at)) {
            return;
        }
        if self.faults.len() > MAX_FAULTS {
            self.is_over = true;
            self.now = Lexeme {
                token: Token::End,
                text: "",
                at: self.text.len(),
            };
            return;
        }
        self.faults.push((at, message));
    }

    pub(super) fn expected(&mut self, what: &str) {
        let found = match self.now.token {
            Token::Semicolon if self.now.text == "\n" => "newline".to_owned(),
            Token::End => "'EOF'".to_owned(),
            Token::Illegal => "'ILLEGAL'".to_owned(),
            token if token.is_literal() => self.now.text.to_owned(),
            _ => format!("'{}'", self.now.text),
        };
        self.fault(self.now.at, format!("expected {what}, found {found}"));
    }

    pub(super) fn is(&self, operator: &str) -> bool {
        self.now.token == Token::Operator && self.now.text == operator
    }

    pub(super) fn is_keyword(&self, word: &str) -> bool {
        self.now.token == Token::Keyword && self.now.text == word
    }

    pub(super) fn is_end(&self) -> bool {
        self.now.token == Token::End
    }

    fn is_line_end(&self) -> bool {
        self.now.token == Token::Semicolon && self.now.text == "\n"
    }

    /// Takes that operator or reports that it is missing; either way one token is passed. Returns where that is.
    pub(super) fn expect(&mut self, operator: &str) -> usize {
        let at = self.now.at;
        if !self.is(operator) {
            self.expected(&format!("'{operator}'"));
        }
        self.advance();
        at
    }

    /// The same for the bracket behind a list, before which a line must not end.
    pub(super) fn expect_closing(&mut self, operator: &str, context: &str) -> usize {
        if self.is_line_end() {
            self.fault(self.now.at, format!("missing ',' before newline in {context}"));
            self.advance();
        }
        self.expect(operator)
    }

    /// Whether the list goes on, with a comma or with one that is missing.
    pub(super) fn goes_on(&mut self, context: &str, end: &str) -> bool {
        if self.is(",") {
            return true;
        }
        if self.is(end) {
            return false;
        }
        let before = if self.is_line_end() { " before newline" } else { "" };
        self.fault(self.now.at, format!("missing ','{before} in {context}"));
        true
    }

    /// Skips to where Go goes on.
    pub(super) fn skip_to(&mut self, goal: Goal) {
        while !self.is_end() {
            if self.is_at(goal) {
                let at = self.now.at;
                if at > self.stay.0 {
                    self.stay = (at, 0);
                    return;
                }
                if at == self.stay.0 && self.stay.1 < MAX_STAYS {
                    self.stay.1 += 1;
                    return;
                }
            }
            self.advance();
        }
    }

    fn is_at(&self, goal: Goal) -> bool {
        match (goal, self.now.token) {
            (Goal::Statement, Token::Keyword) => matches!(
                self.now.text,
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
            ),
            (Goal::End, Token::Semicolon) => true,
            (Goal::End, Token::Operator) => matches!(self.now.text, "," | ":" | ")" | "]" | "}"),
            _ => false,
        }
    }

    /// A node from there to the previous token.
    pub(super) fn node(&self, at: usize, form: Form<'t>) -> Node<'t> {
        Node {
            at,
            end: self.behind,
            form,
        }
    }

    pub(super) fn other(&self, at: usize, kind: &'static str) -> Node<'t> {
        self.node(at, Form::Other(kind))
    }

    /// Goes one level deeper, unless that is too deep.
    pub(super) fn deeper<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.fault(self.now.at, "exceeded max nesting depth".to_owned());
            self.skip_to(Goal::Statement);
            return None;
        }
        self.depth += 1;
        let done = act(self);
        self.depth -= 1;
        Some(done)
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

    pub(super) fn binary(&mut self, least: usize) -> Node<'t> {
        let mut left = self.unary();
        loop {
            let binds = self.binds();
            if binds < least {
                return left;
            }
            let operator = if self.now.text == "=" { "==" } else { self.now.text };
            self.expect(operator);
            let Some(right) = self.deeper(|parser| parser.binary(binds + 1)) else {
                return left;
            };
            left = Node {
                at: left.at,
                end: right.end,
                form: Form::Binary(operator, Box::new(left), Box::new(right)),
            };
        }
    }

    fn unary(&mut self) -> Node<'t> {
        let at = self.now.at;
        let operator = self.now.text;
        let is_unary = self.now.token == Token::Operator
            && matches!(operator, "+" | "-" | "!" | "^" | "&" | "~" | "*" | "<-");
        if !is_unary {
            return self.primary();
        }
        self.advance();
        let Some(inner) = self.deeper(Self::unary) else {
            return self.other(at, "*ast.BadExpr");
        };
        let form = match operator {
            "*" => Form::Other("*ast.StarExpr"),
            "<-" if matches!(inner.form, Form::Other("*ast.ChanType")) => inner.form,
            operator => Form::Unary(operator, Box::new(inner)),
        };
        self.node(at, form)
    }

    fn primary(&mut self) -> Node<'t> {
        let mut node = self.operand();
        loop {
            let at = node.at;
            if self.is(".") {
                self.advance();
                node = self.selected(node);
            } else if self.is("(") {
                let arguments = self.arguments();
                node = self.node(at, Form::Call(Box::new(node), arguments));
            } else if self.is("[") {
                let kind = self.index();
                node = self.other(at, kind);
            } else if self.is("{") && is_composite(unparen(&node)) {
                let inner = unparen(&node);
                if inner.at != node.at {
                    let message = "cannot parenthesize type in composite literal";
                    self.fault(inner.at, message.to_owned());
                }
                self.composite();
                node = self.other(at, "*ast.CompositeLit");
            } else {
                return node;
            }
        }
    }

    /// What follows a point.
    fn selected(&mut self, node: Node<'t>) -> Node<'t> {
        let at = node.at;
        if self.now.token == Token::Name {
            let name = self.now.text;
            self.advance();
            return self.node(at, Form::Selector(Box::new(node), name));
        }
        if self.is("(") {
            self.advance();
            if self.is_keyword("type") {
                self.advance();
            } else {
                self.type_here();
            }
            self.expect(")");
            return self.other(at, "*ast.TypeAssertExpr");
        }
        self.expected("selector or type assertion");
        if !self.is("}") {
            self.advance();
        }
        self.node(at, Form::Selector(Box::new(node), "_"))
    }

    pub(super) fn nested(&mut self) -> Node<'t> {
        let at = self.now.at;
        self.deeper(|parser| parser.binary(1))
            .unwrap_or_else(|| self.other(at, "*ast.BadExpr"))
    }

    fn arguments(&mut self) -> Vec<Node<'t>> {
        self.advance();
        let mut arguments = Vec::new();
        let mut is_spread = false;
        while !self.is(")") && !self.is_end() && !is_spread {
            arguments.push(self.nested());
            if self.is("...") {
                is_spread = true;
                self.advance();
            }
            if !self.goes_on("argument list", ")") {
                break;
            }
            self.advance();
        }
        self.expect_closing(")", "argument list");
        arguments
    }

    /// What is between square brackets behind an operand, by Go's name for the whole.
    fn index(&mut self) -> &'static str {
        self.advance();
        if self.is("]") {
            self.expected("operand");
            self.advance();
            return "*ast.IndexExpr";
        }
        if !self.is(":") {
            self.nested();
        }
        let mut colons = Vec::new();
        // Whether something is behind each colon.
        let mut bounds = Vec::new();
        let mut types = 0;
        while self.is(":") && colons.len() < 2 {
            colons.push(self.now.at);
            self.advance();
            let has_bound = !self.is(":") && !self.is("]") && !self.is_end();
            if has_bound {
                self.nested();
            }
            bounds.push(has_bound);
        }
        while colons.is_empty() && self.is(",") {
            self.advance();
            if !self.is("]") && !self.is_end() {
                self.type_here();
                types += 1;
            }
        }
        self.expect("]");
        if let [first, second] = colons[..] {
            for (at, has_bound, which) in [(first, bounds[0], "middle"), (second, bounds[1], "final")] {
                if !has_bound {
                    self.fault(at, format!("{which} index required in 3-index slice"));
                }
            }
        }
        match (colons.is_empty(), types) {
            (false, _) => "*ast.SliceExpr",
            (true, 0) => "*ast.IndexExpr",
            _ => "*ast.IndexListExpr",
        }
    }

    /// What is between the braces of a composite literal.
    fn composite(&mut self) {
        self.expect("{");
        while !self.is("}") && !self.is_end() {
            self.element();
            if self.is(":") {
                self.advance();
                self.element();
            }
            if !self.goes_on("composite literal", "}") {
                break;
            }
            self.advance();
        }
        self.expect_closing("}", "composite literal");
    }

    fn element(&mut self) {
        if self.is("{") {
            self.deeper(Self::composite);
        } else {
            self.nested();
        }
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
                return self.node(at, Form::Paren(Box::new(inner)));
            }
            _ => {
                if let Some(node) = self.function_or_type() {
                    return node;
                }
                self.expected("operand");
                self.skip_to(Goal::Statement);
                return self.other(at, "*ast.BadExpr");
            }
        };
        self.advance();
        self.node(at, form)
    }
}

fn unparen<'n, 't>(node: &'n Node<'t>) -> &'n Node<'t> {
    match &node.form {
        Form::Paren(inner) => unparen(inner),
        _ => node,
    }
}

/// Whether a brace behind it begins a composite literal.
fn is_composite(node: &Node<'_>) -> bool {
    match node.form {
        Form::Name(_) | Form::Selector(..) => true,
        Form::Other(kind) => matches!(
            kind,
            "*ast.BadExpr"
                | "*ast.IndexExpr"
                | "*ast.IndexListExpr"
                | "*ast.ArrayType"
                | "*ast.StructType"
                | "*ast.MapType"
        ),
        _ => false,
    }
}
