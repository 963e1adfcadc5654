import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

// What only one component draws is styled in it, with tokens; the sheets hold tokens, the base and shared controls.

const root = join(process.cwd(), 'src');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const all = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((f) => f.replaceAll('\\', '/'));
const components = all.filter((f) => f.endsWith('.svelte'));
const sheets = all.filter((f) => f.startsWith('styles/') && f.endsWith('.css'));

const bare = (css: string) => css.replace(/\/\*[\s\S]*?\*\//g, '');
const selectorsOf = (css: string): string[] =>
  [...bare(css).matchAll(/([^{};]+)\{/g)]
    .map((m) => m[1]!.trim())
    .filter((s) => !/^@|^(from|to|\d+%)/.test(s));
const classesOf = (selector: string) => [...selector.matchAll(/\.([a-z][\w-]*)/g)].map((m) => m[1]!);

/** What a style says that only a token may say. */
export function ownValues(css: string): string[] {
  const declarations = [...bare(css).matchAll(/(?:^|[{;])\s*([a-z-]+):\s*([^;{}]+)(?=[;}])/g)];
  return declarations
    .filter(([, property, value]) => {
      if (/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|lab)a?\(/i.test(value!)) return true;
      // A hairline is one to three pixels on every screen.
      if ([...value!.matchAll(/(?<![\w.-])-?(\d*\.?\d+)px/g)].some((m) => Number(m[1]) > 3)) return true;
      const byToken = /^(font(-size)?|line-height|font-weight|border-radius|padding.*|.*gap|transition.*)$/;
      return byToken.test(property!) && /(?<![\w-])\d*\.?\d+(rem|em|m?s)\b|^\d{3}$/.test(value!);
    })
    .map(([, property, value]) => `${property}: ${value!.trim()}`);
}

/** The sheet that a class belongs to is the first to say what it looks like by itself. */
function definitions(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  // How all of it adapts to a narrow window or to the system is the business of one sheet.
  for (const sheet of sheets.filter((f) => !f.endsWith('/adapt.css')))
    for (const selector of selectorsOf(read(sheet)).flatMap((s) => s.split(',')))
      if (/^\s*\.[a-z][\w-]*\s*$/.test(selector)) {
        const name = selector.trim().slice(1);
        found.set(name, (found.get(name) ?? new Set()).add(sheet));
      }
  return found;
}

describe('styles', () => {
  it('use tokens only in components', () => {
    const own = components.flatMap((file) =>
      ownValues(/<style>([\s\S]*)<\/style>/.exec(read(file))?.[1] ?? '').map((what) => `${file}: ${what}`),
    );
    expect(own, `a token of styles/tokens.css instead:\n${own.join('\n')}`).toEqual([]);
  });

  it('define no class in two sheets', () => {
    const twice = [...definitions()].filter(([, where]) => where.size > 1);
    expect(twice.map(([name, where]) => `.${name}: ${[...where].join(', ')}`)).toEqual([]);
  });

  it('leave no class in the sheets that nobody draws', () => {
    const code = all
      .filter((f) => /\.(svelte|ts)$/.test(f) && !/\.test\.ts$|messages\.ts$|^lib\/backend\//.test(f))
      .map((f) => read(f).replace(/<style>[\s\S]*<\/style>/, ''))
      .join('\n');
    // “is-{tone}”, “{change}-word”: the rest of the name is put together.
    const drawn = (name: string) =>
      new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code) ||
      (/^is-/.test(name) && /is-[{$]/.test(code)) ||
      (/-word$/.test(name) && /\}-word/.test(code));
    const dead = [...new Set(sheets.flatMap((f) => selectorsOf(read(f))).flatMap(classesOf))].filter(
      (name) => !drawn(name),
    );
    expect(dead, 'nothing has these classes').toEqual([]);
  });

  it('say what every class looks like where it is drawn', () => {
    const styleOf = (file: string) => /<style>([\s\S]*)<\/style>/.exec(read(file))?.[1] ?? '';
    const shared = new Set(sheets.flatMap((f) => selectorsOf(read(f))).flatMap(classesOf));
    // What a component says of others: `.bar :global(.field)`.
    for (const file of components)
      for (const [, part] of styleOf(file).matchAll(/:global\(([^)]*)\)/g))
        classesOf(part!).forEach((name) => shared.add(name));
    const bareNames = components.flatMap((file) => {
      const own = new Set(selectorsOf(styleOf(file)).flatMap(classesOf));
      const markup = read(file).replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
      const names = [...markup.matchAll(/\sclass="([^"{}]+)"/g)].flatMap((m) => m[1]!.split(/\s+/));
      return names.filter((name) => !own.has(name) && !shared.has(name)).map((name) => `${file}: ${name}`);
    });
    expect(bareNames, 'style these here, or in a sheet if others draw them too').toEqual([]);
  });

  it('of one component are not in the sheets', () => {
    const users = (name: string) =>
      components.filter((f) => new RegExp(`class=[^>]*(?<![\\w-])${name}(?![\\w-])`).test(read(f)));
    const strays = [...definitions().keys()].filter((name) => {
      if (/^is-/.test(name)) return false;
      const [only, ...more] = users(name);
      const isOwn = only !== undefined && more.length === 0 && !only.startsWith('components/shared/');
      return isOwn && !new RegExp(`<[A-Z][^>]*class=[^>]*\\b${name}\\b`).test(read(only));
    });
    expect(strays, 'style these in their component').toEqual([]);
  });

  it.each([
    ['.a { color: #fff; }', 1],
    ['.a { padding: 10px; font-size: 0.8rem; }', 2],
    ['.a { box-shadow: 0 0 0 1px rgb(0 0 0 / 0.1); }', 1],
    ['.a { border: 1px solid var(--line-1); width: 9.5rem; padding: var(--s-3) 0; }', 0],
  ])('%s', (css, wrong) => expect(ownValues(css)).toHaveLength(wrong));
});
