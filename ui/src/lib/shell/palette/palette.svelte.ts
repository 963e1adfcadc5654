import type { Backup, ComponentRow, Theme } from '../../backend';
import { madeIfAgreed } from '../../shared/agreeing';
import { clock } from '../../shared/clock.svelte';
import { kinds } from '../../shared/kinds';
import { Load } from '../../shared/load.svelte';
import type { Screen, Show } from '../../shared/navigation.svelte';
import { pauseLengths } from '../../shared/pausing';
import type { Session } from '../../shared/session.svelte';
import { appearance } from '../../shared/theme.svelte';
import { capital, quoted } from '../../shared/words';
import { common } from '../../shared/messages';
import type { Commands } from '../commands.svelte';
import { bindings, keysOf, type Command } from '../keys';
import { backupItem, componentItem, item, type Item, type Plain } from './items';
import { parse, RECENT, search, type Hit, type Section } from './search';
import { t } from './messages';

const USED = 'palette';

const screens: { screen: Screen; icon: Plain['icon']; label: string }[] = [
  { screen: 'overview', icon: 'overview', label: common.overview },
  { screen: 'configuration', icon: 'config', label: common.configuration },
  { screen: 'backups', icon: 'backups', label: common.backups },
  { screen: 'activity', icon: 'activity', label: common.activity },
  { screen: 'settings', icon: 'settings', label: common.settings },
];

/** Commands that are keys already, in the order in which they are wanted. */
const pressed: [Command, Plain['icon']][] = [
  ['back-up', 'now'],
  ['import', 'import'],
  ['expose', 'plus'],
  ['try-request', 'search'],
  ['export', 'upload'],
  ['import-folder', 'folder'],
  ['undo', 'undo'],
  ['refresh', 'cycle'],
  ['larger', 'plus'],
  ['smaller', 'minus'],
  ['normal-size', 'blank'],
  ['shortcuts', 'keyboard'],
  ['quit', 'x'],
];

function remembered(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(USED) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** Everything that can be gone to or done, found by a few letters. */
export class Palette {
  text = $state('');
  /** The hit that Enter takes, counted through all groups. */
  at = $state(0);
  readonly #session: Session;
  readonly #commands: Commands;
  readonly #why: (backup: Backup) => string;
  readonly #leave: () => void;
  readonly #rows = new Load<ComponentRow[]>();
  readonly #backups = new Load<Backup[]>();
  #used = $state.raw(remembered());

  constructor(session: Session, commands: Commands, why: (backup: Backup) => string, leave: () => void) {
    this.#session = session;
    this.#commands = commands;
    this.#why = why;
    this.#leave = leave;
  }

  /** Each list comes when it is there; none holds up the others. */
  read = async (): Promise<void> => {
    const { backend, profile } = this.#session;
    await Promise.all([
      profile ? this.#rows.read(() => backend.components(profile.name)) : null,
      this.#backups.read(backend.backups),
    ]);
  };

  readonly #components = $derived.by(() =>
    (this.#rows.value ?? []).map((row) =>
      componentItem(row, ({ kind, name }) => this.#session.nav.go('configuration', { kind, name })),
    ),
  );

  readonly #dated = $derived.by(() =>
    (this.#backups.value ?? []).map((one) =>
      backupItem(one, this.#why(one), new Date(clock.now), ({ id }) =>
        this.#session.nav.go('backups', { selected: [id] }),
      ),
    ),
  );

  readonly #all = $derived.by(() => [...this.#fixed(), ...this.#components, ...this.#dated]);

  readonly sections: Section[] = $derived.by(() =>
    this.#withWhatCanBeDone(search(this.#all, this.text, this.#used)),
  );
  readonly hits: Hit[] = $derived(this.sections.flatMap((section) => section.hits));

  type = (text: string): void => {
    this.text = text;
    this.at = 0;
  };

  move = (step: 1 | -1): void => {
    const n = this.hits.length;
    if (n > 0) this.at = (this.at + step + n) % n;
  };

  take = (hit: Hit | undefined = this.hits[this.at]): void => {
    if (!hit) return;
    this.#used = [hit.item.id, ...this.#used.filter((id) => id !== hit.item.id)].slice(0, RECENT);
    localStorage.setItem(USED, JSON.stringify(this.#used));
    this.#leave();
    hit.item.run();
  };

  searchBackups = (): void => {
    const { words } = parse(this.text);
    this.#leave();
    this.#session.nav.go('backups', { filter: words.join(' ') });
  };

  /** What can be done with the component that fits best stands below it. */
  #withWhatCanBeDone(sections: Section[]): Section[] {
    const { mode, words } = parse(this.text);
    const best = mode === 'all' && words.length > 0 ? sections[0]?.hits[0]?.item : undefined;
    if (sections[0]?.group !== 'go' || !best?.component) return sections;
    const doing = this.#about(best, best.component).map((one) => ({ item: one, title: [], detail: [] }));
    const others = sections.find((section) => section.group === 'actions')?.hits ?? [];
    const rest = sections.filter((section) => section.group !== 'actions');
    return [rest[0]!, { group: 'actions', hits: [...doing, ...others].slice(0, 6) }, ...rest.slice(1)];
  }

  #about({ host }: Item, { kind, name, enabled }: NonNullable<Item['component']>): Item[] {
    const session = this.#session;
    const what = `${kinds[kind].one} ${quoted(name)}`;
    const asked = enabled
      ? { title: common.turnOffAsked(what), act: common.turnOffAnyway }
      : { title: common.turnOnAsked(what), act: common.turnOnAnyway };
    const turn = async () => {
      const profile = session.profile?.name ?? '';
      const made = await madeIfAgreed(session.nav, asked, (agreed) =>
        session.backend.setComponentEnabled(profile, kind, name, !enabled, agreed),
      );
      if (made?.entry) session.edited(t.turned(capital(what), !enabled), made.entry);
    };
    const found = [
      item({
        id: `turn/${kind}/${name}`,
        group: 'actions',
        icon: enabled ? 'minus' : 'check',
        title: enabled ? t.turnOff(name) : t.turnOn(name),
        detail: '',
        run: () => void session.attempt(t.notTurned(capital(what)), turn),
      }),
    ];
    if (!host || host.includes('*')) return found;
    const request = item({
      id: `try/${name}`,
      group: 'actions',
      icon: 'search',
      title: t.tryARequestTo(host),
      detail: '',
      keys: keysOf('try-request', session.platform === 'macos'),
      run: () => session.nav.go('requests', { request: `https://${host}/` }),
    });
    return [request, ...found];
  }

  #fixed(): Item[] {
    const { nav, platform, profiles, profile } = this.#session;
    const key = (command: Command) => keysOf(command, platform === 'macos');
    const go = (screen: Screen, show?: Show) => () => nav.go(screen, show);
    const action = (id: string, icon: Plain['icon'], title: string, run: () => void): Plain => ({
      id: `do/${id}`,
      group: 'actions',
      icon,
      title,
      detail: '',
      run,
    });
    const commands = pressed.filter(
      ([command]) => profile || !['export', 'expose', 'try-request'].includes(command),
    );
    return [
      ...screens.map(({ screen, icon, label }): Plain => ({
        id: `screen/${screen}`,
        group: 'go',
        icon,
        title: label,
        detail: t.screen,
        keys: key(screen as Command),
        run: go(screen),
      })),
      ...profiles
        .filter((one) => one.name !== profile?.name)
        .map(({ name }): Plain => ({
          ...action(`profile/${name}`, 'config', t.switchTo(name), () => this.#session.choose(name)),
          detail: t.profile,
        })),
      ...commands.map(([command, icon]): Plain => ({
        ...action(command, icon, bindings.find((b) => b.command === command)!.label, () =>
          this.#commands.run(command),
        ),
        keys: key(command),
      })),
      ...this.#more(action),
      ...(Object.keys(t.sections) as (keyof typeof t.sections)[]).map((section): Plain => ({
        id: `settings/${section}`,
        group: 'settings',
        icon: 'settings',
        title: t.sections[section],
        detail: t.setting,
        run: go('settings', { section }),
      })),
    ].map(item);
  }

  #more(action: (id: string, icon: Plain['icon'], title: string, run: () => void) => Plain): Plain[] {
    const { nav, backend, attempt, profile } = this.#session;
    const use = (theme: Theme) => {
      appearance.use(theme);
      void attempt(common.settingCouldNotBeSaved, () =>
        backend.changeSetting({ name: 'theme', value: theme }),
      );
    };
    const paused = this.#session.verdict?.kind === 'paused';
    return [
      action('note', 'pencil', t.backUpWithNote, () => nav.ask({ kind: 'note' })),
      action('restore-file', 'restore', t.restoreFromAFile, () => void this.#commands.restoreFile()),
      ...(profile
        ? [action('export-json', 'upload', t.exportAsJson, () => void this.#commands.exportProfile('json'))]
        : []),
      ...(paused
        ? [
            action(
              'resume',
              'bars',
              t.resumeBackups,
              () => void attempt(common.backupsCouldNotBeResumed, backend.resumeBackups),
            ),
          ]
        : pauseLengths.map(({ value, label }) =>
            action(
              `pause/${value}`,
              'bars',
              t.pauseBackups(label),
              () => void attempt(common.backupsCouldNotBePaused, () => backend.pauseBackups(value)),
            ),
          )),
      action('clean-up', 'trash', t.cleanUp, () => nav.ask({ kind: 'clean-up' })),
      action('new-profile', 'plus', common.newProfile, () =>
        nav.ask({ kind: 'create-profile', purpose: 'empty' }),
      ),
      ...(['light', 'dark', 'system'] as const).map((theme) =>
        action(`theme/${theme}`, 'eye', t.useTheme(t.themes[theme]), () => use(theme)),
      ),
      ...(['about', 'news', 'licences'] as const).map((kind) =>
        action(kind, 'help', t.about[kind], () => nav.ask({ kind })),
      ),
    ];
  }
}
