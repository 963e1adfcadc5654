import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';

// Every sentence a person reads stands in a `messages.ts` of its domain: none in markup, none in logic.

const root = join(process.cwd(), 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((f) => f.replaceAll('\\', '/'))
  .filter((f) => /\.(ts|svelte)$/.test(f) && !/(\.test\.ts|messages\.ts|^main\.ts)$/.test(f))
  // What answers for the engine speaks as the engine does.
  .filter((f) => !/^(test|lib\/backend)\//.test(f));

type Node = { type: string; start: number; end: number; [part: string]: unknown };

/** Attributes and properties of components whose text is shown or read out. */
const SHOWN = new Set(
  'title text label aria-label placeholder note cancel unit word alt leftTitle rightTitle what'.split(' '),
);
/** Names of things, no words of ours. */
const NAMES = new Set(['Mantrae', 'RESTORE.txt', 'en-GB', 'Del', 'Space', 'Ctrl', 'Shift', 'Alt', 'Mod']);
const KEYS = /^(Enter|Escape|Delete|Home|End|Tab|Backspace|(Arrow|Page)(Up|Down|Left|Right))$/;
/** What only looks like words: drawings, selectors, classes, keys, placeholders for an address or a command. */
const CODE = /^<|\[|[(<>{}=]|^https?:|^(sudo|st) |^Mod\+|^(Shift|Alt|Ctrl)[-+ ]|^[↑↓ ]|^\w+, \w+, \w+$/;
const CLASSES = /^[a-z-]+( [a-z-]+)+$/;

const hasLetters = (text: string) => /\p{L}{2}/u.test(text);
const isSentence = (text: string): boolean =>
  !CODE.test(text) &&
  (/^\s*\p{Lu}\p{Ll}+/u.test(text) || /\p{Ll}{2}[.,:;]? \p{L}/u.test(text) || /\p{L}…$/u.test(text));

/** Literals with words in a piece of code. Where the code is shown as it is, one lower-case word counts too. */
function inCode(node: unknown, shown: boolean, parent: Node | null, part: string, found: string[]): void {
  if (Array.isArray(node)) return node.forEach((one) => inCode(one, shown, parent, part, found));
  if (!node || typeof (node as Node).type !== 'string') return;
  const one = node as Node;
  if (/^(Import|ExportAll|TS(?!As|NonNull|Satisfies))/.test(one.type)) return;
  const name =
    one.type === 'Literal' && typeof one.value === 'string'
      ? one.value
      : one.type === 'TemplateLiteral'
        ? (one.quasis as { value: { cooked: string } }[]).map((q) => q.value.cooked).join('…')
        : null;
  if (name !== null) {
    const compared =
      parent?.type === 'BinaryExpression' ||
      (parent?.type === 'SwitchCase' && part === 'test') ||
      parent?.type === 'MemberExpression' ||
      (parent?.type === 'Property' && part === 'key') ||
      (parent?.type === 'CallExpression' && shown);
    if (
      compared ||
      NAMES.has(name) ||
      KEYS.test(name) ||
      /^…T12:00$|^Mantrae …$|^BACKUP_|^minio\./.test(name)
    )
      return;
    if (shown ? hasLetters(name) && !CODE.test(name) : isSentence(name) && !CLASSES.test(name))
      found.push(name);
  }
  for (const [key, value] of Object.entries(one))
    if (typeof value === 'object' && !/^(loc|typeAnnotation|returnType|typeParameters)$/.test(key))
      inCode(value, shown, one, key, found);
}

/** Sentences in markup: text, attributes that are shown, and expressions between them. */
function inMarkup(node: Node, found: string[]): void {
  if (node.type === 'Text') {
    const text = (node.data as string).trim();
    if (hasLetters(text) && !NAMES.has(text)) found.push(text);
  }
  if (node.type === 'ExpressionTag') return inCode(node.expression, true, null, '', found);
  for (const attribute of (node.attributes ?? []) as Node[]) {
    const values = (Array.isArray(attribute.value) ? attribute.value : [attribute.value]) as Node[];
    const shown = attribute.type === 'Attribute' && SHOWN.has(attribute.name as string);
    for (const value of values) {
      if (
        value?.type === 'Text' &&
        shown &&
        hasLetters(value.data as string) &&
        !CODE.test(value.data as string)
      )
        found.push(`${attribute.name}="${value.data}"`);
      if (value?.type === 'ExpressionTag') inCode(value.expression, shown, null, '', found);
    }
  }
  for (const part of ['expression', 'test', 'declaration']) inCode(node[part], false, null, '', found);
  for (const part of [
    'fragment',
    'body',
    'consequent',
    'alternate',
    'fallback',
    'pending',
    'then',
    'catch',
  ]) {
    const inner = node[part] as { nodes?: Node[] } | undefined;
    inner?.nodes?.forEach((one) => inMarkup(one, found));
  }
}

/** The sentences of a component or module that are not taken from messages. */
export function sentences(source: string, isModule = false): string[] {
  const ast = parse(isModule ? `<script lang="ts">\n${source}\n</script>` : source, { modern: true });
  const found: string[] = [];
  (ast.fragment.nodes as unknown as Node[]).forEach((node) => inMarkup(node, found));
  for (const script of [ast.module, ast.instance]) inCode(script?.content, false, null, '', found);
  return found;
}

describe('texts', () => {
  it('stand in the messages of their domain', () => {
    const astray = files.flatMap((file) =>
      sentences(readFileSync(join(root, file), 'utf8'), file.endsWith('.ts')).map(
        (text) => `${file}: ${text}`,
      ),
    );
    expect(astray, `move into lib/<domain>/messages.ts:\n${astray.join('\n')}`).toEqual([]);
  });

  it.each([
    ['<p>Back up now</p>'],
    ['<p>{n} kept</p>'],
    ['<Button aria-label="Close" />'],
    ['<Row title="Undo: {name}" />'],
    ['<p>{on ? "on" : "off"}</p>'],
    ['<Row note={on ? "Until then" : null} />'],
    ['<script>const rows = [{ label: "Every day" }];</script>'],
    ['<script>say(`${n} backups deleted`);</script>'],
  ])('finds %s', (source) => expect(sentences(source)).toHaveLength(source.includes('"on"') ? 2 : 1));

  it.each([
    ['<p class="st is-failed">{t.close}</p>'],
    ['<p>{kind === "failed" ? t.a : t.b}</p>'],
    ['<input type="checkbox" onkeydown={(e) => e.key === "Escape" && go("back")} />'],
    ['<script>nav.go("settings", { section: "storage" });</script>'],
  ])('passes over %s', (source) => expect(sentences(source)).toEqual([]));

  it('is quoted one way', () => {
    const other = files
      .concat(
        readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('messages.ts')),
      )
      .filter((f) => /'[^'\n]*"[^'\n]+"[^'\n]*'|`[^`\n]*"\$\{/.test(readFileSync(join(root, f), 'utf8')))
      .filter((f) => f.endsWith('messages.ts'));
    expect(other, 'names stand between “ and ”').toEqual([]);
  });
});
