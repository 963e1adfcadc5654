import type { Backup, Failure, GivenKey, RestorePlan } from '../backend';
import { asFailure } from '../shared/failure';
import { Load } from '../shared/load.svelte';
import type { RestoreSource } from '../shared/navigation.svelte';
import type { Session } from '../shared/session.svelte';
import { fullDate } from '../shared/time';
import { Choice } from './choice.svelte';
import { choosable, doneText } from './words';
import { t } from './messages';
import { common } from '../shared/messages';

/** One restore, from the question to the banner that offers the way back. */
export class Restoring {
  readonly plan = new Load<RestorePlan>();
  scope = $state<'everything' | 'only'>('everything');
  readonly choice = new Choice();
  /** The settings of the backup are taken over too. */
  withSettings = $state(false);
  busy = $state(false);
  showsChanges = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** The plan was made again, because the configuration changed while the dialog was open. */
  lookedAgain = $state(false);
  /** For a damaged backup: an older one that is whole. */
  instead = $state.raw<Backup | null>(null);
  /** For an encrypted backup whose key this computer does not hold. */
  key = $state.raw<GivenKey | null>(null);
  readonly #session: Session;
  #source: RestoreSource;

  constructor(session: Session, source: RestoreSource) {
    this.#session = session;
    this.#source = source;
  }

  get nothing(): boolean {
    const plan = this.plan.value;
    return plan !== null && choosable(plan).length === 0;
  }

  get ready(): boolean {
    return (
      this.plan.value !== null &&
      !this.busy &&
      !this.nothing &&
      (this.scope === 'everything' || !this.choice.isEmpty)
    );
  }

  prepare = async (): Promise<void> => {
    this.failure = null;
    await this.plan.read(() => this.#session.backend.prepareRestore(this.#source, this.key));
    if (this.plan.value) this.choice.begin(this.plan.value);
    const code = this.plan.failure?.code;
    if (code === 'damaged' || code === 'foreign' || code === 'not-found') await this.#findOlder();
  };

  useInstead = (): void => {
    if (!this.instead) return;
    this.#source = { backup: this.instead.id };
    this.instead = null;
    this.plan.clear();
    void this.prepare();
  };

  /** True when it is done and the dialog may close. */
  apply = async (): Promise<boolean> => {
    const plan = this.plan.value;
    if (!plan || this.busy) return false;
    this.busy = true;
    this.failure = null;
    try {
      const done = await this.#session.backend.applyRestore(
        plan.id,
        this.scope === 'only' ? this.choice.given : null,
        this.withSettings,
      );
      const { messages, nav } = this.#session;
      await this.#session.refresh();
      if (done.safety_backup === null) {
        messages.say(t.nothingChangedYourConfigurationAlready);
        return true;
      }
      const backup = this.#session.offerBackup();
      messages.post({
        tone: done.warnings.length ? 'waiting' : 'safe',
        title: t.restored(fullDate(new Date(plan.created_at))),
        text: `${[doneText(done), ...done.warnings].join('. ')}.${backup.text}`,
        acts: [
          ...backup.acts,
          { label: t.showConfiguration, run: () => nav.go('configuration') },
          { label: common.undo, icon: 'undo', run: () => void this.#session.undo(null) },
        ],
      });
      return true;
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'stale-plan') {
        this.lookedAgain = true;
        await this.prepare();
      } else if (failure.code === 'cancelled') this.#session.messages.say(common.stoppedNothingWasChanged);
      else this.failure = failure;
      return false;
    } finally {
      this.busy = false;
    }
  };

  leave = (): void => {
    const plan = this.plan.value;
    if (plan) void this.#session.backend.discardRestore(plan.id).catch(() => {});
  };

  async #findOlder(): Promise<void> {
    if (!('backup' in this.#source)) return;
    const id = this.#source.backup;
    const all = await this.#session.backend.backups().catch(() => []);
    const bad = all.find((b) => b.id === id);
    const whole = all.filter(
      (b) =>
        bad &&
        b.created_at < bad.created_at &&
        b.locations.some((l) => l.problem === null && l.verified_at !== null),
    );
    this.instead = whole.sort((a, b) => b.created_at.localeCompare(a.created_at))[0] ?? null;
  }
}
