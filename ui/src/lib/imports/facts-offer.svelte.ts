import type { Session } from '../shared/session.svelte';
import { t } from './messages';

/** Files that cannot be imported, but say how the Traefik of the profile is started: they can be kept as facts about it. */
export class FactsOffer {
  /** Whether one was kept. */
  taken = $state(false);
  readonly #session: Session;
  readonly #profile: () => string;

  constructor(session: Session, profile: () => string) {
    this.#session = session;
    this.#profile = profile;
  }

  /** Keeps what the first of these files says. */
  take = (paths: string[]): Promise<boolean> =>
    this.#session.attempt(t.notLearned, async () => {
      const known = await this.#session.backend.learnGatewayFromPaths(this.#profile(), paths);
      this.#session.messages.say(t.learned(known));
      this.taken = true;
    });

  /** Likewise, where there is nothing else in them: the import is over. */
  takeInstead = async (paths: string[]): Promise<void> => {
    if (!(await this.take(paths))) return;
    this.#session.nav.finish();
    this.#session.nav.go('requests');
  };
}
