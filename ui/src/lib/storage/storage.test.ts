import { describe, expect, it } from 'vitest';
import type { Cure, SecretState, StorageTest, StorageTestStep } from '../backend';
import { cureField, cureWord, outcome, warnings, secretWord, waiting, whereItIs } from './words';

const step = (
  name: StorageTestStep['name'],
  ending: StorageTestStep['ending'],
  message = 'said',
): StorageTestStep => ({
  name,
  ok: ending !== 'failed',
  ending,
  message,
  hint: null,
  cure: null,
});
const storageTest = (steps: StorageTestStep[], more: Partial<StorageTest> = {}): StorageTest => ({
  name: 'Cellar',
  ok: steps.every((one) => one.ok),
  finished: true,
  append_only: false,
  steps,
  ...more,
});

describe('the button beside a failure', () => {
  it.each<[Cure, string, string | null]>([
    [{ cure: 'check-address' }, 'Check the address', 'endpoint'],
    [{ cure: 'trust-ca-file' }, 'Trust a CA file…', null],
    [{ cure: 'set-clock' }, 'How to fix', null],
    [{ cure: 'enter-key' }, 'Enter the key again', 'secret'],
    [{ cure: 'unlock-keyring' }, 'Unlock', null],
    [{ cure: 'use-path-style', path: true }, 'Use path style', null],
    [{ cure: 'use-path-style', path: false }, 'Use virtual host style', null],
    [{ cure: 'use-region', region: 'eu-central-1' }, 'Use eu-central-1', null],
    [{ cure: 'create-bucket' }, 'Create bucket', null],
    [{ cure: 'check-bucket' }, 'Check the bucket', 'bucket'],
    [{ cure: 'copy-policy' }, 'Copy the minimal policy', null],
    [{ cure: 'let-bucket-clean-up' }, 'How to set this up', null],
    [{ cure: 'check-folder' }, 'Check the folder', null],
    [{ cure: 'set-up-folder' }, 'Set up the folder', null],
    [
      { cure: 'trust-host', key: { algorithm: 'RSA', fingerprint: 'SHA256:a' } },
      'Trust this computer…',
      null,
    ],
  ])('%o', (cure, word, field) => expect([cureWord(cure), cureField(cure)]).toEqual([word, field]));
});

describe('a storage test in words', () => {
  it('is one sentence', () => {
    expect(outcome(storageTest([step('write', 'ok')]))).toBe('It works');
    expect(outcome(storageTest([step('write', 'ok')], { finished: false }))).toBe('Testing…');
    expect(outcome(storageTest([step('delete', 'warning')], { append_only: true }))).toContain('append-only');
    expect(outcome(storageTest([step('name', 'failed', 'No computer is called `x`')]))).toBe(
      'The test failed: No computer is called `x`',
    );
  });

  it('has a line for what failed or is to know, and for nothing else', () =>
    expect(
      warnings(
        storageTest([
          step('name', 'ok'),
          step('certificate', 'warning'),
          step('bucket', 'failed'),
          step('list', 'skipped'),
        ]),
      ).map((one) => one.name),
    ).toEqual(['certificate', 'bucket']));
});

describe('a location in words', () => {
  it.each([
    ['https://minio.home:9000', 'backups on minio.home:9000'],
    ['', 'backups'],
  ])('%s', (endpoint, words) => expect(whereItIs({ endpoint, bucket: 'backups' })).toBe(words));

  it.each<[SecretState['whereabouts'], string, boolean]>([
    ['keyring', 'In GNOME Keyring', false],
    ['environment', 'Set by the environment', false],
    ['session', 'In memory until Mantrae quits', false],
    ['locked', 'The keyring is locked', true],
    ['no-keyring', 'There is no keyring', true],
    ['missing', 'Missing', true],
  ])('with its secret %s', (whereabouts, word, waits) => {
    const state: SecretState = { location: 'a', whereabouts, problem: null };
    expect(secretWord(state, 'GNOME Keyring')).toBe(word);
    expect(waiting(state) !== null, 'waits').toBe(waits);
  });
});
