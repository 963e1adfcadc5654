import type { Backup, BackupDetail, Preview, Trigger } from '../backend';
import { clock } from '../shared/clock.svelte';
import { Load } from '../shared/load.svelte';
import { Selection } from '../shared/selection.svelte';
import type { Session } from '../shared/session.svelte';
import { count } from '../shared/words';
import { checkOf, isRestorePoint, searched, spanOf } from './words';
import { t } from './messages';

export type Filter = 'all' | 'manual' | 'automatic' | 'points' | 'pinned';

const fits: Record<Filter, (b: Backup) => boolean> = {
  all: () => true,
  manual: (b) => b.trigger === 'manual',
  automatic: (b) => (['schedule', 'after-changes', 'catch-up'] as Trigger[]).includes(b.trigger),
  points: (b) => isRestorePoint(b.trigger),
  pinned: (b) => b.pinned,
};

/** The backups screen: which ones are listed, which are chosen, and what the chosen one holds. */
export class BackupList {
  readonly list = new Load<Backup[]>();
  readonly detail = new Load<BackupDetail>();
  /** What the rule that holds says of each; a list without it is still a list. */
  readonly keeping = new Load<Preview>();
  filter = $state<Filter>('all');
  /** Words to be found in when, why, note, locations or name of the file. */
  search = $state('');
  newestFirst = $state(true);
  checking = $state<string | null>(null);
  readonly #session: Session;

  readonly rows = $derived.by(() => {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = (this.list.value ?? [])
      .filter(fits[this.filter])
      .filter((b) => words.every((word) => searched(b).includes(word)));
    const order = (a: Backup, b: Backup) => b.created_at.localeCompare(a.created_at);
    const mine = rows.filter((b) => b.own).sort(order);
    const others = rows
      .filter((b) => !b.own)
      .sort((a, b) => a.instance.localeCompare(b.instance) || order(a, b));
    return this.newestFirst ? [...mine, ...others] : [...mine.reverse(), ...others.reverse()];
  });
  readonly selection: Selection;
  readonly chosen = $derived.by(() => this.rows.filter((b) => this.selection.has(b.id)));

  constructor(session: Session) {
    this.#session = session;
    this.selection = new Selection(() => this.rows.map((b) => b.id), true);
  }

  /** Chooses from elsewhere, as when activity points at a backup. */
  choose(ids: string[]): void {
    this.showAll();
    this.selection.chosen = ids;
    this.selection.cursor = ids[0] ?? null;
  }

  showAll = (): void => {
    this.filter = 'all';
    this.search = '';
  };

  group = (b: Backup): string =>
    b.own ? spanOf(new Date(b.created_at), new Date(clock.now)) : t.fromOtherComputer(b.instance);

  read = async (): Promise<void> => {
    const before = this.rows.map((b) => b.id);
    const { backend } = this.#session;
    await Promise.all([
      this.list.read(() => backend.backups()),
      this.keeping.read(() => backend.previewRetention(null)),
    ]);
    this.selection.keepTo(
      before,
      this.rows.map((b) => b.id),
    );
    await this.readDetail();
  };

  /** Looks into the chosen backup; with none or several chosen there is nothing to look into. */
  readDetail = async (): Promise<void> => {
    const one = this.selection.chosen.length === 1 ? this.selection.chosen[0]! : null;
    if (one === null) return this.detail.clear();
    if (this.detail.value?.backup.id !== one) this.detail.clear();
    await this.detail.read(() => this.#session.backend.backup(one));
  };

  restore = (b: Backup): void => {
    if (checkOf(b).state !== 'damaged') this.#session.nav.ask({ kind: 'restore', source: { backup: b.id } });
    else this.selection.pick(b.id);
  };

  /** What it would bring back, component by component. */
  seeChanges = (b: Backup): void =>
    this.#session.nav.ask({ kind: 'restore', source: { backup: b.id }, changes: true });

  copySum = (sum: string): Promise<boolean> =>
    this.#session.attempt(t.sumCouldNotBeCopied, async () => {
      await navigator.clipboard.writeText(sum);
      this.#session.messages.say(t.sumCopied);
    });

  remove = (): void => {
    if (this.selection.chosen.length)
      this.#session.nav.ask({ kind: 'delete-backups', ids: this.selection.chosen });
  };

  pin = (b: Backup): Promise<boolean> =>
    this.#session.attempt(b.pinned ? t.backupCouldNotBeUnpinned : t.backupCouldNotBePinned, async () => {
      await this.#session.backend.pinBackup(b.id, !b.pinned);
      this.#session.messages.say(b.pinned ? t.unpinned : t.pinnedThisBackupKeptUntil);
      await this.read();
    });

  pinAll = (backups: Backup[]): Promise<boolean> =>
    this.#session.attempt(t.notAllBackupsCouldBe, async () => {
      const loose = backups.filter((b) => !b.pinned);
      for (const b of loose) await this.#session.backend.pinBackup(b.id, true);
      this.#session.messages.say(t.pinnedCount(loose.length));
      await this.read();
    });

  /** Reads the backup back from every location it lies in. */
  verify = (b: Backup): Promise<boolean> =>
    this.#session.attempt(t.backupCouldNotBeVerified, async () => {
      this.checking = b.id;
      try {
        const found = await this.#session.backend.verifyBackup(b.id);
        const bad = found.find((v) => !v.ok);
        if (bad)
          this.#session.messages.post({
            tone: 'failed',
            title: t.theBackupIsDamaged,
            text: `${bad.location}: ${bad.problem?.message ?? 'it cannot be read'}.`,
            acts: [],
          });
        else this.#session.messages.say(t.readBackOpenedBackupIntact);
        await this.read();
      } finally {
        this.checking = null;
      }
    });

  /** Another computer's backups become this one's, after the person has said that it is no longer in use. */
  undo = async (entry: string): Promise<void> => {
    await this.#session.undo(entry);
    await this.read();
  };

  adopt = async ({ instance }: Backup): Promise<void> => {
    const theirs = (this.list.value ?? []).filter((b) => b.instance === instance);
    if (!(await this.#session.nav.consent({ kind: 'adopt', count: theirs.length }))) return;
    await this.#session.attempt(t.backupsWereNotAdopted, async () => {
      const number = await this.#session.backend.adoptBackups(instance);
      this.#session.messages.say(t.adopted(number));
      await this.read();
    });
  };

  saveCopies = async (backups: Backup[]): Promise<void> => {
    for (const b of backups) {
      const went = await this.#session.attempt(t.copyCouldNotBeSaved, async () => {
        const path = await this.#session.backend.saveBackupCopy(b.id);
        if (path) this.#session.messages.say(t.copySaved(path));
      });
      if (!went) return;
    }
  };
}
