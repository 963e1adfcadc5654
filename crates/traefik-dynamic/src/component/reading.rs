//! Components from values that were stored, edited, or written by an older version.

use serde_json::Value;

use crate::component::{Body, Component};
use crate::read::component as reading;
use crate::read::node::Tree;
use crate::read::reader::Reader;
use crate::read::stored;
use crate::{Braces, Kind, Problem, template};

impl Component {
    /// The component of a stored or edited value, with braces read as text. Never fails: what does not fit the model
    /// becomes [`Body::Unchecked`].
    pub fn from_configuration(kind: Kind, name: impl Into<String>, value: Value) -> Component {
        let (tree, root) = Tree::from_value(&value);
        let body = reading::sound(&mut Reader::new(&tree), kind, root);
        Component {
            kind,
            name: name.into(),
            body: body.unwrap_or(Body::Unchecked(value)),
            braces: Braces::Text,
        }
    }

    /// The same from the JSON of the value; an error if it is not JSON.
    ///
    /// ```
    /// use serde_json::json;
    /// use traefik_dynamic::{Component, Kind};
    ///
    /// let zip = Component::from_json(Kind::HttpMiddleware, "zip", r#"{"compress":{}}"#)?;
    /// let value = json!({ "compress": {} });
    /// assert_eq!(zip, Component::from_configuration(Kind::HttpMiddleware, "zip", value));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn from_json(
        kind: Kind,
        name: impl Into<String>,
        json: &str,
    ) -> Result<Component, serde_json::Error> {
        let read = stored::tree(json);
        let body = read.and_then(|(tree, root)| reading::sound(&mut Reader::new(&tree), kind, root));
        let Some(body) = body else {
            return Ok(Component::from_configuration(
                kind,
                name,
                serde_json::from_str(json)?,
            ));
        };
        Ok(Component {
            kind,
            name: name.into(),
            body,
            braces: Braces::Text,
        })
    }

    /// The same component with its braces read in this way. [`Braces::Actions`] brings its actions into canonical form:
    /// constants are filled in, and if nothing is left to run, its braces become text.
    ///
    /// ```
    /// use serde_json::json;
    /// use traefik_dynamic::{Braces, Component, Kind};
    ///
    /// let of = |prefix| json!({ "addPrefix": { "prefix": prefix } });
    /// let read = |prefix| {
    ///     Component::from_configuration(Kind::HttpMiddleware, "m", of(prefix)).with_braces(Braces::Actions)
    /// };
    /// assert_eq!(read(r#"/{{ env "A" }}"#).braces, Braces::Actions);
    /// assert_eq!(read(r#"/{{ "{{" }}"#).configuration(), of("/{{"));
    /// assert_eq!(read(r#"/{{ "{{" }}"#).braces, Braces::Text);
    /// ```
    #[must_use]
    pub fn with_braces(self, braces: Braces) -> Component {
        if braces == self.braces {
            return self;
        }
        if braces == Braces::Text {
            return Component { braces, ..self };
        }
        let value = self.configuration();
        if !self.name.contains("{{") && !template::any_text(&value, &|text| text.contains("{{")) {
            return self;
        }
        let (value, braces) = template::settled(&value, &self.name);
        let name = template::settled_text(&self.name, braces);
        let body = Component::from_configuration(self.kind, name, value);
        Component { braces, ..body }
    }

    /// The same component, with its braces as they were meant before [`Braces`] was stored.
    ///
    /// Until then, `{{` without `}}` was written as text, and everything else as an action. Where Traefik can run all
    /// actions, they stay actions: a file or backup from that time works as it did. Where it cannot, a file with them
    /// stopped the whole provider, so the braces can only have been useful as text, over the HTTP provider.
    #[must_use]
    pub fn with_old_braces(self) -> Component {
        let value = self.configuration();
        let (name, template) = template::of_old(&self.name, &value);
        let fails = |text: &str| !template::faults(text).is_empty();
        if fails(&name) || template::any_text(&template, &fails) {
            return Component {
                braces: Braces::Text,
                ..self
            };
        }
        Component::from_configuration(self.kind, name, template).with_braces(Braces::Actions)
    }

    /// What is wrong with it on its own; references are checked by [`check`](crate::check).
    pub fn problems(&self) -> Vec<Problem> {
        let value = self.configuration();
        let (tree, root) = Tree::from_value(&value);
        let mut reader = Reader::with_braces(&tree, self.braces);
        reading::within(&mut reader, self.kind, &self.name, |reader| {
            reading::body(reader, self.kind, root)
        });
        reader.into_problems()
    }
}
