import type { ComponentOutlook } from '../backend';
import { isDatabase } from '../shared/files';
import type { Question } from '../shared/navigation.svelte';
import type { Session } from '../shared/session.svelte';
import { textSize } from '../shared/theme.svelte';
import { kinds } from '../shared/kinds';
import { fileName, list, quoted } from '../shared/words';
import { commandOf, type Command } from './keys';
import { nextPane } from './panes';
import { t } from './messages';
import { followsFiles } from '../shared/standing';
import { common } from '../shared/messages';

/** Questions that decide nothing: another one may take over. */
const IN_PASSING = new Set<Question['kind']>(['palette', 'shortcuts', 'help', 'about', 'news', 'licences']);

const called = ({ kind, name }: ComponentOutlook) => `${kinds[kind].one} ${quoted(name)}`;

/** What menus, keys and buttons start from anywhere in the window. */
export class Commands {
  readonly #session: Session;
  menuOpen = $state(false);

  constructor(session: Session) {
    this.#session = session;
  }

  get #mac(): boolean {
    return this.#session.platform === 'macos';
  }

  /** Asks for files and opens the review; without a profile it first asks for its name. */
  importFiles = (): Promise<boolean> => this.#import('import', this.#session.backend.chooseImportFiles);

  /** As Traefik's file provider reads one: all files in it and below. */
  importFolder = (): Promise<boolean> =>
    this.#import('import-folder', async () => {
      const folder = await this.#session.backend.chooseImportFolder();
      return folder === null ? null : [folder];
    });

  #import(purpose: 'import' | 'import-folder', choose: () => Promise<string[] | null>): Promise<boolean> {
    const { nav, profile } = this.#session;
    if (!profile) {
      nav.ask({ kind: 'create-profile', purpose });
      return Promise.resolve(true);
    }
    const what = purpose === 'import' ? t.fileCouldNotBeOpened : common.folderCouldNotBeOpened;
    return this.#session.attempt(what, async () => {
      const paths = await choose();
      const from = { paths: paths ?? [], ...(purpose === 'import-folder' && { folder: true as const }) };
      if (paths?.length) nav.begin({ kind: 'import', profile: profile.name, from });
    });
  }

  /** Asks for a backup and opens it. */
  restoreFile = (): Promise<boolean> =>
    this.#session.attempt(t.fileCouldNotBeOpened, async () => {
      const file = await this.#session.backend.chooseBackupFile();
      if (file) await this.#open(file);
    });

  /** Opens the file that somebody opened with the program; what is being decided is finished first. */
  openAsked = (): Promise<boolean> =>
    this.#session.attempt(t.fileCouldNotBeOpened, async () => {
      const file = await this.#session.backend.askedFile();
      if (file) await this.#openUnlessBusy(file);
    });

  async #openUnlessBusy(file: string): Promise<void> {
    const { messages, nav } = this.#session;
    if (!nav.task && (!nav.question || IN_PASSING.has(nav.question.kind))) return this.#open(file);
    const open = () => {
      messages.clear();
      void this.#session.attempt(t.fileCouldNotBeOpened, () => this.#openUnlessBusy(file));
    };
    messages.post({
      tone: 'waiting',
      title: t.fileWaits(fileName(file)),
      text: t.finishFirst,
      acts: [{ label: common.open, run: open }],
    });
  }

  /** The database of a Mantrae server is no backup: it is imported. */
  async #open(file: string): Promise<void> {
    const { backend, nav, profile } = this.#session;
    if (!isDatabase(file)) nav.ask({ kind: 'restore', source: { file } });
    else if (profile) nav.begin({ kind: 'import', profile: profile.name, from: { paths: [file] } });
    else {
      // A profile is made only for a database that can be read.
      await backend.serverProfiles(file);
      nav.ask({ kind: 'create-profile', purpose: 'import', paths: [file] });
    }
  }

  exportProfile = (format: 'yaml' | 'json' = 'yaml'): Promise<boolean> => {
    const { backend, messages, nav, profile } = this.#session;
    return this.#session.attempt(t.profileCouldNotBeExported, async () => {
      const done = profile && (await backend.exportProfile(profile.name, format));
      if (!done) return;
      const left = done.left_out > 0 ? t.switchedOffLeftOut(done.left_out) : '';
      const run = done.not_run > 0 ? t.templateActions(done.not_run) : '';
      const exported = t.exported(done.components, fileName(done.path), left + run);
      const broken = done.outlook.filter((one) => one.status === 'disabled');
      if (broken.length === 0) return messages.say(exported);
      messages.post({
        tone: 'waiting',
        title: exported,
        text: t.willNotWork(broken.length, list(broken.slice(0, 4).map(called)), broken.length - 4),
        acts: [{ label: t.showThem, run: () => nav.go('configuration', broken[0]!) }],
      });
    });
  };

  /** Shows the plan of a publication; without a connection, where one is made. What is not saved is settled first. */
  publish = (): void => {
    const { nav, profile, standing } = this.#session;
    if (!profile) return;
    if (standing?.state === 'not-written') nav.leaving.first(() => nav.ask({ kind: 'write-files' }));
    else if (standing && !followsFiles(standing.state)) nav.leaving.first(() => nav.ask({ kind: 'publish' }));
    else nav.go('traefik');
  };

  quit = (): void => this.#ending(t.mantraeCouldNotBeQuit, this.#session.backend.quit);

  /** Nothing unsaved is lost with the window. */
  #ending(what: string, end: () => Promise<unknown>): void {
    this.#session.nav.leaving.first(() => void this.#session.attempt(what, end));
  }

  press = (e: KeyboardEvent): void => {
    const target = e.target instanceof HTMLElement ? e.target : null;
    const typing = !!target?.closest(
      'input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable]',
    );
    const command = commandOf(e, typing, this.#mac);
    if (command === null || e.defaultPrevented) return;
    e.preventDefault();
    this.run(command);
  };

  run(command: Command): void {
    const { nav, profile } = this.#session;
    const always: Partial<Record<Command, () => void>> = {
      larger: textSize.larger,
      smaller: textSize.smaller,
      'normal-size': textSize.normal,
      'next-pane': () => nextPane(1),
      'previous-pane': () => nextPane(-1),
      refresh: () => this.#session.hear({ type: 'configuration-changed' }),
      search: this.#search,
      palette: this.#palette,
      'close-window': () => this.#ending(t.windowCouldNotBeClosed, this.#session.backend.closeWindow),
      quit: this.quit,
    };
    const always_ = always[command];
    if (always_) return always_();
    // A question or a task is finished first.
    if (nav.question || nav.task) return;
    switch (command) {
      case 'overview':
      case 'configuration':
      case 'traefik':
      case 'backups':
      case 'activity':
      case 'settings':
        return nav.go(command);
      case 'back':
        return nav.back();
      case 'back-up':
        return void this.#session.backUp();
      case 'import':
        return void this.importFiles();
      case 'import-folder':
        return void this.importFolder();
      case 'export':
        return void (profile && this.exportProfile());
      case 'map':
        return profile ? nav.go('configuration', { map: true }) : undefined;
      case 'try-request':
        return profile ? nav.go('requests') : undefined;
      case 'expose':
        return profile ? nav.ask({ kind: 'expose' }) : undefined;
      case 'publish':
        return this.publish();
      case 'save':
        return void nav.leaving.save();
      case 'undo':
        return this.#session.undoLastEdit();
      case 'shortcuts':
        return nav.ask({ kind: 'shortcuts' });
      case 'menu':
        this.menuOpen = true;
    }
  }

  /** Opens and closes; another question or a task is finished first. */
  #palette = (): void => {
    const { nav } = this.#session;
    if (nav.question?.kind === 'palette') nav.answer();
    else if (!nav.question && !nav.task) nav.ask({ kind: 'palette' });
  };

  #search = (): void => {
    const field = document.querySelector<HTMLInputElement>('[data-search]');
    if (field) field.focus();
    else if (!this.#session.nav.question && !this.#session.nav.task)
      this.#session.nav.go('configuration', { search: true });
  };
}
