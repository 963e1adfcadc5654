//! What Traefik makes of an expression: matchers combined with and, or and not.

use crate::go::expression::{self, Form, Node, integer_fault};
use crate::go::quote::unquote;
use crate::near;
use crate::rule::fault::{Fault, syntax};
use crate::rule::words::{self, Table};

/// A rule as a tree. Only matchers can be negated, as in Traefik.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tree {
    /// A matcher by its canonical name.
    Leaf {
        name: &'static str,
        is_negated: bool,
        values: Vec<String>,
    },
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
}

/// What a part of an expression evaluates to.
enum Value {
    Tree(Tree),
    Text(String),
    Integer,
    Float,
}

impl Value {
    /// Go's name for it in messages.
    fn kind(&self) -> &'static str {
        match self {
            Value::Tree(_) => "rules.TreeBuilder",
            Value::Text(_) => "string",
            Value::Integer => "int",
            Value::Float => "float64",
        }
    }
}

/// Why a rule does not form a tree.
pub(crate) enum NoTree {
    Fault(Box<Fault>),
    /// A bare text, which is an expression but not a rule.
    Bare,
}

/// Parses a rule with the matchers of the table. Their values are not checked.
pub(crate) fn build(rule: &str, table: Table) -> Result<Tree, NoTree> {
    let fault = |fault: Fault| NoTree::Fault(Box::new(fault));
    let node = expression::parse(rule).map_err(|error| fault(syntax(rule, &error)))?;
    match value(&node, table, true).map_err(fault)? {
        Value::Tree(tree) => Ok(tree),
        _ => Err(NoTree::Bare),
    }
}

/// At the top level and next to operators, different forms are allowed than in the arguments of a matcher.
fn value(node: &Node<'_>, table: Table, is_operand: bool) -> Result<Value, Fault> {
    match &node.form {
        Form::Text(literal) => Ok(Value::Text(
            String::from_utf8_lossy(&unquote(literal)).into_owned(),
        )),
        Form::Integer(digits) => match integer_fault(digits) {
            None => Ok(Value::Integer),
            Some(text) => Err(no_text(text, false)),
        },
        Form::Float(_) => Ok(Value::Float),
        Form::Literal(kind) => Err(no_text(
            format!("unsupported function argument type: '{kind}'"),
            *kind == "CHAR",
        )),
        Form::Call(function, arguments) => call(function, arguments, table),
        Form::Binary(operator, left, right) if is_operand => {
            let left = value(left, table, true)?;
            let right = value(right, table, true)?;
            join(operator, left, right)
        }
        Form::Unary(operator, inner) if is_operand => {
            if *operator != "!" {
                return Err(no_operator(operator));
            }
            match value(inner, table, true)? {
                Value::Tree(mut tree) => {
                    tree.invert();
                    Ok(Value::Tree(tree))
                }
                other => Err(not_a_matcher(&other)),
            }
        }
        Form::Paren(inner) if is_operand => value(inner, table, true),
        Form::Name(_) | Form::Selector(..) => match dotted(node) {
            Some(name) => Err(bare(&name)),
            None => Err(odd(format!("unsupported selector type: {}", node.base_kind()))),
        },
        Form::Binary(..) => Err(odd("*ast.BinaryExpr is not supported".to_owned())),
        Form::Unary(..) => Err(odd("*ast.UnaryExpr is not supported".to_owned())),
        Form::Paren(_) => Err(odd("*ast.ParenExpr is not supported".to_owned())),
        Form::Other("*ast.IndexExpr") => Err(odd("properties are not supported".to_owned())),
        Form::Other(kind) => Err(odd(format!("{kind} is not supported"))),
    }
}

fn call(function: &Node<'_>, arguments: &[Node<'_>], table: Table) -> Result<Value, Fault> {
    let name = match &function.form {
        Form::Name(name) => (*name).to_owned(),
        Form::Selector(base, name) => {
            let Form::Name(base) = base.form else {
                let kind = base.kind();
                return Err(odd(format!("expected selector identifier, got: {kind}")));
            };
            format!("{base}.{name}")
        }
        _ => {
            let kind = function.kind();
            return Err(odd(format!("expected identifier, got: {kind}")));
        }
    };
    let Some(matcher) = words::canonical(table, &name) else {
        return Err(unknown(&name, table));
    };
    let mut values = Vec::with_capacity(arguments.len());
    let mut wrong = None;
    for argument in arguments {
        match value(argument, table, false)? {
            Value::Text(text) => values.push(text),
            other => wrong = wrong.or(Some(other.kind())),
        }
    }
    if let Some(kind) = wrong {
        let text = format!("reflect: cannot use {kind} as type string in Call");
        return Err(no_text(text, false));
    }
    Ok(Value::Tree(Tree::Leaf {
        name: matcher,
        is_negated: false,
        values,
    }))
}

fn join(operator: &str, left: Value, right: Value) -> Result<Value, Fault> {
    let make: fn(Box<Tree>, Box<Tree>) -> Tree = match operator {
        "&&" => Tree::And,
        "||" => Tree::Or,
        _ => return Err(no_operator(operator)),
    };
    match (left, right) {
        (Value::Tree(left), Value::Tree(right)) => Ok(Value::Tree(make(Box::new(left), Box::new(right)))),
        (Value::Tree(_), other) | (other, _) => Err(not_a_matcher(&other)),
    }
}

fn dotted(node: &Node<'_>) -> Option<String> {
    match &node.form {
        Form::Name(name) => Some((*name).to_owned()),
        Form::Selector(base, name) => Some(format!("{}.{name}", dotted(base)?)),
        _ => None,
    }
}

fn bare(name: &str) -> Fault {
    let text = format!("{name} is not defined");
    Fault::new("RULE-SYNTAX", format!("`{name}` has no quotes"), text)
        .hint(format!("Put it between backticks: `{name}`"))
}

fn no_text(text: String, is_quoted: bool) -> Fault {
    let message = if is_quoted {
        "text is between single quotes"
    } else {
        "an argument of a matcher is not a string"
    };
    Fault::new("RULE-SYNTAX", message, text).hint("Put it between backticks")
}

fn no_operator(operator: &str) -> Fault {
    let text = format!("{operator} is not supported");
    Fault::new(
        "RULE-SYNTAX",
        format!("`{operator}` does not join matchers"),
        text,
    )
    .hint("Write `&&` for and, `||` for or, `!` for not")
}

fn not_a_matcher(value: &Value) -> Fault {
    let text = format!("reflect: Call using {} as type rules.TreeBuilder", value.kind());
    Fault::new(
        "RULE-SYNTAX",
        "an operator is next to something that is not a matcher",
        text,
    )
    .hint("Put the text into a matcher: Host(`example.com`)")
}

fn odd(text: String) -> Fault {
    Fault::new(
        "RULE-SYNTAX",
        "it contains something that has no meaning in a rule",
        text,
    )
    .hint("A rule consists of matchers such as Host(`example.com`), joined by `&&` and `||`")
}

fn unknown(name: &str, table: Table) -> Fault {
    let known = words::names(table);
    let text = format!("unsupported function: {name}");
    let fault = Fault::new("RULE-MATCHER", format!("`{name}` is not a matcher"), text);
    if matches!(table, Table::Http)
        && let Some(new) = words::renamed(name)
    {
        let message = format!("`{name}` is a matcher of Traefik 2");
        return Fault { message, ..fault }.hint(format!("Write `{new}`"));
    }
    match near::nearest(name, &known) {
        Some(meant) => fault.hint(format!("Did you mean `{meant}`?")),
        None => fault.hint(format!("Use one of: {}", known.join(", "))),
    }
}

impl Tree {
    fn invert(&mut self) {
        match self {
            Tree::Leaf { is_negated, .. } => *is_negated = !*is_negated,
            Tree::And(left, right) | Tree::Or(left, right) => {
                left.invert();
                right.invert();
                let (left, right) = (std::mem::take(left), std::mem::take(right));
                *self = match self {
                    Tree::And(..) => Tree::Or(left, right),
                    _ => Tree::And(left, right),
                };
            }
        }
    }

    /// The values, in lower case, of matchers with one of these names that are not negated.
    pub(crate) fn values_of(&self, names: &[&str], found: &mut Vec<String>) {
        match self {
            Tree::Leaf {
                name,
                is_negated: false,
                values,
            } if names.contains(name) => found.extend(values.iter().map(|value| value.to_lowercase())),
            Tree::Leaf { .. } => {}
            Tree::And(left, right) | Tree::Or(left, right) => {
                left.values_of(names, found);
                right.values_of(names, found);
            }
        }
    }
}

impl Default for Tree {
    fn default() -> Self {
        Tree::Leaf {
            name: "",
            is_negated: false,
            values: Vec::new(),
        }
    }
}

/// The hosts that an HTTP rule names, in either syntax, as Traefik collects them for TLS. The error is Traefik's.
pub(crate) fn hosts(rule: &str) -> Result<Vec<String>, Fault> {
    let before = format!("invalid rule {rule}, error: error while parsing rule {rule}");
    match build(rule, Table::HttpAny) {
        Ok(tree) => {
            let mut hosts = Vec::new();
            tree.values_of(&["Host"], &mut hosts);
            Ok(hosts)
        }
        Err(NoTree::Bare) => Err(Fault {
            text: before,
            ..bare_rule()
        }),
        Err(NoTree::Fault(fault)) => Err(fault.within(&format!("{before}: "))),
    }
}

/// A text alone.
pub(crate) fn bare_rule() -> Fault {
    Fault::new("RULE-SYNTAX", "the rule is text, not a matcher", "")
        .hint("Put the text into a matcher: Host(`example.com`)")
}
