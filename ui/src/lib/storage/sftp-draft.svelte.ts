import type { Cure, SftpChecked, SftpField, SftpLocation, SftpWrong, StorageTest } from '../backend';
import type { Draft } from '../shared/leaving.svelte';
import type { Session } from '../shared/session.svelte';
import { outcome } from './words';
import { t } from './messages';

export const NEW_COMPUTER = 'new-computer';

export const blankComputer = (): SftpLocation => ({
  id: '',
  name: '',
  host: '',
  port: null,
  user: '',
  path: 'backups',
  config_file: null,
  enabled: true,
});

const same = (a: SftpLocation, b: SftpLocation): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A folder of another computer while somebody fills it in, tries it out and saves it. */
export class SftpDraft implements Draft {
  location = $state<SftpLocation>(blankComputer());
  /** What was changed of what was typed, since the form was opened. */
  changes = $state<string[]>([]);
  #wrong = $state<SftpWrong[]>([]);
  #seen = $state<SftpField[]>([]);
  tried = $state(false);
  testing = $state(false);
  storageTest = $state.raw<StorageTest | null>(null);
  testedAt = $state<string | null>(null);
  /** What the last storage test was about. */
  #tested = $state('');
  #base = $state.raw<SftpLocation>(blankComputer());
  readonly #session: Session;
  readonly #look: (field: SftpField) => void;
  readonly #done: (saved: SftpLocation | null) => void;

  readonly isNew: boolean;
  readonly changed = $derived.by(() => !same(this.location, this.#base));
  readonly wrong = $derived.by((): Partial<Record<SftpField, string>> => {
    const shown = this.#wrong.filter((one) => this.tried || this.#seen.includes(one.field));
    return Object.fromEntries(shown.map((one) => [one.field, one.message]));
  });

  /** `look` is told which field the person has to look at; `done` what was saved, or null when it was thrown away. */
  constructor(
    session: Session,
    location: SftpLocation | null,
    on: { look: (field: SftpField) => void; done: (saved: SftpLocation | null) => void },
  ) {
    this.#session = session;
    this.#look = on.look;
    this.#done = on.done;
    this.isNew = location === null;
    this.#base = location ? { ...location } : blankComputer();
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

  /** Digits as they are typed. */
  get port(): string {
    return this.location.port === null ? '' : String(this.location.port);
  }
  set port(typed: string) {
    const number = Number.parseInt(typed.replace(/\D/g, ''), 10);
    this.location.port = number >= 1 && number <= 65535 ? number : null;
  }

  dirty = (): boolean => this.changed;

  discard = (): void => {
    this.location = { ...this.#base };
    this.changes = [];
    this.#wrong = [];
    this.#seen = [];
    this.tried = false;
    this.#done(null);
  };

  /** Somebody else changed the location: it is taken over unless this one was begun to be changed. */
  follow = (location: SftpLocation): void => {
    if (same(location, this.#base)) return;
    if (!this.changed) this.location = { ...location };
    this.#base = { ...location };
  };

  /** A field was left: what was typed is cleaned, and told. */
  leave = async (field: SftpField): Promise<void> => {
    if (!this.#seen.includes(field) && this.location[field] !== '') this.#seen = [...this.#seen, field];
    await this.look();
  };

  look = async (): Promise<SftpChecked | null> => {
    let checked: SftpChecked | null = null;
    await this.#session.attempt(t.storageCouldNotBeChecked, async () => {
      const asked = { ...this.location };
      checked = await this.#session.backend.checkSftpLocation(asked);
      // A name is given only when it is saved: until then the field stays empty.
      const clean: SftpLocation = { ...checked.location, name: asked.name.trim() };
      const keys = Object.keys(asked) as (keyof SftpLocation)[];
      const cleaned = keys.filter((key) => clean[key] !== asked[key]);
      // Somebody types on while it is looked at: what they type is theirs, and is looked at when they leave it.
      if (cleaned.some((key) => this.location[key] !== asked[key])) return;
      const change = Object.fromEntries(cleaned.map((key) => [key, clean[key]]));
      this.location = { ...this.location, ...change };
      this.changes = [...this.changes, ...checked.changes.filter((told) => !this.changes.includes(told))];
      this.#wrong = checked.wrong;
    });
    return checked;
  };

  /** Tries it out; true when backups can be kept there. */
  test = async (): Promise<boolean> => {
    if (!(await this.#sound())) return false;
    const { backend, messages } = this.#session;
    this.testing = true;
    this.storageTest = null;
    this.#tested = this.#state();
    await this.#session.attempt(t.storageCouldNotBeTested, async () => {
      this.storageTest = await backend.testSftpLocation({ ...this.location });
      messages.speak(outcome(this.storageTest));
    });
    this.testing = false;
    this.testedAt = new Date().toISOString();
    return this.#works();
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
      const saved = await backend.saveSftpLocation({ ...this.location });
      this.#base = { ...saved.location };
      this.location = { ...saved.location };
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
  cure = async (cure: Cure): Promise<void> => {
    const { backend, nav, messages } = this.#session;
    const { host } = this.location;
    if (cure.cure === 'check-folder') this.#look('path');
    else if (cure.cure === 'set-up-folder') {
      const made = await this.#session.attempt(t.folderCouldNotBeSetUp, () =>
        backend.setUpFolder({ ...this.location }),
      );
      if (made) await this.test();
    } else if (cure.cure === 'trust-host') {
      // Only a person can say whether it is the right computer.
      if (!(await nav.consent({ kind: 'trust-host', host, key: cure.key }))) return;
      const trusted = await this.#session.attempt(t.hostCouldNotBeTrusted, () =>
        backend.trustHost({ ...this.location }, cure.key.fingerprint),
      );
      if (!trusted) return;
      messages.say(t.hostTrusted(host));
      await this.test();
    } else this.#look('host');
  };

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
    if (!this.location.name) this.location.name = checked.location.name;
    return true;
  }

  #works(): boolean {
    return this.storageTest?.ok ?? false;
  }

  #state(): string {
    const { name: _, enabled: __, ...rest } = this.location;
    return JSON.stringify(rest);
  }
}
