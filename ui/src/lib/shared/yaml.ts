// Enough of YAML to colour a line and to show a body's first level; the engine does the reading that matters.

export type Tone = 'key' | 'text' | 'word' | 'note' | 'plain';
export type Token = { tone: Tone; text: string };

/** Colours of one line: the key, what follows, and a comment. */
export function tokens(line: string): Token[] {
  const found: Token[] = [];
  const add = (tone: Tone, text: string | undefined) => text && found.push({ tone, text });
  const comment = /^(\s*)(#.*)$/.exec(line);
  if (comment) {
    add('plain', comment[1]);
    add('note', comment[2]);
    return found;
  }
  const [, lead = '', key, colon, rest = ''] =
    /^(\s*(?:- )*)(?:([^\s:"'#][^:"'#]*?|"[^"]*"|'[^']*')(:)(?=\s|$))?(.*)$/.exec(line) ?? [];
  add('plain', lead);
  add('key', key);
  add('plain', colon);
  const [, gap = '', value = ''] = /^(\s*)(.*)$/.exec(rest) ?? [];
  add('plain', gap);
  add(/^(true|false|null|~|-?\d+(\.\d+)?)$/.test(value) ? 'word' : 'text', value);
  return found;
}

export type FieldOfBody = { name: string; values: string[]; nested: string | null };

const bare = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/** The first level of a body: single values and lists of them as such, anything deeper as its own text. */
export function fields(yaml: string): FieldOfBody[] {
  const found: FieldOfBody[] = [];
  const blocks: string[][] = [];
  for (const line of yaml.split('\n')) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (/^[^\s-]/.test(line)) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  }
  for (const [head = '', ...body] of blocks) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(head) ?? [];
    if (name === '') continue;
    const isList =
      body.length > 0 && body.every((l) => /^\s*- [^\s{[|>&*][^:]*$/.test(l) || /^\s*- "[^"]*"$/.test(l));
    if (value !== '' && body.length === 0)
      found.push({ name: bare(name), values: [bare(value)], nested: null });
    else if (isList)
      found.push({ name: bare(name), values: body.map((l) => bare(l.replace(/^\s*- /, ''))), nested: null });
    else found.push({ name: bare(name), values: [], nested: dedent(value ? [value, ...body] : body) });
  }
  return found;
}

function dedent(lines: string[]): string {
  const depth = Math.min(...lines.map((l) => l.search(/\S/)));
  return lines.map((l) => l.slice(depth)).join('\n');
}

/** certResolver → Cert resolver: a field's name as a label. */
export const label = (name: string): string => {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/\b([A-Z][a-z]+)\b/g, (w) => w.toLowerCase());
  return /^(tls|url)$/i.test(name) ? name.toUpperCase() : words.charAt(0).toUpperCase() + words.slice(1);
};
