import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

// Who may import whom. When this fails, the message says where the code should go.

const root = join(process.cwd(), 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((f) => /\.(ts|svelte)$/.test(f) && !/\.test\.ts$/.test(f) && !f.startsWith('test/'))
  .map((f) => f.replaceAll('\\', '/'));

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from\s+|import\s+|import\()'([^']+)'/g)].map(
    (m) => m[1]!,
  );

const inside = (file: string, wanted: string): string =>
  wanted.startsWith('.')
    ? relative(root, normalize(join(root, dirname(file), wanted))).replaceAll('\\', '/')
    : wanted;

/** Where a file lives: its layer and, for components and lib, its domain. */
function location(path: string): { layer: 'views' | 'components' | 'lib' | 'root'; domain: string } {
  const [layer, domain = ''] = path.split('/');
  if (layer === 'views') return { layer, domain: '' };
  if (layer === 'components' || layer === 'lib') return { layer, domain };
  return { layer: 'root', domain: '' };
}

export function fault(file: string, target: string): string | null {
  if (target.startsWith('@tauri-apps/')) {
    return file === 'lib/backend/bindings.ts'
      ? null
      : `${file} imports ${target}: add a command in src-tauri/src/commands, run \`cargo xtask bindings\` and call it`;
  }
  if (!/^(views|components|lib|App|test)\b/.test(target)) return null;
  const from = location(file);
  const to = location(target);
  if (from.layer === 'root' || from.layer === 'views') return null;
  if (to.layer === 'root' || to.layer === 'views')
    return `${file} imports ${target}: what both need goes down into components/shared or lib/shared`;
  if (from.layer === 'lib' && to.layer === 'components')
    return `${file} imports ${target}: lib holds no markup; hand the value up instead`;
  if (to.domain === 'shared') return null;
  if (to.domain === 'backend') {
    const door = /^lib\/backend(\/index|\/opening)?$/.test(target);
    return from.domain === 'backend' || door
      ? null
      : `${file} imports ${target}: types and the connection come from lib/backend`;
  }
  if (from.domain === 'shared')
    return `${file} imports ${target}: shared code knows no domain; move it to ${to.domain}, or pass what it needs`;
  if (from.domain === to.domain) return null;
  return `${file} imports ${target}: a domain never imports another; put what both need into shared, or let a view bring them together`;
}

describe('the walls', () => {
  it('hold for every import', () => {
    const broken = files
      .flatMap((file) => importsOf(file).map((t) => fault(file, inside(file, t))))
      .filter(Boolean);
    expect(broken, broken.join('\n')).toEqual([]);
  });

  it('would notice each kind of break', () => {
    expect(fault('components/backups/A.svelte', 'components/restore/B.svelte'), 'between domains').toContain(
      'never imports another',
    );
    expect(fault('lib/backups/a.ts', 'components/shared/Icon.svelte'), 'markup in lib').toContain(
      'no markup',
    );
    expect(fault('components/shared/A.svelte', 'lib/backups/words'), 'shared knowing a domain').toContain(
      'knows no domain',
    );
    expect(fault('components/shell/A.svelte', 'views/BackupsView.svelte'), 'upward').toContain('goes down');
    expect(fault('lib/settings/a.ts', '@tauri-apps/api/core'), 'Tauri elsewhere').toContain('xtask bindings');
    expect(fault('lib/settings/a.ts', 'lib/backend/fake'), 'the fake in the window').toContain(
      'come from lib/backend',
    );
  });

  it('keep files small enough to read', () => {
    const lines = (f: string) => readFileSync(join(root, f), 'utf8').split('\n').length - 1;
    const svelte = files
      .filter((f) => f.endsWith('.svelte'))
      .map(lines)
      .sort((a, b) => a - b);
    expect(svelte[svelte.length >> 1], 'the median component fits a screen').toBeLessThanOrEqual(80);
    const long = files
      .filter((f) => !f.endsWith('bindings.ts'))
      .filter((f) => lines(f) > (f.endsWith('.svelte') ? 250 : 300));
    expect(long, 'split these into smaller parts').toEqual([]);
  });

  it('leave colours and pixels out of markup', () => {
    const own = files
      .filter((f) => f.endsWith('.svelte') && !f.endsWith('Brand.svelte'))
      .filter((f) =>
        /#[0-9a-f]{6}\b|\b\d+px\b/i.test(readFileSync(join(root, f), 'utf8').replace(/<style>[\s\S]*/, '')),
      );
    expect(own, 'use a class and a token').toEqual([]);
  });
});
