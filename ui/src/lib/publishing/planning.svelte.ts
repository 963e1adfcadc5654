import type { Failure, Outcome, PublicationPlan } from '../backend';
import { asFailure } from '../shared/failure';
import { Load } from '../shared/load.svelte';
import type { Session } from '../shared/session.svelte';
import { asked } from './words';

/** How long a publication stays on trial. */
export const TRIAL = 60;

/** A publication that is looked at, agreed to and made. */
export class PublicationPlanning {
  readonly plan = new Load<PublicationPlan>();
  trial = $state(true);
  overwrite = $state(false);
  removes = $state('');
  /** Somebody wanted to publish without having agreed to everything. */
  tried = $state(false);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** What Traefik said, where that is not simply "live". */
  outcome = $state.raw<Outcome | null>(null);
  readonly #session: Session;
  readonly #profile: string;

  constructor(session: Session, profile: string) {
    this.#session = session;
    this.#profile = profile;
  }

  get isAgreed(): boolean {
    const plan = this.plan.value;
    if (!plan) return false;
    const wanted = asked(plan);
    return (
      wanted.blocked.length === 0 &&
      (!wanted.overwrite || this.overwrite) &&
      (!wanted.removes || Number(this.removes) === plan.routers_removed)
    );
  }

  read = (): Promise<void> => this.plan.read(() => this.#session.backend.planPublication(this.#profile));

  /** Publishes what the plan says; true once Traefik runs it and all of it works. */
  publish = async (): Promise<boolean> => {
    const plan = this.plan.value;
    if (!plan || this.busy) return false;
    this.tried = true;
    if (!this.isAgreed) return false;
    this.busy = true;
    this.failure = null;
    try {
      const done = await this.#session.backend.publish(this.#profile, {
        revision: plan.revision,
        held: plan.held,
        trial: this.trial ? TRIAL : null,
        removes: asked(plan).removes ? plan.routers_removed : null,
        overwrite: this.overwrite,
      });
      this.outcome = done.publication?.outcome ?? null;
      void this.#session.readStanding();
      return this.outcome === null || this.outcome.state === 'live';
    } catch (thrown) {
      this.failure = asFailure(thrown);
      // What was agreed to may not be what is there now.
      await this.read();
      return false;
    } finally {
      this.busy = false;
    }
  };
}
