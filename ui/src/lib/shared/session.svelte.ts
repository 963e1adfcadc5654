import { getContext, setContext } from 'svelte';
import type {
  ActivityEntry,
  AppState,
  Backend,
  Connection,
  DraftRow,
  Event,
  Overview,
  Profile,
  Settings,
  Standing,
  StorageTest,
  Verdict,
} from '../backend';
import { asFailure } from './failure';
import { Load } from './load.svelte';
import { Messages, type Act } from './messages.svelte';
import { Navigation } from './navigation.svelte';
import { appearance } from './theme.svelte';
import { common, t } from './messages';

const PROFILE = 'profile';
/** Entries among which one that runs is looked for. */
const RECENT = 20;

/** What every screen knows: the engine, the chosen profile, the verdict, the run, and how to speak to the person. */
export class Session {
  readonly backend: Backend;
  readonly nav: Navigation;
  readonly messages = new Messages();
  readonly state = new Load<AppState>();
  readonly overview = new Load<Overview>();
  verdict = $state.raw<Verdict | null>(null);
  /** The run that is going on, with its steps. */
  run = $state.raw<ActivityEntry | null>(null);
  /** The newest storage test of each S3 location, by its id; one that is not saved yet has none. */
  storageTests = $state.raw<Record<string, StorageTest>>({});
  /** What is written and not saved yet, in every profile; the latest first. */
  drafts = $state.raw<DraftRow[]>([]);
  /** How the chosen profile is published; null if it is not. */
  standing = $state.raw<Standing | null>(null);
  /** Nothing was there when the window opened: what is decided once is asked here. */
  isFirstRun = $state(false);
  chosen = $state<string | null>(localStorage.getItem(PROFILE));
  /** Grows when the engine says so; a screen that reads a number reads again when it grows. */
  changes = $state({ configuration: 0, backups: 0, activity: 0, settings: 0 });
  /** Grows when somebody opens a file with the program. */
  filesAsked = $state(0);
  /** Edits of this window that Ctrl+Z takes back, newest last. */
  #edits: string[] = [];
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor({ backend, opening }: Pick<Connection, 'backend' | 'opening'>) {
    this.backend = backend;
    this.nav = new Navigation(opening);
  }

  get profiles(): Profile[] {
    return this.state.value?.profiles ?? [];
  }

  get profile(): Profile | null {
    return this.profiles.find((p) => p.name === this.chosen) ?? this.profiles[0] ?? null;
  }

  get settings(): Settings | null {
    return this.state.value?.settings ?? null;
  }

  get platform(): AppState['platform'] {
    return this.state.value?.platform ?? 'linux';
  }

  /** Reads everything the frame shows and listens from then on. Gives a function that stops listening. */
  async start(): Promise<() => void> {
    const stop = await this.backend.onEvent(this.hear);
    await this.refresh();
    const review = this.state.value?.open_review;
    if (review && this.profile && !this.nav.task) {
      this.nav.begin({ kind: 'import', profile: this.profile.name, from: { review } });
    }
    return stop;
  }

  refresh = async (): Promise<void> => {
    await this.state.read(() => this.backend.appState());
    if (this.state.value && this.profiles.length === 0) this.isFirstRun = true;
    if (this.settings) appearance.use(this.settings.theme);
    await Promise.all([this.#readOverview(), this.#readVerdict(), this.readDrafts(), this.readStanding()]);
  };

  readDrafts = async (): Promise<void> => {
    try {
      this.drafts = await this.backend.drafts();
    } catch {
      // What was known stays; the editor says what it cannot store.
    }
  };

  choose = (profile: string): void => {
    this.chosen = profile;
    localStorage.setItem(PROFILE, profile);
    this.standing = null;
    void this.#readOverview();
    void this.readStanding();
  };

  /** Asks what is recorded: Traefik itself is asked by its own screen. */
  readStanding = async (): Promise<void> => {
    const profile = this.profile?.name;
    try {
      const standing = profile ? await this.backend.standing(profile) : null;
      if (profile === this.profile?.name) this.standing = standing;
    } catch {
      // What was known stays; the screen of Traefik tells about the failure.
    }
  };

  hear = (event: Event): void => {
    if (event.type === 'verdict-changed') this.verdict = event.verdict;
    else if (event.type === 'run-progressed') this.#follow(event.entry);
    else if (event.type === 'location-tested')
      this.storageTests = { ...this.storageTests, [event.location]: event.storage_test };
    else if (event.type === 'go-asked') this.nav.go(event.to);
    else if (event.type === 'file-asked') this.filesAsked += 1;
    else if (event.type === 'close-asked') {
      void this.backend.closeHeard();
      this.nav.leaving.first(() => this.nav.ask({ kind: 'close' }));
    } else {
      if (event.type === 'configuration-changed') this.changes.configuration += 1;
      if (event.type === 'backups-changed') this.changes.backups += 1;
      if (event.type === 'activity-changed') {
        this.changes.activity += 1;
        void this.#readRun();
      }
      if (event.type === 'settings-changed') this.changes.settings += 1;
      this.#refreshSoon();
    }
  };

  /** What Traefik itself has just said counts more than what is recorded. */
  heardOf = (profile: string, standing: Standing): void => {
    if (profile === this.profile?.name) this.standing = standing;
  };

  /** Carries out what a person asked for; a failure becomes a notice. True when it went well. */
  attempt = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (thrown) {
      if (asFailure(thrown).code !== 'cancelled') {
        this.messages.fail(what, thrown, () => {
          this.messages.clear();
          void this.attempt(what, act);
        });
      }
      return false;
    }
  };

  /** The file of a recovery sheet; null when none was chosen. */
  chooseKeyFile = async (): Promise<string | null> => {
    let path: string | null = null;
    await this.attempt(t.recoverySheetCouldNotBe, async () => {
      path = await this.backend.chooseKeyFile();
    });
    return path;
  };

  backUp = (note = ''): Promise<boolean> =>
    this.attempt(common.backupCouldNotBeMade, async () => {
      await this.backend.backUpNow(note);
      this.messages.say(t.backedUpAndVerified);
    });

  /** After a change of much: what is not in any backup yet is said, with the way to change that. */
  offerBackup = (): { text: string; acts: Act[] } => {
    const { in_no_backup: never, changes_since: since } = this.verdict ?? {};
    if (since === 0) return { text: '', acts: [] };
    const are = never === 1 ? 'is' : 'are';
    return {
      text: never ? t.inNoBackup(never) : '',
      acts: [{ label: common.backUpNow, icon: 'now', run: () => void this.backUp() }],
    };
  };

  /** Remembers an edit for Ctrl+Z and says so with Undo. */
  edited = (text: string, entry: string): void => {
    this.#edits.push(entry);
    this.messages.say(text, { label: common.undo, run: () => void this.undo(entry) });
  };

  undoLastEdit = (): void => {
    const entry = this.#edits.at(-1);
    if (entry) void this.undo(entry);
  };

  /** Takes back one entry, or with null the last restore, import or deletion of a profile. */
  undo = async (entry: string | null, force = false): Promise<void> => {
    this.messages.dismiss();
    try {
      const done = await this.backend.undo(entry, force);
      this.#edits = this.#edits.filter((other) => other !== entry);
      this.messages.clear();
      const left = done.left_alone.length;
      if (left > 0) {
        const text = t.leftAlone(left);
        this.messages.post({ tone: 'waiting', title: t.undoneButNotCompletely, text, acts: [] });
      } else this.messages.say(t.putBack(done.put_back.length));
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'stale-plan' && !force)
        this.nav.ask({ kind: 'undo-anyway', entry, why: failure.message });
      else this.messages.fail(t.nothingWasUndone, failure, () => void this.undo(entry, force));
    }
  };

  /** Several facts come at once; one look answers them all. */
  #refreshSoon(): void {
    clearTimeout(this.#due);
    this.#due = setTimeout(() => void this.refresh(), 20);
  }

  #follow(entry: ActivityEntry): void {
    const running = entry.outcome === 'running';
    const step = entry.steps.find((s) => s.state === 'now');
    if (running && step) this.messages.speak(`${entry.sentence}: ${step.name}`);
    this.run = running ? entry : null;
  }

  /** Nothing tells the last word of a run but the activity list: what ended there is over, and a run around it goes on. */
  async #readRun(): Promise<void> {
    const before = this.run;
    if (!before) return;
    try {
      const entries = await this.backend.activity(RECENT);
      if (this.run === before) this.run = entries.find((one) => one.outcome === 'running') ?? null;
    } catch {
      // What is shown stays until the next word.
    }
  }

  #readOverview(): Promise<void> {
    const profile = this.profile?.name ?? null;
    return this.overview.read(() => this.backend.overview(profile));
  }

  async #readVerdict(): Promise<void> {
    try {
      this.verdict = await this.backend.verdict();
    } catch {
      // The overview tells about the same failure, with its cure.
      this.verdict = null;
    }
  }
}

const CONTEXT = Symbol('session');
export const provideSession = (session: Session): Session => setContext(CONTEXT, session);
export const useSession = (): Session => getContext<Session>(CONTEXT);
