import type { ChangePlan, ChangeSet } from '../backend';
import { asFailure, inWords } from '../shared/failure';
import type { Session } from '../shared/session.svelte';
import { common } from '../shared/messages';

/** How long somebody may pause while typing before the plan follows. */
const PAUSE = 200;

type Ask = () => Promise<{ profile: string; set: ChangeSet } | null>;

/** What a change would do, looked at anew whenever what is asked for changes. Only the latest answer counts. */
export class Planning {
  plan = $state.raw<ChangePlan | null>(null);
  failed = $state<string | null>(null);
  busy = $state(false);
  readonly #session: Session;
  #turn = 0;
  #ask: Ask | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Looks after a pause, until which nothing can be made; without a change set, nothing is planned. */
  soon(ask: Ask): void {
    clearTimeout(this.#timer);
    this.busy = true;
    this.#timer = setTimeout(() => void this.look(ask), PAUSE);
  }

  async look(ask: Ask): Promise<void> {
    this.#ask = ask;
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const wanted = await ask();
      const plan =
        wanted && wanted.set.changes.length > 0
          ? await this.#session.backend.planChanges(wanted.profile, wanted.set)
          : null;
      if (turn !== this.#turn) return void this.#drop(plan);
      this.#drop(this.plan);
      this.plan = plan;
      this.failed = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#drop(this.plan);
      this.plan = null;
      this.failed = inWords(asFailure(thrown));
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  /** Makes what is planned; true if it was made, with a toast that takes it back. */
  async apply(said: string): Promise<boolean> {
    const { plan } = this;
    if (!plan || this.busy) return false;
    this.busy = true;
    try {
      const entry = await this.#session.backend.applyChanges(plan.id);
      this.plan = null;
      if (entry) this.#session.edited(said, entry);
      return true;
    } catch (thrown) {
      const failure = asFailure(thrown);
      // What was agreed to is not what would be done any more: what would be is shown instead.
      if (failure.code === 'stale-plan' && this.#ask) {
        await this.look(this.#ask);
        if (this.failed === null) this.#session.messages.say(common.shownAnew);
      } else this.failed = inWords(failure);
      return false;
    } finally {
      this.busy = false;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#drop(this.plan);
    this.plan = null;
  }

  #drop(plan: ChangePlan | null): void {
    if (plan) void this.#session.backend.discardChanges(plan.id).catch(() => {});
  }
}
