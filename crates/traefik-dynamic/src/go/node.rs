//! Parts of expressions.

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

/// Line and column of a byte, both counted from 1, with the column in bytes as Go counts.
pub(super) fn place(text: &str, at: usize) -> (usize, usize) {
    // A line break at the very end begins no line.
    let before = &text.as_bytes()[..at.min(text.len().saturating_sub(1))];
    let line = before.split(|byte| *byte == b'\n').count();
    let start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    (line, at - start + 1)
}
