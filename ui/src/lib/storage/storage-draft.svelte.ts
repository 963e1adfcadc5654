import type { StorageTest } from '../backend';
import type { Draft } from '../shared/leaving.svelte';
import type { Session } from '../shared/session.svelte';
import { outcome } from './words';
import { t } from './messages';

type Stored = { id: string; name: string; enabled: boolean };
type Wrong<F> = { field: F; message: string };
type Looked<L, F> = { location: L; changes: string[]; wrong: Wrong<F>[] };

const same = <L>(a: L, b: L): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A location while somebody fills it in, tries it out and saves it. Each kind says how the engine is asked. */
export abstract class StorageDraft<
  L extends Stored,
  F extends string,
  C extends Looked<L, F>,
> implements Draft {
  location = $state() as L;
  /** What was changed of what was typed, since the form was opened. */
  changes = $state<string[]>([]);
  /** What is wrong with fields that were looked at. */
  #wrong = $state<Wrong<F>[]>([]);
  #seen = $state<F[]>([]);
  tried = $state(false);
  testing = $state(false);
  storageTest = $state.raw<StorageTest | null>(null);
  testedAt = $state<string | null>(null);
  /** What the last storage test was about. */
  #tested = $state('');
  #base = $state.raw() as L;
  protected readonly session: Session;
  /** Leads the person to a field. */
  protected readonly lead: (field: F) => void;
  readonly #done: (saved: L | null) => void;

  readonly isNew: boolean;
  readonly changed = $derived.by(() => !same(this.location, this.#base) || this.hasMore());
  readonly wrong = $derived.by((): Partial<Record<F, string>> => {
    const shown = this.#wrong.filter((one) => this.tried || this.#seen.includes(one.field));
    return Object.fromEntries(shown.map((one) => [one.field, one.message])) as Partial<Record<F, string>>;
  });

  /** `look` is told which field the person has to look at; `done` what was saved, or null when it was thrown away. */
  constructor(
    session: Session,
    [location, blank]: [L | null, L],
    on: { look: (field: F) => void; done: (saved: L | null) => void },
  ) {
    this.session = session;
    this.lead = on.look;
    this.#done = on.done;
    this.isNew = location === null;
    this.#base = { ...(location ?? blank) };
    this.location = { ...this.#base };
    this.storageTest = (location && session.storageTests[location.id]) ?? null;
  }

  protected abstract check(asked: L): Promise<C>;
  protected abstract tryOut(): Promise<StorageTest>;
  protected abstract store(): Promise<L>;
  protected abstract filled(field: F): boolean;

  /** What was typed beside the location itself. */
  protected extra(): unknown {
    return null;
  }
  protected hasMore(): boolean {
    return false;
  }
  protected clear(): void {}
  protected looked(_: C): void {}
  /** A field that needs the person although nothing in it is wrong. */
  protected asks(_: C): F | null {
    return null;
  }
  /** Whether a failure is a question that was asked just now. */
  protected isAsked(_: unknown): boolean {
    return false;
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
    this.clear();
    this.changes = [];
    this.#wrong = [];
    this.#seen = [];
    this.tried = false;
    this.#done(null);
  };

  /** Somebody else changed the location: it is taken over unless this one was begun to be changed. */
  follow = (location: L): void => {
    if (same(location, this.#base)) return;
    if (!this.changed) this.location = { ...location };
    this.#base = { ...location };
  };

  /** A field was left: what was typed is cleaned, and told. */
  leave = async (field: F): Promise<void> => {
    if (!this.#seen.includes(field) && this.filled(field)) this.#seen = [...this.#seen, field];
    await this.look();
  };

  look = async (): Promise<C | null> => {
    let checked: C | null = null;
    await this.session.attempt(t.storageCouldNotBeChecked, async () => {
      const asked = { ...this.location };
      checked = await this.check(asked);
      // A name is given only when it is saved: until then the field stays empty.
      const clean: L = { ...checked.location, name: asked.name.trim() };
      const keys = Object.keys(asked) as (keyof L)[];
      const cleaned = keys.filter((key) => clean[key] !== asked[key]);
      // Somebody types on while it is looked at: what they type is theirs, and is looked at when they leave it.
      if (cleaned.some((key) => this.location[key] !== asked[key])) return;
      const change = Object.fromEntries(cleaned.map((key) => [key, clean[key]]));
      this.location = { ...this.location, ...change };
      this.changes = [...this.changes, ...checked.changes.filter((told) => !this.changes.includes(told))];
      this.#wrong = checked.wrong;
      this.looked(checked);
    });
    return checked;
  };

  /** Tries it out; true when backups can be kept there. */
  test = async (): Promise<boolean> => {
    if (!(await this.#sound())) return false;
    const { messages } = this.session;
    this.testing = true;
    this.storageTest = null;
    this.#tested = this.#state();
    try {
      this.storageTest = await this.tryOut();
      messages.speak(outcome(this.storageTest));
    } catch (thrown) {
      if (!this.isAsked(thrown))
        messages.fail(t.storageCouldNotBeTested, thrown, () => {
          messages.clear();
          void this.test();
        });
    } finally {
      this.testing = false;
      this.testedAt = new Date().toISOString();
    }
    return this.works();
  };

  /** A step of a storage test that runs, begun here or elsewhere. */
  heard = (storageTest: StorageTest): void => {
    this.storageTest = storageTest;
  };

  save = async (): Promise<boolean> => {
    const { messages, nav } = this.session;
    if (!(await this.#sound())) return false;
    if (!this.fresh || !this.works()) {
      const why = this.fresh && this.storageTest ? outcome(this.storageTest) : '';
      const test = why ? undefined : () => void this.#testAndSave();
      if (!(await nav.consent({ kind: 'save-untested', name: this.location.name, why, test }))) return false;
    }
    return this.session.attempt(t.storageCouldNotBeSaved, async () => {
      const saved = await this.store();
      this.#base = { ...saved };
      this.location = { ...saved };
      this.clear();
      if (this.storageTest && this.fresh)
        this.session.hear({
          type: 'location-tested',
          location: saved.id,
          storage_test: this.storageTest,
        });
      this.#tested = this.#state();
      messages.say(t.saved(saved.name));
      this.#done(saved);
      await this.session.refresh();
    });
  };

  async #testAndSave(): Promise<void> {
    if (await this.test()) await this.save();
  }

  private works(): boolean {
    return this.storageTest?.ok ?? false;
  }

  /** Cleaned, and nothing wrong with it; else the person is led to the first field that is. */
  async #sound(): Promise<boolean> {
    this.tried = true;
    const checked = await this.look();
    if (!checked) return false;
    const first = checked.wrong[0]?.field ?? this.asks(checked);
    if (first) {
      this.lead(first);
      return false;
    }
    if (!this.location.name) this.location.name = checked.location.name;
    return true;
  }

  #state(): string {
    const { name: _, enabled: __, ...rest } = this.location;
    return JSON.stringify([rest, this.extra()]);
  }
}
