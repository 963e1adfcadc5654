//! Types and functions in Go expressions. No rule contains them; what Go says about a broken rule depends on them.

use crate::go::node::Node;
use crate::go::parser::{Goal, Parser};
use crate::go::token::Token;

/// A parameter: where its name and its type begin.
#[derive(Debug, Default)]
struct Parameter {
    name: Option<usize>,
    typed: Option<usize>,
}

impl<'t> Parser<'t> {
    /// A function or a type other than a mere name, if there is one.
    pub(super) fn function_or_type(&mut self) -> Option<Node<'t>> {
        let at = self.now.at;
        if !self.is_keyword("func") {
            return self.any_type();
        }
        self.function_type();
        if !self.is("{") {
            return Some(self.other(at, "*ast.FuncType"));
        }
        self.body();
        Some(self.other(at, "*ast.FuncLit"))
    }

    /// A type; without one, a fault.
    pub(super) fn type_here(&mut self) {
        let found = self.deeper(Self::any_type);
        if let Some(None) = found {
            self.expected("type");
            self.skip_to(Goal::End);
        }
    }

    fn any_type(&mut self) -> Option<Node<'t>> {
        let at = self.now.at;
        let kind = match (self.now.token, self.now.text) {
            (Token::Name, _) => self.named_type(),
            (Token::Operator, "[") => {
                self.array();
                "*ast.ArrayType"
            }
            (Token::Operator, "*") => {
                self.advance();
                self.type_here();
                "*ast.StarExpr"
            }
            (Token::Operator, "(") => {
                self.advance();
                self.type_here();
                self.expect(")");
                "*ast.ParenExpr"
            }
            (Token::Keyword, "func") => {
                self.function_type();
                "*ast.FuncType"
            }
            (Token::Keyword, "struct" | "interface") => self.fields(),
            (Token::Keyword, "map") => {
                self.advance();
                self.expect("[");
                self.type_here();
                self.expect("]");
                self.type_here();
                "*ast.MapType"
            }
            (Token::Keyword, "chan") | (Token::Operator, "<-") => {
                self.channel();
                "*ast.ChanType"
            }
            _ => return None,
        };
        Some(self.other(at, kind))
    }

    fn named_type(&mut self) -> &'static str {
        self.advance();
        let mut kind = "*ast.Ident";
        if self.is(".") {
            kind = "*ast.SelectorExpr";
            self.advance();
            self.name();
        }
        if self.is("[") {
            kind = "*ast.IndexExpr";
            self.instance();
        }
        kind
    }

    /// A name; without one, a fault.
    fn name(&mut self) {
        if self.now.token != Token::Name {
            self.expected("'IDENT'");
        }
        self.advance();
    }

    /// The types between square brackets behind the name of a type.
    fn instance(&mut self) {
        self.advance();
        let mut is_empty = true;
        while !self.is("]") && !self.is_end() {
            self.type_here();
            is_empty = false;
            if !self.goes_on("type argument list", "]") {
                break;
            }
            self.advance();
        }
        let closing = self.expect_closing("]", "type argument list");
        if is_empty {
            self.fault(closing, "expected type argument list".to_owned());
        }
    }

    /// An array or a slice.
    fn array(&mut self) {
        self.advance();
        if self.is("...") {
            self.advance();
        } else if !self.is("]") {
            self.nested();
        }
        if self.is(",") {
            self.fault(self.now.at, "unexpected comma; expecting ]".to_owned());
            self.advance();
        }
        self.expect("]");
        self.type_here();
    }

    fn channel(&mut self) {
        if self.is("<-") {
            self.advance();
            if !self.is_keyword("chan") {
                self.expected("'chan'");
            }
            self.advance();
        } else {
            self.advance();
            if self.is("<-") {
                self.advance();
            }
        }
        self.type_here();
    }

    fn function_type(&mut self) {
        self.advance();
        if self.is("[") {
            let opening = self.now.at;
            self.advance();
            self.parameters("]");
            self.expect("]");
            self.fault(opening, "function type must have no type parameters".to_owned());
        }
        self.parenthesized();
        if self.is("(") {
            self.parenthesized();
        } else {
            self.deeper(Self::any_type);
        }
    }

    fn parenthesized(&mut self) {
        self.expect("(");
        if !self.is(")") {
            self.parameters(")");
        }
        self.expect(")");
    }

    fn parameters(&mut self, closing: &str) {
        let mut list = Vec::new();
        while !self.is(closing) && !self.is_end() {
            let parameter = self.parameter();
            if parameter.name.is_some() || parameter.typed.is_some() {
                list.push(parameter);
            }
            if !self.goes_on("parameter list", closing) {
                break;
            }
            self.advance();
        }
        self.check_names(&list);
    }

    /// Either all parameters have a name or none has.
    fn check_names(&mut self, list: &[Parameter]) {
        let named = list
            .iter()
            .filter(|one| one.name.is_some() && one.typed.is_some())
            .count();
        let typed = list.iter().filter(|one| one.typed.is_some()).count();
        if named == 0 || named == list.len() {
            return;
        }
        let mut wrong = None;
        let mut has_type = false;
        for one in list.iter().rev() {
            match (one.name, one.typed) {
                (None, Some(at)) => wrong = Some(at),
                (Some(at), None) if !has_type => wrong = Some(at),
                _ => {}
            }
            has_type |= one.typed.is_some();
        }
        match wrong {
            Some(_) if named == typed => self.fault(self.now.at, "missing parameter type".to_owned()),
            Some(at) => self.fault(at, "missing parameter name".to_owned()),
            None => {}
        }
    }

    fn parameter(&mut self) -> Parameter {
        let at = self.now.at;
        let begins_type = |parser: &Self| {
            ["*", "<-", "(", "["].iter().any(|sign| parser.is(sign))
                || ["func", "chan", "map", "struct", "interface"]
                    .iter()
                    .any(|word| parser.is_keyword(word))
        };
        let mut found = Parameter::default();
        if self.now.token == Token::Name {
            self.advance();
            found.name = Some(at);
            let typed = self.now.at;
            if self.is("[") {
                return self.array_or_instance(at);
            }
            if self.now.token == Token::Name || begins_type(self) {
                self.type_here();
                found.typed = Some(typed);
            } else if self.is("...") {
                self.advance();
                self.type_here();
                found.typed = Some(typed);
            } else if self.is(".") {
                self.advance();
                self.name();
                if self.is("[") {
                    self.instance();
                }
                found = Parameter {
                    name: None,
                    typed: Some(at),
                };
            }
        } else if begins_type(self) {
            self.type_here();
            found.typed = Some(at);
        } else if self.is("...") {
            self.advance();
            self.type_here();
            found.typed = Some(at);
        } else {
            self.expected("')'");
            self.skip_to(Goal::End);
        }
        found
    }

    /// A name and brackets behind it: a parameter that is an array, or a type with its arguments.
    fn array_or_instance(&mut self, name: usize) -> Parameter {
        let typed = self.now.at;
        self.advance();
        let mut count = 0;
        let mut comma = None;
        while !self.is("]") && !self.is_end() {
            self.nested();
            count += 1;
            if !self.is(",") {
                break;
            }
            let at = self.now.at;
            self.advance();
            if self.is("]") {
                comma = Some(at);
            }
        }
        self.expect("]");
        let array = Parameter {
            name: Some(name),
            typed: Some(typed),
        };
        if count == 0 {
            self.type_here();
            return array;
        }
        if count == 1 && self.deeper(Self::any_type).flatten().is_some() {
            if let Some(at) = comma {
                self.fault(at, "unexpected comma; expecting ]".to_owned());
            }
            return array;
        }
        Parameter {
            name: None,
            typed: Some(name),
        }
    }

    /// A struct or an interface. Only fields that are a name and a type are read as Go reads them.
    fn fields(&mut self) -> &'static str {
        let is_struct = self.is_keyword("struct");
        self.advance();
        self.expect("{");
        while self.now.token == Token::Name || (is_struct && (self.is("*") || self.is("("))) {
            if self.now.token == Token::Name {
                self.advance();
            }
            while self.is(",") {
                self.advance();
                self.name();
            }
            if !is_struct && self.is("(") {
                self.parenthesized();
            }
            self.deeper(Self::any_type);
            if is_struct && self.now.token == Token::Text {
                self.advance();
            }
            self.end_statement();
        }
        self.expect("}");
        if is_struct {
            "*ast.StructType"
        } else {
            "*ast.InterfaceType"
        }
    }

    fn end_statement(&mut self) {
        if self.is(")") || self.is("}") {
            return;
        }
        if self.now.token == Token::Semicolon {
            self.advance();
            return;
        }
        self.expected("';'");
        if self.is(",") {
            self.advance();
        } else {
            self.skip_to(Goal::Statement);
        }
    }

    /// The body of a function. Only statements that are an expression are read as Go reads them.
    fn body(&mut self) {
        self.expect("{");
        while !self.is("}") && !self.is_end() {
            if self.now.token == Token::Semicolon {
                self.advance();
                continue;
            }
            let at = self.now.at;
            self.nested();
            self.end_statement();
            if self.now.at == at {
                self.advance();
            }
        }
        self.expect("}");
    }
}
