//! The sort of value that an action produces, as far as that is known without running it, and what functions take.

use super::number::Number;

/// A sort of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sort {
    /// Only running it would tell.
    #[default]
    Unknown,
    Text,
    Int,
    Float,
    Complex,
    Bool,
    Nil,
    List,
    Map,
    Time,
}

impl Sort {
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Sort::Unknown => "something else",
            Sort::Text => "a string",
            Sort::Int => "a whole number",
            Sort::Float => "a number with a fraction",
            Sort::Complex => "a complex number",
            Sort::Bool => "true or false",
            Sort::Nil => "nothing",
            Sort::List => "a list",
            Sort::Map => "a map",
            Sort::Time => "a time",
        }
    }

    /// Whether no fields can be looked up in it.
    pub(super) fn has_no_fields(self) -> bool {
        !matches!(self, Sort::Unknown | Sort::Map | Sort::Time)
    }

    fn is_number(self) -> bool {
        matches!(self, Sort::Int | Sort::Float | Sort::Complex)
    }
}

impl From<Number> for Sort {
    fn from(number: Number) -> Sort {
        match number {
            Number::Int | Number::TooLarge => Sort::Int,
            Number::Float => Sort::Float,
            Number::Complex => Sort::Complex,
        }
    }
}

/// What functions take and return: `s` a text, `i` an integer, `b` a boolean, `m` a map, `l` a list, `t` a time, `a`
/// anything. With a plus, the last one applies to all that follow. Each was tried on Traefik 3.7.15.
const SIGNATURES: &str = "\
    abbrev:is>s abbrevboth:iis>s adler32sum:s>s append:la>l atoi:s>i b32dec:s>s b32enc:s>s b64dec:s>s b64enc:s>s \
    base:s>s bcrypt:s>s camelcase:s>s cat:a+>s chunk:il>l clean:s>s compact:l>l contains:ss>b decryptAES:ss>s \
    derivePassword:issss>s dict:a+>m dir:s>s empty:a>b encryptAES:ss>s env:s>s expandenv:s>s ext:s>s first:l>a \
    fromJson:s>a get:ms>a getHostByName:s>s hasKey:ms>b hasPrefix:ss>b hasSuffix:ss>b hello:>s html:a+>s htpasswd:ss>s \
    indent:is>s initial:l>l initials:s>s int:a>i isAbs:s>b join:sa>s js:a+>s kebabcase:s>s kindIs:sa>b kindOf:a>s last:l>a \
    list:a+>l lower:s>s mustAppend:la>l mustChunk:il>l mustCompact:l>l mustFirst:l>a mustInitial:l>l mustLast:l>a \
    mustPrepend:la>l mustPush:la>l mustRegexFind:ss>s mustRegexMatch:ss>b mustRest:l>l mustReverse:l>l mustSlice:la+>a \
    mustUniq:l>l nindent:is>s normalize:s>s nospace:s>s not:a>b now:>t osBase:s>s osClean:s>s osDir:s>s osExt:s>s \
    osIsAbs:s>b plural:ssi>s prepend:la>l print:a+>s printf:sa+>s println:a+>s push:la>l quote:a+>s randAlpha:i>s \
    randAlphaNum:i>s randAscii:i>s randNumeric:i>s regexFind:ss>s regexFindAll:ssi>l regexMatch:ss>b regexQuoteMeta:s>s \
    regexReplaceAll:sss>s regexReplaceAllLiteral:sss>s regexSplit:ssi>l repeat:is>s replace:sss>s rest:l>l reverse:l>l \
    semverCompare:ss>b seq:i+>s set:msa>m sha1sum:s>s sha256sum:s>s shuffle:s>s slice:la+>a snakecase:s>s \
    sortAlpha:a>l split:ss>l splitList:ss>l splitn:sis>m squote:a+>s substr:iis>s swapcase:s>s ternary:aab>a title:s>s \
    toJson:a>s toPrettyJson:a>s toRawJson:a>s toString:a>s toStrings:a>l trim:s>s trimAll:ss>s trimPrefix:ss>s \
    trimSuffix:ss>s trimall:ss>s trunc:is>s tuple:a+>l typeIs:sa>b typeOf:a>s uniq:l>l unset:ms>m until:i>l \
    untilStep:iii>l untitle:s>s upper:s>s urlquery:a+>s uuidv4:>s wrap:is>s wrapWith:iss>s";

/// What a function requires of each operand, and what it returns.
pub(super) struct Signature {
    wants: &'static str,
    is_open: bool,
    pub(super) gives: Sort,
}

/// The signature of a function; `None` if too little is known about it.
pub(super) fn signature(name: &str) -> Option<Signature> {
    let entry = SIGNATURES
        .split(' ')
        .find_map(|entry| entry.strip_prefix(name)?.strip_prefix(':'))?;
    let (wants, gives) = entry.split_once('>')?;
    let (wants, is_open) = wants
        .strip_suffix('+')
        .map_or((wants, false), |wants| (wants, true));
    let gives = gives.chars().next().map_or(Sort::Unknown, sort_of);
    Some(Signature {
        wants,
        is_open,
        gives,
    })
}

fn sort_of(letter: char) -> Sort {
    match letter {
        's' => Sort::Text,
        'i' => Sort::Int,
        'b' => Sort::Bool,
        'm' => Sort::Map,
        'l' => Sort::List,
        't' => Sort::Time,
        _ => Sort::Unknown,
    }
}

impl Signature {
    /// The required sort of the operand at that index, if the given one certainly differs.
    pub(super) fn misses(&self, index: usize, given: Sort) -> Option<Sort> {
        let last = self.wants.len().checked_sub(1).filter(|_| self.is_open);
        let letter = self
            .wants
            .chars()
            .nth(index)
            .or_else(|| self.wants.chars().nth(last?))?;
        let wanted = sort_of(letter);
        let fits = match (wanted, given) {
            // Go has a nil map, and accepts a float without a fraction as an integer.
            (Sort::Unknown, _)
            | (_, Sort::Unknown)
            | (Sort::Map, Sort::Nil)
            | (Sort::Int, Sort::Float | Sort::Complex) => true,
            (wanted, given) => wanted == given,
        };
        (!fits).then_some(wanted)
    }
}

/// Why Go's own functions do not accept such values; `None` if they may.
pub(super) fn refusal(name: &str, given: &[Sort]) -> Option<String> {
    let first = given.first().copied()?;
    let second = given.get(1).copied().unwrap_or_default();
    let words = first.in_words();
    match name {
        "len" if first != Sort::Unknown && !matches!(first, Sort::Text | Sort::List | Sort::Map) => {
            Some(format!("{words} has no length"))
        }
        "call" if first != Sort::Unknown => Some(format!("`call` takes a function, not {words}")),
        "index" if given.len() > 1 && (first.is_number() || matches!(first, Sort::Bool | Sort::Nil)) => {
            Some(format!("{words} has no items"))
        }
        "index" if matches!(first, Sort::Text | Sort::List) && matches!(second, Sort::Text | Sort::Bool) => {
            Some(format!(
                "its items are indexed by whole numbers, not by {}",
                second.in_words()
            ))
        }
        "index" if first == Sort::Map && (second.is_number() || second == Sort::Bool) => Some(format!(
            "its items are indexed by strings, not by {}",
            second.in_words()
        )),
        "lt" | "le" | "gt" | "ge" => {
            let unordered = [first, second].into_iter().find(|sort| {
                matches!(
                    sort,
                    Sort::Bool | Sort::Nil | Sort::List | Sort::Map | Sort::Complex
                )
            });
            match unordered {
                Some(sort) => Some(format!("`{name}` cannot compare {}", sort.in_words())),
                None => unlike(name, first, second),
            }
        }
        "eq" | "ne" => {
            let is_nil = given.contains(&Sort::Nil);
            let lists = given.iter().find(|sort| matches!(sort, Sort::List | Sort::Map));
            match lists.filter(|_| !is_nil && given.len() > 1) {
                Some(sort) => Some(format!("`{name}` cannot compare {}", sort.in_words())),
                None => unlike(name, first, second),
            }
        }
        _ => None,
    }
}

fn unlike(name: &str, first: Sort, second: Sort) -> Option<String> {
    let is_plain = |sort: Sort| sort.is_number() || matches!(sort, Sort::Text | Sort::Bool);
    (is_plain(first) && is_plain(second) && first != second).then(|| {
        let (first, second) = (first.in_words(), second.in_words());
        format!("`{name}` cannot compare {first} with {second}")
    })
}
