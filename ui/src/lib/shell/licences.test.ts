import { describe, expect, it } from 'vitest';
import { matching, readLicences, reflow } from './licences';

describe('licences', () => {
  it('are those of what this system’s programs contain', async () => {
    const names = async (platform: string) => (await readLicences(platform)).parts.map(({ name }) => name);
    const linux = await names('linux');
    expect(linux).toEqual(expect.arrayContaining(['tauri', 'SQLite', 'svelte', 'webkit2gtk']));
    expect(await names('windows')).not.toContain('webkit2gtk');
    expect(await names('macos')).toContain('objc2');
    expect(linux).not.toContain('objc2');
  });

  it('are found by name, version and licence', () => {
    const part = (name: string, licence: string) => ({
      name,
      version: '1.2.3',
      licence,
      source: '',
      texts: [],
    });
    const parts = [part('serde', 'MIT OR Apache-2.0'), part('ring', 'Apache-2.0 AND ISC')];
    const check = (filter: string, ...names: string[]) =>
      expect(
        matching(parts, filter).map(({ name }) => name),
        filter,
      ).toEqual(names);
    check('', 'serde', 'ring');
    check('SERDE', 'serde');
    check('apache isc', 'ring');
    check('1.2', 'serde', 'ring');
    check('gpl');
  });

  it('are read without the line ends of their writers', () => {
    const long = 'Permission is hereby granted, free of charge, to any person';
    const check = (text: string, expected: string) => expect(reflow(text)).toBe(expected);
    check(`MIT License\n\n${long}\nobtaining a copy\n`, `MIT License\n\n${long} obtaining a copy`);
    check(`   Apache License\n   Version 2.0`, 'Apache License\nVersion 2.0');
    check(`${long}\n  - one\n  (b) two\n  1. three`, `${long}\n- one\n(b) two\n1. three`);
  });
});
