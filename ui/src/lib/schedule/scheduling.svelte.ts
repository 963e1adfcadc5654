import type { Failure, PauseFor, ScheduleState } from '../backend';
import { asFailure } from '../shared/failure';
import { Load } from '../shared/load.svelte';
import type { Session } from '../shared/session.svelte';
import { cronOf, presetOf, type Often } from '../shared/presets';
import { t } from './messages';
import { common } from '../shared/messages';

/** The schedule as it holds, and the one that is being written. */
export class Scheduling {
  readonly now = new Load<ScheduleState>();
  /** What stands in the field. */
  cron = $state('');
  often = $state<Often>('day');
  time = $state('02:00');
  /** What the field would mean; null while it is what holds. */
  preview = $state.raw<ScheduleState | null>(null);
  wrong = $state.raw<Failure | null>(null);
  readonly #session: Session;
  #turn = 0;

  readonly locked = $derived.by(() => this.#locks('schedule'));
  readonly switchLocked = $derived.by(() => this.#locks('automatic'));
  readonly shown = $derived(this.preview ?? this.now.value);
  readonly changed = $derived(this.cron.trim() !== (this.now.value?.schedule.cron ?? ''));

  constructor(session: Session) {
    this.#session = session;
  }

  #locks(name: string): boolean {
    return this.#session.settings?.locked.includes(name) ?? false;
  }

  read = async (): Promise<void> => {
    const wasChanged = this.changed && this.now.value !== null;
    await this.now.read(this.#session.backend.schedule);
    // Words that are being written stay.
    if (this.now.value && !wasChanged) this.#show(this.now.value.schedule.cron);
  };

  #show(cron: string): void {
    this.cron = cron;
    ({ often: this.often, time: this.time } = presetOf(cron));
    this.preview = null;
    this.wrong = null;
  }

  /** A word or a time was chosen: it holds at once. Choosing cron only opens the field. */
  choose = async (often: Often, time: string): Promise<void> => {
    this.often = often;
    this.time = time;
    const cron = cronOf({ often, time });
    if (cron === null) return;
    this.cron = cron;
    await this.save();
  };

  /** Something was typed: what would it be? */
  look = async (): Promise<void> => {
    const turn = ++this.#turn;
    if (!this.changed) {
      this.preview = null;
      this.wrong = null;
      return;
    }
    try {
      const preview = await this.#session.backend.previewSchedule(this.cron);
      if (turn !== this.#turn) return;
      this.preview = preview;
      this.wrong = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.preview = null;
      this.wrong = asFailure(thrown);
    }
  };

  save = (automatic = this.now.value?.schedule.automatic ?? true): Promise<boolean> =>
    this.#change(t.scheduleCouldNotBeSaved, async () => {
      const value = { cron: this.cron, automatic };
      await this.#session.backend.changeSetting({ name: 'schedule', value });
    });

  discard = (): void => {
    if (this.now.value) this.#show(this.now.value.schedule.cron);
  };

  pause = (length: PauseFor): Promise<boolean> =>
    this.#change(common.backupsCouldNotBePaused, () => this.#session.backend.pauseBackups(length));

  resume = (): Promise<boolean> =>
    this.#change(common.backupsCouldNotBeResumed, this.#session.backend.resumeBackups);

  async #change(failed: string, act: () => Promise<unknown>): Promise<boolean> {
    const done = await this.#session.attempt(failed, async () => {
      await act();
      this.now.value = await this.#session.backend.schedule();
      this.#show(this.now.value.schedule.cron);
    });
    return done !== false;
  }
}
