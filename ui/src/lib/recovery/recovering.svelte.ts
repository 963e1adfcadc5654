import type { Backend, Backup, Failure, GivenKey, StartupProblem } from '../backend';
import { asFailure } from '../shared/failure';

/** Stands for the file in the list of backups; no id of a backup looks so. */
export const FILE = 'file:';
const KEY_CODES: Failure['code'][] = ['key-needed', 'wrong-key', 'locked', 'keyring', 'invalid-input'];

/** What a person chooses while a database cannot be opened: which backup, its key, and whether its settings come too. */
export class Recovering {
  readonly #backend: Backend;
  readonly #ondone: (warnings: string[]) => void;
  /** What can be restored; only for a configuration that cannot be opened. */
  readonly found: Promise<Backup[]>;
  backups = $state.raw<Backup[]>([]);
  /** An id, or FILE. */
  chosen = $state('');
  file = $state<string | null>(null);
  key = $state.raw<GivenKey | null>(null);
  withSettings = $state(false);
  busy = $state(false);
  failed = $state.raw<Failure | null>(null);

  constructor(backend: Backend, problem: StartupProblem, ondone: (warnings: string[]) => void) {
    this.#backend = backend;
    this.#ondone = ondone;
    this.found = problem.newer || problem.which === 'state' ? Promise.resolve([]) : this.#look();
    // Whoever draws the list says why there is none.
    this.found.catch(() => {});
  }

  /** The newest one that was read back well; restore points count less than a backup somebody meant to keep. */
  readonly recommended = $derived.by(() => {
    const good = this.backups.filter((b) =>
      b.locations.some((l) => l.problem === null && l.verified_at !== null),
    );
    return (good.find((b) => !b.trigger.startsWith('before-')) ?? good[0])?.id ?? null;
  });

  /** A key is asked for where the backup is known to need one, or turned out to. */
  needsKey = $derived.by(() => {
    if (this.chosen === FILE) return this.#isAboutKey || !!this.file?.endsWith('.age');
    return this.#isAboutKey || !!this.backups.find((b) => b.id === this.chosen)?.encrypted;
  });

  /** What is wrong with the key, to be said beside its field. */
  get wrongKey(): Failure | null {
    return this.needsKey && this.#isAboutKey ? this.failed : null;
  }

  choose = (value: string): void => {
    this.chosen = value;
    this.failed = null;
  };

  openFile = async (): Promise<void> => {
    const path = await this.#attempt(() => this.#backend.chooseBackupFile());
    if (!path) return;
    this.file = path;
    this.choose(FILE);
  };

  /** The file of a recovery sheet; null when none was chosen. */
  openSheet = async (): Promise<string | null> =>
    (await this.#attempt(() => this.#backend.chooseKeyFile())) ?? null;

  restore = async (): Promise<void> => {
    const source = this.chosen === FILE ? { file: this.file ?? '' } : { backup: this.chosen };
    const restored = await this.#attempt(() =>
      this.#backend.recoveryRestore(source, this.needsKey ? this.key : null, this.withSettings),
    );
    if (restored) this.#ondone(restored.warnings);
  };

  startAnew = async (): Promise<void> => {
    const done = await this.#attempt(() => this.#backend.startAnew().then(() => true));
    if (done) this.#ondone([]);
  };

  get #isAboutKey(): boolean {
    return this.failed !== null && KEY_CODES.includes(this.failed.code);
  }

  async #look(): Promise<Backup[]> {
    this.backups = await this.#backend.recoveryBackups();
    this.chosen = this.recommended ?? this.backups[0]?.id ?? '';
    // Who opened the program with a backup wants that one.
    const asked = await this.#backend.askedFile().catch(() => null);
    if (asked) {
      this.file = asked;
      this.choose(FILE);
    }
    return this.backups;
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    this.busy = true;
    this.failed = null;
    try {
      return await act();
    } catch (thrown) {
      this.failed = asFailure(thrown);
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
