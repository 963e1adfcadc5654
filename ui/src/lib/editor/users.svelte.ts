import type { FieldStep, StoredUser } from '../backend';
import { asFailure, inWords } from '../shared/failure';
import type { Session } from '../shared/session.svelte';
import type { Filling } from './filling.svelte';
import { set } from './form';
import { t } from './messages';
import { toldOf, type Told } from './stored';

/** The realm that Traefik uses where none is set. */
const REALM = 'traefik';

export type User = { name: string; realm: string | null };

/** Takes an entry apart: `name:hash`, or `name:realm:hash`. What has no name may be a hash alone, and is not shown. */
export function userOf(entry: unknown): User {
  const parts = typeof entry === 'string' ? entry.split(':') : [];
  return { name: parts.length > 1 ? parts[0]! : '', realm: parts.length > 2 ? parts[1]! : null };
}

/**
 * The users of a `basicAuth` or `digestAuth`. A password is only here while it is typed: what reaches the draft is
 * the entry with its hash.
 */
export class Users {
  name = $state('');
  password = $state('');
  /** It was generated, so it is shown once. */
  generated = $state(false);
  /** Why the user was not added. */
  refused = $state<string | null>(null);
  /** The entry that a password is tried against. */
  trying = $state<number | null>(null);
  tried = $state('');
  answer = $state<{ fits: boolean; text: string } | null>(null);
  busy = $state(false);
  #left = $state.raw<readonly string[]>([]);
  /** The entry whose password is replaced. */
  #replacing = $state.raw<unknown>(null);
  readonly #session: Session;
  readonly #filling: Filling;
  readonly #path: () => FieldStep[];

  readonly entries = $derived.by((): unknown[] => {
    const value = this.#filling.at(this.#path());
    return Array.isArray(value) ? (value as unknown[]) : [];
  });
  readonly isDigest = $derived.by(() => this.#path()[0] === 'digestAuth');
  /** Where the name stands already: its password is replaced. */
  readonly known = $derived.by(() => this.#indexOf(this.name.trim(), this.realm));
  /** How each password is stored; as long as an edit is on its way, what was before. */
  readonly stored = $derived.by((): StoredUser[] => this.#filling.editing.draft?.users ?? []);
  /** What is to be said about that, without what somebody left as it is. */
  readonly told = $derived.by(() =>
    toldOf(this.stored, this.isDigest ? this.realm : null).filter(
      ({ message }) => !this.#left.includes(message),
    ),
  );

  constructor(session: Session, filling: Filling, path: () => FieldStep[]) {
    this.#session = session;
    this.#filling = filling;
    this.#path = path;
  }

  get realm(): string {
    const realm = this.#filling.at([...this.#path().slice(0, -1), 'realm']);
    return typeof realm === 'string' && realm !== '' ? realm : REALM;
  }

  /** Hashes the password and puts the entry into the draft. */
  add = async (): Promise<void> => {
    if (this.busy || this.#filling.isLocked) return;
    const { password, realm } = this;
    const name = this.name.trim();
    if (name === '' || password === '') {
      this.refused = name === '' ? t.userMissing : t.passwordMissing;
      return;
    }
    await this.#during(async () => {
      const { backend } = this.#session;
      const entry = this.isDigest
        ? await backend.hashDigestPassword(name, realm, password)
        : await backend.hashPassword(name, password);
      // Somebody may type the next name by now, or have removed an entry.
      const at = this.#indexOf(name, realm);
      if (at >= 0) this.#filling.send(set([...this.#path(), at], entry));
      else this.#filling.add(this.#path(), entry);
      if (this.name.trim() === name && this.password === password) this.forget();
    });
  };

  /** The next password is for this entry. */
  replace = (at: number): void => {
    this.forget();
    this.name = userOf(this.entries[at]).name;
    this.#replacing = this.entries[at];
  };

  /** What was said is not said again. */
  leave = ({ message }: Told): void => {
    this.#left = [...this.#left, message];
  };

  generate = (): Promise<void> =>
    this.#during(async () => {
      this.password = await this.#session.backend.generatePassword();
      this.generated = true;
    });

  copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.password);
    this.#session.messages.say(t.passwordCopied);
  };

  /** Opens the trial of an entry, or closes it. */
  tryOn = (at: number): void => {
    this.trying = this.trying === at ? null : at;
    this.tried = '';
    this.answer = null;
  };

  check = async (): Promise<void> => {
    const { trying, tried } = this;
    const entry = trying === null ? null : this.entries[trying];
    if (typeof entry !== 'string' || tried === '') return;
    const answer = await this.#session.backend.checkPassword(entry, tried).then(
      (fits) => ({ fits, text: fits ? t.passwordFits : t.passwordDiffers }),
      (thrown: unknown) => ({ fits: false, text: inWords(asFailure(thrown)) }),
    );
    // An answer is about the entry it was asked for.
    if (this.trying !== trying || this.entries[trying!] !== entry) return;
    this.answer = answer;
    if (this.tried === tried) this.tried = '';
  };

  drop = (at: number): void => {
    this.trying = null;
    this.answer = null;
    this.#filling.drop(this.#path(), at);
  };

  forget = (): void => {
    this.name = this.password = '';
    this.generated = false;
    this.refused = null;
    this.#replacing = null;
  };

  /** Where a user stands; -1 if there is none of that name. */
  #indexOf(name: string, realm: string): number {
    const chosen = this.entries.indexOf(this.#replacing);
    if (chosen >= 0 && userOf(this.#replacing).name === name) return chosen;
    const same = (one: unknown) => {
      const user = userOf(one);
      return user.name === name && (!this.isDigest || user.realm === realm);
    };
    return name === '' ? -1 : this.entries.findIndex(same);
  }

  async #during(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refused = null;
    try {
      await work();
    } catch (thrown) {
      this.refused = inWords(asFailure(thrown));
    } finally {
      this.busy = false;
    }
  }
}
