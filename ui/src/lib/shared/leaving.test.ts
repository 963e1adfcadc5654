import { describe, expect, it, vi } from 'vitest';
import { Navigation } from './navigation.svelte';

const draft = (dirty = true, saved = true) => ({
  what: 'The rule',
  dirty: () => dirty,
  save: vi.fn(async () => saved),
  discard: vi.fn(),
});

describe('leaving what is not saved', () => {
  it('goes at once where nothing was changed', () => {
    const nav = new Navigation();
    nav.leaving.watch(draft(false));
    nav.go('backups');
    expect([nav.screen, nav.question]).toEqual(['backups', null]);
  });

  it('asks first, and stays until there is an answer', () => {
    const nav = new Navigation({ screen: 'settings', show: { section: 'retention' } });
    nav.leaving.watch(draft());
    nav.go('backups');
    expect([nav.screen, nav.question?.kind]).toEqual(['settings', 'leave']);
    expect(nav.leaving.what).toBe('The rule');
    nav.answer();
    expect(nav.screen, 'Stay').toBe('settings');
  });

  it('asks between sections of one screen, but not for the section itself', () => {
    const nav = new Navigation({ screen: 'settings', show: { section: 'retention' } });
    nav.leaving.watch(draft());
    nav.go('settings', { section: 'retention' });
    expect(nav.question).toBeNull();
    nav.go('settings', { section: 'app' });
    expect(nav.question?.kind).toBe('leave');
  });

  it('saves and goes, or stays when it could not be saved', async () => {
    for (const saved of [true, false]) {
      const nav = new Navigation({ screen: 'settings' });
      const rule = draft(true, saved);
      nav.leaving.watch(rule);
      nav.go('backups');
      await nav.leaving.saveAndGo();
      expect(rule.save).toHaveBeenCalledOnce();
      expect(nav.screen).toBe(saved ? 'backups' : 'settings');
    }
  });

  it('discards and goes, also back and into a task', () => {
    for (const lead of [
      (nav: Navigation) => nav.back(),
      (nav: Navigation) => nav.begin({ kind: 'import', profile: 'x', from: { paths: [] } }),
    ]) {
      const nav = new Navigation();
      nav.go('settings');
      const rule = draft();
      nav.leaving.watch(rule);
      lead(nav);
      expect(nav.question?.kind).toBe('leave');
      nav.leaving.discardAndGo();
      expect(rule.discard).toHaveBeenCalledOnce();
      expect(nav.screen === 'overview' || nav.task !== null).toBe(true);
    }
  });

  it('no longer asks for what is gone', () => {
    const nav = new Navigation();
    nav.leaving.watch(draft())();
    nav.go('backups');
    expect(nav.screen).toBe('backups');
  });
});

describe('a question that takes a yes', () => {
  const question = { kind: 'clean-up' } as const;
  it('waits for it', async () => {
    const nav = new Navigation();
    const said = nav.consent(question);
    nav.answer(true);
    expect(await said).toBe(true);
  });
  it('hears a no in everything else', async () => {
    const nav = new Navigation();
    const closed = nav.consent(question);
    nav.answer();
    const overtaken = nav.consent(question);
    nav.ask({ kind: 'help' });
    expect([await closed, await overtaken]).toEqual([false, false]);
  });
});

describe('a detour', () => {
  it('keeps what was begun for the way back', () => {
    const nav = new Navigation({ screen: 'settings', show: { section: 'retention' } });
    nav.leaving.watch(draft());
    const kept = { section: 'retention' as const, rule: { kind: 'keep-some' as const } };
    nav.detour(kept, 'backups', { selected: ['a'] });
    expect([nav.screen, nav.question], 'without a question').toEqual(['backups', null]);
    nav.leaving.watch(draft(false));
    nav.back();
    expect(nav.spot).toEqual({ screen: 'settings', show: kept });
  });
});
