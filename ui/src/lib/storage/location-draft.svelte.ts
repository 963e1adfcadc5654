import type {
  Checked,
  Cure,
  Field,
  Keep,
  LocationSettings,
  Preset,
  S3Location,
  StorageTest,
  Wrong,
} from '../backend';
import { asFailure } from '../shared/failure';
import type { Draft } from '../shared/leaving.svelte';
import type { Session } from '../shared/session.svelte';
import { cureField, outcome } from './words';
import { t } from './messages';
import { common } from '../shared/messages';

export const NEW = 'new';

export const blank = (): S3Location => ({
  id: '',
  name: '',
  preset: 'own',
  endpoint: '',
  region: '',
  bucket: '',
  path: 'backups/',
  access_key_id: '',
  addressing: null,
  checksums: null,
  ca_file: null,
  plain_http: false,
  enabled: true,
});

const same = (a: S3Location, b: S3Location): boolean => JSON.stringify(a) === JSON.stringify(b);

/** One S3 location while somebody fills it in, tries it out and saves it. */
export class LocationDraft implements Draft {
  location = $state<S3Location>(blank());
  secret = $state('');
  keep = $state<Keep>('keyring');
  /** The secret is being entered anew. */
  replacing = $state(false);
  /** What was changed of what was typed, since the form was opened. */
  changes = $state<string[]>([]);
  plain = $state(false);
  /** What is wrong with fields that were looked at. */
  #wrong = $state<Wrong[]>([]);
  #seen = $state<Field[]>([]);
  tried = $state(false);
  testing = $state(false);
  storageTest = $state.raw<StorageTest | null>(null);
  testedAt = $state<string | null>(null);
  /** What the last storage test was about. */
  #tested = $state('');
  #base = $state.raw<S3Location>(blank());
  readonly #session: Session;
  readonly #look: (field: Field) => void;
  readonly #done: (saved: S3Location | null) => void;

  readonly isNew: boolean;
  readonly changed = $derived.by(() => !same(this.location, this.#base) || this.secret !== '');
  readonly wrong = $derived.by((): Partial<Record<Field, string>> => {
    const shown = this.#wrong.filter((one) => this.tried || this.#seen.includes(one.field));
    return Object.fromEntries(shown.map((one) => [one.field, one.message]));
  });

  /** `look` is told which field the person has to look at; `done` what was saved, or null when it was thrown away. */
  constructor(
    session: Session,
    location: S3Location | null,
    on: { look: (field: Field) => void; done: (saved: S3Location | null) => void },
  ) {
    this.#session = session;
    this.#look = on.look;
    this.#done = on.done;
    this.isNew = location === null;
    this.#base = location ? { ...location } : blank();
    this.location = { ...this.#base };
    this.storageTest = (location && session.storageTests[location.id]) ?? null;
  }

  get what(): string {
    return this.isNew ? t.theNewStorage : t.storageNamed(this.#base.name);
  }

  /** What the last storage test said still holds for what stands in the form. */
  get fresh(): boolean {
    return this.storageTest !== null && this.#tested === this.#state();
  }

  dirty = (): boolean => this.changed;

  discard = (): void => {
    this.location = { ...this.#base };
    this.secret = '';
    this.replacing = false;
    this.changes = [];
    this.#wrong = [];
    this.#seen = [];
    this.tried = false;
    this.#done(null);
  };

  /** Somebody else changed the location: it is taken over unless this one was begun to be changed. */
  follow = (location: S3Location): void => {
    if (same(location, this.#base)) return;
    if (!this.changed) this.location = { ...location };
    this.#base = { ...location };
  };

  choose = (preset: Preset, state: LocationSettings): void => {
    const facts = state.presets.find((one) => one.preset === preset);
    const before = this.location.preset;
    this.location.preset = preset;
    if (!facts || before === preset) return;
    this.location.addressing = null;
    this.location.checksums = null;
    // What belongs to the provider before makes no sense with this one.
    this.location.endpoint = '';
    this.location.region = '';
    this.changes = [];
    void this.leave('region');
  };

  /** A field was left: what was typed is cleaned, and told. */
  leave = async (field: Field): Promise<void> => {
    if (!this.#seen.includes(field) && this.#filled(field)) this.#seen = [...this.#seen, field];
    await this.look();
  };

  look = async (): Promise<Checked | null> => {
    let checked: Checked | null = null;
    await this.#session.attempt(t.storageCouldNotBeChecked, async () => {
      const asked = { ...this.location };
      checked = await this.#session.backend.checkLocation(asked);
      // A name is given only when it is saved: until then the field stays empty.
      const clean: S3Location = { ...checked.location, name: asked.name.trim() };
      const keys = Object.keys(asked) as (keyof S3Location)[];
      const cleaned = keys.filter((key) => clean[key] !== asked[key]);
      // Somebody types on while it is looked at: what they type is theirs, and is looked at when they leave it.
      if (cleaned.some((key) => this.location[key] !== asked[key])) return;
      const change = Object.fromEntries(cleaned.map((key) => [key, clean[key]]));
      this.location = { ...this.location, ...change };
      this.changes = [...this.changes, ...checked.changes.filter((told) => !this.changes.includes(told))];
      this.#wrong = checked.wrong;
      this.plain = checked.plain;
    });
    return checked;
  };

  /** Tries it out; true when backups can be kept there. */
  test = async (): Promise<boolean> => {
    if (!(await this.#sound())) return false;
    this.testing = true;
    this.storageTest = null;
    this.#tested = this.#state();
    try {
      this.storageTest = await this.#session.backend.testLocation({ ...this.location }, this.secret || null);
      this.#session.messages.speak(outcome(this.storageTest));
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'key-needed') this.#needSecret();
      else
        this.#session.messages.fail(t.storageCouldNotBeTested, thrown, () => {
          this.#session.messages.clear();
          void this.test();
        });
    } finally {
      this.testing = false;
      this.testedAt = new Date().toISOString();
    }
    return this.storageTest?.ok ?? false;
  };

  /** A step of a storage test that runs, begun here or elsewhere. */
  heard = (storageTest: StorageTest): void => {
    this.storageTest = storageTest;
  };

  save = async (): Promise<boolean> => {
    const { backend, messages, nav } = this.#session;
    if (!(await this.#sound())) return false;
    if (!this.fresh || !this.storageTest?.ok) {
      const why = this.fresh && this.storageTest ? outcome(this.storageTest) : '';
      const test = why ? undefined : () => void this.#testAndSave();
      if (!(await nav.consent({ kind: 'save-untested', name: this.location.name, why, test }))) return false;
    }
    return this.#session.attempt(t.storageCouldNotBeSaved, async () => {
      const saved = await backend.saveLocation({ ...this.location }, this.secret || null, this.keep);
      this.#base = { ...saved.location };
      this.location = { ...saved.location };
      this.secret = '';
      this.replacing = false;
      if (this.storageTest && this.fresh)
        this.#session.hear({
          type: 'location-tested',
          location: saved.location.id,
          storage_test: this.storageTest,
        });
      this.#tested = this.#state();
      messages.say(t.saved(saved.location.name));
      this.#done(saved.location);
      await this.#session.refresh();
    });
  };

  async #testAndSave(): Promise<void> {
    if (await this.test()) await this.save();
  }

  /** What a button beside a failed step does. */
  cure = async (cure: Cure, state: LocationSettings): Promise<void> => {
    const { backend, nav } = this.#session;
    const field = cureField(cure);
    if (field === 'secret') this.#needSecret();
    else if (field) this.#look(field);
    else if (cure.cure === 'use-path-style') {
      this.location.addressing = cure.path ? 'path' : 'virtual-host';
      await this.test();
    } else if (cure.cure === 'use-region') {
      const rule = state.presets.find((one) => one.preset === this.location.preset)?.region_rule;
      // There the region is a part of the address, which is made anew of it.
      if (rule === 'in-host') this.location.endpoint = '';
      this.location.region = cure.region;
      await this.test();
    } else if (cure.cure === 'create-bucket') {
      const made = await this.#session.attempt(t.bucketCouldNotBeCreated, () =>
        backend.createBucket({ ...this.location }, this.secret || null),
      );
      if (made) await this.test();
    } else if (cure.cure === 'trust-ca-file') await this.trust();
    else if (cure.cure === 'copy-policy') await this.copyPolicy();
    else if (cure.cure === 'unlock-keyring')
      await this.#session.attempt(common.keyringCouldNotBeUnlocked, backend.unlockKeyring);
    else nav.ask({ kind: 'how-to', about: cure.cure === 'set-clock' ? 'clock' : 'append-only' });
  };

  trust = async (): Promise<void> => {
    await this.#session.attempt(t.thisCaFileCannotBe, async () => {
      const file = await this.#session.backend.chooseCaFile();
      if (!file) return;
      this.location.ca_file = file.path;
      this.trusted = file;
    });
  };
  /** The file that was chosen just now. */
  trusted = $state.raw<LocationSettings['ca_files'][number] | null>(null);

  copyPolicy = async (): Promise<void> => {
    await this.#session.attempt(t.policyCouldNotBeCopied, async () => {
      const policy = await this.#session.backend.minimalPolicy({ ...this.location });
      await navigator.clipboard.writeText(policy);
      this.#session.messages.say(t.minimalPolicyCopied);
    });
  };

  #needSecret(): void {
    this.replacing = true;
    this.#look('secret');
  }

  /** Cleaned, and nothing wrong with it; else the person is led to the first field that is. */
  async #sound(): Promise<boolean> {
    this.tried = true;
    const checked = await this.look();
    if (!checked) return false;
    const first = checked.wrong[0];
    if (first) {
      this.#look(first.field);
      return false;
    }
    if (checked.plain) {
      this.#look('endpoint');
      return false;
    }
    if (!this.location.name) this.location.name = checked.location.name;
    return true;
  }

  #state(): string {
    const { name: _, enabled: __, ...rest } = this.location;
    return JSON.stringify([rest, this.secret]);
  }

  #filled(field: Field): boolean {
    const texts: Partial<Record<Field, string>> = {
      endpoint: this.location.endpoint,
      bucket: this.location.bucket,
      region: this.location.region,
      path: this.location.path,
      'access-key-id': this.location.access_key_id,
      name: this.location.name,
    };
    return (texts[field] ?? '') !== '';
  }
}
