import { describe, expect, it } from 'vitest';
import { newIn, readChangelog, versions } from './news';
import { isLater } from './updated';

const log = `# Changelog

All changes.

## Unreleased

### Added

- A **new** thing with \`code\`,
  over two lines.
- See [docs](docs/a.md).

## [0.2.0] - 2026-12-01

### Renamed

Old names keep working,
for a while.

| before | now |
| --- | --- |
| \`a\` | \`b\` |

## 0.1.0

- First.
`;

describe('the changelog', () => {
  it('is read into versions, groups and blocks', () => {
    expect(versions(log)).toEqual([
      {
        name: 'Unreleased',
        groups: [
          {
            title: 'Added',
            blocks: [{ kind: 'list', items: ['A new thing with `code`, over two lines.', 'See docs.'] }],
          },
        ],
      },
      {
        name: '0.2.0',
        groups: [
          {
            title: 'Renamed',
            blocks: [
              { kind: 'text', text: 'Old names keep working, for a while.' },
              { kind: 'table', head: ['before', 'now'], rows: [['`a`', '`b`']] },
            ],
          },
        ],
      },
      { name: '0.1.0', groups: [{ title: '', blocks: [{ kind: 'list', items: ['First.'] }] }] },
    ]);
  });

  it.each([
    ['0.2.0', undefined, ['0.2.0', '0.1.0'], 'what is not released is not in a released version'],
    ['0.2.0', '0.1.0', ['0.2.0'], 'only what came since'],
    ['0.3.0', '0.1.0', ['0.3.0', '0.2.0'], 'a build before its release tells what it brings'],
    ['0.3.0', '0.3.0', [], 'nothing since'],
  ])('tells what is new in %s since %s', (current, since, names, why) =>
    expect(
      newIn(log, current, since).map(({ name }) => name),
      why,
    ).toEqual(names),
  );

  it('that comes with the program tells about its version', async () => {
    const told = newIn(await readChangelog(), '0.1.0');
    expect(told[0]!.groups.map(({ title }) => title)).toContain('Added');
    const text = JSON.stringify(told);
    expect(text, 'no sign of the notation is left').not.toMatch(/\*\*|\]\(|### /);
  });
});

describe('a version', () => {
  it.each([
    ['0.2.0', '0.1.9', true],
    ['0.10.0', '0.9.0', true],
    ['1.0', '0.9.9', true],
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.2.0', false],
    ['0.2.0-rc.1', '0.1.0', true],
  ])('%s is later than %s: %s', (one, other, expected) => expect(isLater(one, other)).toBe(expected));
});
