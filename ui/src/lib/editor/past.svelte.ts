import type { ComponentHistory, ComponentRef, FieldDifference, Version } from '../backend';
import { asFailure, inWords } from '../shared/failure';
import type { Session } from '../shared/session.svelte';
import { label } from '../shared/yaml';
import { capital, list } from '../shared/words';
import { t } from './messages';

/** So many fields are named before it is only said how many there are. */
const NAMED = 2;

/** What a component was over time; two versions of it are compared. */
export class Past {
  history = $state.raw<ComponentHistory | null>(null);
  fields = $state.raw<FieldDifference[] | null>(null);
  view = $state<'fields' | 'text'>('fields');
  reading = $state(false);
  /** Why nothing can be shown. */
  failed = $state<string | null>(null);
  /** The two versions that are compared, counted from the latest: the older one first. */
  picked = $state.raw<[number, number]>([0, 0]);
  readonly #session: Session;

  readonly versions = $derived(this.history?.versions ?? []);
  readonly older = $derived(this.versions[this.picked[0]] ?? null);
  readonly newer = $derived(this.versions[this.picked[1]] ?? null);
  /** The version before is there, so that there is something to compare. */
  readonly differs = $derived(this.picked[0] !== this.picked[1]);

  constructor(session: Session) {
    this.#session = session;
  }

  /** Reads it; once the backups were searched, they are searched again. */
  async read(component: ComponentRef, backups = this.#searched(component)): Promise<void> {
    this.reading = true;
    const chosen = this.#sameAs(component) ? [this.older?.id, this.newer?.id] : [];
    try {
      this.history = await this.#session.backend.componentHistory(component, backups);
      this.failed = null;
      const index = (id: string | undefined) => this.versions.findIndex((one) => one.id === id);
      const [older, newer] = [index(chosen[0]), index(chosen[1])];
      this.picked = older > newer && newer >= 0 ? [older, newer] : [Math.min(1, this.versions.length - 1), 0];
      await this.compare();
    } catch (thrown) {
      this.history = null;
      this.failed = inWords(asFailure(thrown));
    } finally {
      this.reading = false;
    }
  }

  /** The nearer of the two picked versions moves to this one. */
  pick = (index: number): void => {
    const [older, newer] = this.picked;
    if (index === older || index === newer) return;
    const movesOlder = index > older || (index > newer && older - index < index - newer);
    this.picked = movesOlder ? [index, newer] : [older, index];
    void this.compare();
  };

  async compare(): Promise<void> {
    const { older, newer } = this;
    const component = this.history?.component;
    this.fields = null;
    if (!component || !older?.lines || !newer?.lines || older === newer) return;
    const fields = await this.#session.backend
      .compareVersions(component, older.id, newer.id)
      .catch(() => null);
    if (this.older === older && this.newer === newer) this.fields = fields;
  }

  /** The lines of the older version, under the component's present name. */
  lines(): Promise<string | null> {
    const { older } = this;
    const component = this.history?.component;
    if (!component || !older) return Promise.resolve(null);
    return this.#session.backend.linesOfVersion(component, older.id);
  }

  #sameAs(component: ComponentRef): boolean {
    const shown = this.history?.component;
    return (
      shown?.profile === component.profile && shown.kind === component.kind && shown.name === component.name
    );
  }

  #searched(component: ComponentRef): boolean {
    return this.#sameAs(component) && this.history?.backups != null;
  }
}

/** What happened, in a few words. */
export function headline(version: Version, before: Version | undefined): string {
  if (!version.existed) return t.wasDeleted;
  if (version.cause === 'backup' || version.cause === 'earlier') return t.asItWas;
  if (!before || !before.existed) return t.wasCreated;
  if (before.name !== version.name) return t.wasRenamed(before.name);
  const names = [...new Set(version.fields.map((one) => label(one.path.split(/[.[]/)[0]!)))];
  if (names.length > NAMED) return t.fieldsChanged(names.length);
  if (names.length > 0) return capital(list(names.map((one, i) => (i === 0 ? one : one.toLowerCase()))));
  if (before.enabled !== version.enabled) return version.enabled ? t.wasTurnedOn : t.wasTurnedOff;
  return version.lines === null || before.lines === null ? t.somethingChanged : t.commentsChanged;
}

/** By what it came about. */
export const origin = (version: Version): string =>
  ({
    edit: '',
    import: t.byImport,
    restore: t.byRestore,
    'profile-deletion': t.byProfileDeletion,
    backup: version.sentence,
    earlier: t.beforeRecords,
    outside: t.byOthers,
  })[version.cause];
