//! The macro that makes everything out of the table of settings in `settings`.

/// Declares the settings. Each row becomes a field of [`Settings`](super::Settings), a variant of
/// [`Change`](super::Change) and a name in [`NAMES`](super::NAMES); loading, saving, the environment, the command
/// line, settings files and the window follow from it.
///
/// Rows of `values` are carried by backups and settings files, and the window changes them by name. Rows of `own`
/// belong to this computer: how one is held and shown is up to its type, see [`Own`](super::value::Own).
macro_rules! settings {
    (
        values {
            $(
                $(#[doc = $doc:literal])*
                $name:ident: $variant:ident($type:ty) = $standard:expr
                    $(, set by [$($variable:expr),* $(,)?])?;
            )*
        }
        own {
            $(
                $(#[doc = $own_doc:literal])*
                $own_name:literal: $own:ident($saved:ty);
            )*
        }
    ) => {
        /// The settings in effect.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub struct Settings {
            $(
                $(#[doc = $doc])*
                pub $name: $type,
            )*
            /// Where backups are stored on this computer.
            pub backup_folder: PathBuf,
            /// True when nobody chose another folder.
            pub backup_folder_default: bool,
            /// Where backups go.
            pub locations: storage::Locations,
            /// Names of the settings that the environment sets.
            pub locked: Vec<String>,
            /// Invalid values in the environment or in what is saved.
            pub problems: Vec<Failure>,
        }

        /// One change.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        // The window knows another `Change`, of a component.
        #[serde(rename = "SettingChange", tag = "name", content = "value", rename_all = "snake_case")]
        pub enum Change {
            $(
                $(#[doc = $doc])*
                $variant($type),
            )*
            $(
                $(#[doc = $own_doc])*
                // The window asks for these with commands of their own.
                #[cfg_attr(feature = "specta", specta(skip))]
                $own($saved),
            )*
        }

        /// The name of every setting.
        pub const NAMES: &[&str] = &[$(stringify!($name),)* $($own_name,)*];

        /// The variables of the environment that set a setting.
        struct Variables;

        impl Variables {
            $(
                fn $name() -> Vec<Variable<$type>> {
                    vec![$($($variable),*)?]
                }
            )*

            fn names() -> Vec<&'static str> {
                let mut names = Vec::new();
                $(names.extend(Self::$name().iter().map(|variable| variable.name));)*
                names
            }
        }

        impl Settings {
            /// The defaults.
            fn standard(default_backups: &Path) -> Result<Self> {
                Ok(Self {
                    $($name: $standard,)*
                    backup_folder: default_backups.to_owned(),
                    backup_folder_default: true,
                    locations: storage::Locations::of(storage::Saved::default()),
                    locked: Vec::new(),
                    problems: Vec::new(),
                })
            }

            /// Loads what is saved under a name; a name that only a newer version knows is left alone.
            fn take(&mut self, name: &str, saved: &str) {
                match name {
                    $(stringify!($name) => value::take(&mut self.$name, saved, &mut self.problems),)*
                    $($own_name => {
                        let mut value = <$saved>::default();
                        value::take(&mut value, saved, &mut self.problems);
                        value.hold(self);
                    })*
                    _ => {}
                }
            }

            /// Each setting by its name, as a script and a settings file see it.
            fn by_name(&self) -> Vec<(&'static str, Value)> {
                vec![
                    $((stringify!($name), json!(self.$name)),)*
                    $(($own_name, <$saved>::shown(self)),)*
                ]
            }

            fn lay_over(&mut self, environment: &Environment) {
                $(
                    for variable in Variables::$name() {
                        environment.lay(&variable, &mut self.$name, (&mut self.locked, &mut self.problems));
                    }
                )*
            }

            /// The variable that keeps a change from being made.
            fn held_by(&self, change: &Change) -> Option<Error> {
                match change {
                    $(
                        Change::$variant(new) => Variables::$name()
                            .iter()
                            .find(|variable| self.is_locked(variable.locks) && !(variable.spares)(new, &self.$name))
                            .map(Variable::refusal),
                    )*
                    $(Change::$own(_) => None,)*
                }
            }
        }

        impl Change {
            /// The setting's name, as in [`NAMES`].
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($name),)*
                    $(Self::$own(_) => $own_name,)*
                }
            }

            /// Parses what a script, a settings file or the window wants a setting to be.
            pub fn read(name: &str, value: &Value) -> Result<Self> {
                match document::name_today(name) {
                    $(stringify!($name) => <$type>::read(name, value).map(Self::$variant),)*
                    $($own_name => <$saved>::read(name, value).map(Self::$own),)*
                    _ => Err(document::unknown(name)),
                }
            }

            /// As it is saved; null where nothing is.
            fn saved(&self) -> serde_json::Result<Value> {
                match self {
                    $(Self::$variant(value) => serde_json::to_value(value),)*
                    $(Self::$own(value) => serde_json::to_value(value),)*
                }
            }
        }

        /// The names of those that backups carry.
        const CARRIED_BY_BACKUPS: &[&str] = &[$(stringify!($name)),*];
    };
}

pub(super) use settings;
