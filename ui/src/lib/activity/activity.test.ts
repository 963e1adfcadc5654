import { describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../backend';
import { asText, masked } from './copy';
import { localDay } from './log.svelte';

describe('copying details', () => {
  it.each([
    ['at /home/ada/traefik/a.yml', 'at ~/traefik/a.yml', 'home on Linux'],
    ['at /Users/ada/a.yml', 'at ~/a.yml', 'home on macOS'],
    ['at C:\\Users\\ada\\a.yml', 'at ~\\a.yml', 'home on Windows'],
    [
      'https://x/y?X-Amz-Signature=abc123&part=1',
      'https://x/y?X-Amz-Signature=•••&part=1',
      'signed addresses',
    ],
    ['https://ada:pw@host/', 'https://•••@host/', 'a name and password in an address'],
    ['hash $2y$05$kYp3wq1B0sYc', 'hash •••', 'password hashes'],
    [
      '0 bytes free on /home, 412 KB needed',
      '0 bytes free on /home, 412 KB needed',
      'but not the plain sentence',
    ],
  ])('%s', (text, expected, why) => expect(masked(text), why).toBe(expected));

  it('tells the whole story in plain text', () => {
    const entry: ActivityEntry = {
      id: '1',
      kind: 'backup',
      trigger: 'schedule',
      started_at: '2026-11-10T01:00:00Z',
      finished_at: '2026-11-10T01:00:00.400Z',
      outcome: 'failed',
      sentence: 'Backup failed',
      detail: 'the disk was full',
      steps: [
        { name: 'Copy', state: 'done', message: null },
        { name: 'Save here', state: 'failed', message: '0 bytes free on /home/ada' },
      ],
      backup: null,
      undoable: false,
      undone: false,
      failure: { code: 'storage', message: 'No room', hint: 'Make room', retry: true },
    };
    const text = asText(entry, '0.1.0');
    for (const part of [
      'Backup failed (failed)',
      'took 0.4 s',
      '2. Save here: failed (0 bytes free on ~)',
      'Failure: storage: No room',
      'Hint: Make room',
      'Mantrae 0.1.0',
    ])
      expect(text).toContain(part);
    expect(text, 'no home folder').not.toContain('ada');
  });
});

describe('days of the log', () => {
  it('are local days', () =>
    expect(localDay(new Date(2026, 10, 12, 0, 30)), 'half past midnight is already the 12th here').toBe(
      '2026-11-12',
    ));
});
