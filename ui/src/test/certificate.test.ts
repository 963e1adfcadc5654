import { describe, expect, it } from 'vitest';
import '../components/editor/parts';
import '../lib/editor/code';
import type { FieldEdit } from '../lib/backend';
import { open, screen, settle } from './window';

const PEM = '-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----';

describe('a certificate', { timeout: 60_000 }, () => {
  it('says its names, its issuer, its end, and whether the key fits', async () => {
    await open('editor-certificate');
    await settle(200);
    const said = (await screen.findByTestId('certificate')).textContent!.replace(/\s+/g, ' ').trim();
    expect(said).toMatch(
      /^Names example.com, \*.example.com Issuer R11 Expires 4 Dec 2026, 12:00 · in 22 days Key/,
    );
    expect(said).toMatch(/Key belongs to another certificate$/);
  });

  it('keeps its lines when it is pasted', async () => {
    const edits: FieldEdit[][] = [];
    const { user } = await open('editor-certificate', (backend) => {
      const { editDraft } = backend;
      backend.editDraft = (component, lines, sent) => (edits.push(sent), editDraft(component, lines, sent));
    });
    await settle(200);
    await user.click(await screen.findByLabelText('Cert file'));
    await user.paste(PEM);
    await settle(200);
    expect(edits).toEqual([[{ edit: 'set', path: ['certFile'], value: `${PEM.replaceAll('\r', '')}\n` }]]);
  });
});
