//! Expressions of circuit breakers, and of retries in buffering middlewares.

use crate::go::expression::{self, Form, Node};
use crate::rule::fault::Fault;

/// The language of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// `NetworkErrorRatio() > 0.3`
    CircuitBreaker,
    /// `IsNetworkError() && Attempts() < 2`
    Retry,
}

/// What a part of an expression evaluates to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Predicate,
    IntegerOf,
    FloatOf,
    TextOf,
    Integer,
    Float,
    Text,
}

impl Value {
    /// Go's name for it in messages.
    fn kind(self, language: Language) -> &'static str {
        match (self, language) {
            (Value::Predicate, Language::CircuitBreaker) => "cbreaker.hpredicate",
            (Value::Predicate, Language::Retry) => "buffer.hpredicate",
            (Value::IntegerOf, Language::CircuitBreaker) => "cbreaker.toInt",
            (Value::FloatOf, Language::CircuitBreaker) => "cbreaker.toFloat64",
            (Value::IntegerOf, Language::Retry) => "buffer.toInt",
            (Value::TextOf, _) => "buffer.toString",
            (Value::FloatOf, Language::Retry) | (Value::Float, _) => "float64",
            (Value::Integer, _) => "int",
            (Value::Text, _) => "string",
        }
    }
}

/// Checks an expression.
pub(super) fn judge(text: &str, language: Language) -> Result<(), Fault> {
    let node = expression::parse(text).map_err(|error| {
        let message = format!("the expression `{text}` cannot be read");
        Fault::new("EXPRESSION", message, error.text)
    })?;
    let told = |error: String| {
        let message = format!("the expression `{text}` is not valid in Traefik");
        Fault::new("EXPRESSION", message, error).hint(match language {
            Language::CircuitBreaker => {
                "Such as `NetworkErrorRatio() > 0.30`, `LatencyAtQuantileMS(50.0) > 100`, `ResponseCodeRatio(500, 600, 0, 600) > 0.25`"
            }
            Language::Retry => "Such as `IsNetworkError() && Attempts() < 2`",
        })
    };
    match value(&node, language).map_err(told)? {
        Value::Predicate => Ok(()),
        other => Err(told(format!("expected predicate, got {}", other.kind(language)))),
    }
}

fn value(node: &Node<'_>, language: Language) -> Result<Value, String> {
    match &node.form {
        Form::Text(_) => Ok(Value::Text),
        Form::Integer(digits) => match expression::integer_fault(digits) {
            None => Ok(Value::Integer),
            Some(text) => Err(text),
        },
        Form::Float(_) => Ok(Value::Float),
        Form::Literal(kind) => Err(format!("unsupported function argument type: '{kind}'")),
        Form::Paren(inner) => value(inner, language),
        Form::Unary(operator, _) => Err(format!("{operator} is not supported")),
        Form::Name(name) => Err(format!("{name} is not defined")),
        Form::Selector(..) => match dotted(node) {
            Some(name) => Err(format!("{name} is not defined")),
            None => Err(format!("unsupported selector type: {}", node.base_kind())),
        },
        Form::Call(function, arguments) => call(function, arguments, language),
        Form::Binary(operator, left, right) => {
            let left = value(left, language)?;
            let right = value(right, language)?;
            join(operator, left, right, language)
        }
        Form::Other(kind) => Err(format!("{kind} is not supported")),
    }
}

fn dotted(node: &Node<'_>) -> Option<String> {
    match &node.form {
        Form::Name(name) => Some((*name).to_owned()),
        Form::Selector(base, name) => Some(format!("{}.{name}", dotted(base)?)),
        _ => None,
    }
}

fn call(function: &Node<'_>, arguments: &[Node<'_>], language: Language) -> Result<Value, String> {
    let Some(name) = dotted(function) else {
        return Err(format!("expected identifier, got: {}", function.kind()));
    };
    let (wants, gives): (&[Value], Value) = match (language, name.as_str()) {
        (Language::CircuitBreaker, "LatencyAtQuantileMS") => (&[Value::Float], Value::IntegerOf),
        (Language::CircuitBreaker, "NetworkErrorRatio") => (&[], Value::FloatOf),
        (Language::CircuitBreaker, "ResponseCodeRatio") => (
            &[Value::Integer, Value::Integer, Value::Integer, Value::Integer],
            Value::FloatOf,
        ),
        (Language::Retry, "IsNetworkError") => (&[], Value::Predicate),
        (Language::Retry, "Attempts" | "ResponseCode") => (&[], Value::IntegerOf),
        (Language::Retry, "RequestMethod") => (&[], Value::TextOf),
        _ => return Err(format!("unsupported function: {name}")),
    };
    let mut values = Vec::with_capacity(arguments.len());
    for argument in arguments {
        values.push(value(argument, language)?);
    }
    if values.len() < wants.len() {
        return Err("reflect: Call with too few input arguments".to_owned());
    }
    if values.len() > wants.len() {
        return Err("reflect: Call with too many input arguments".to_owned());
    }
    for (own, wanted) in values.iter().zip(wants) {
        if own != wanted {
            let (own, wanted) = (own.kind(language), wanted.kind(language));
            return Err(format!("reflect: Call using {own} as type {wanted}"));
        }
    }
    Ok(gives)
}

fn join(operator: &str, left: Value, right: Value, language: Language) -> Result<Value, String> {
    match operator {
        "&&" | "||" => {
            let wrong = [left, right].into_iter().find(|one| *one != Value::Predicate);
            match wrong {
                None => Ok(Value::Predicate),
                Some(value) => Err(format!(
                    "reflect: cannot use {} as type {} in Call",
                    value.kind(language),
                    Value::Predicate.kind(language)
                )),
            }
        }
        "==" | "!=" | "<" | "<=" | ">" | ">=" => {
            let compares = matches!(operator, "==" | "!=");
            let wanted = match left {
                Value::IntegerOf => Value::Integer,
                Value::FloatOf => Value::Float,
                Value::TextOf if compares => Value::Text,
                other => {
                    let doing = match (language, operator) {
                        (Language::Retry, _) => "",
                        (_, "<" | "<=") => "lt: ",
                        (_, ">" | ">=") => "gt: ",
                        _ => "eq: ",
                    };
                    return Err(format!("{doing}unsupported argument: {}", other.kind(language)));
                }
            };
            if right == wanted {
                return Ok(Value::Predicate);
            }
            let said = if wanted == Value::Text { "string" } else { "int" };
            Err(format!("expected {said}, got {}", right.kind(language)))
        }
        _ => Err(format!("{operator} is not supported")),
    }
}
