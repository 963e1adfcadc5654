import type { FollowStatus } from '../backend';
import { Load } from '../shared/load.svelte';
import type { Session } from '../shared/session.svelte';
import { t } from './messages';

/** How the chosen profile stands to the files that it follows. */
export class Following {
  readonly status = new Load<FollowStatus | null>();
  /** What is known of the Traefik, in one line. */
  gateway = $state<string | null>(null);
  busy = $state(false);
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get #profile(): string {
    return this.#session.profile?.name ?? '';
  }

  /** Reads how it stands; nothing is taken in. */
  read = async (): Promise<void> => {
    const { backend } = this.#session;
    const profile = this.#profile;
    await Promise.all([
      this.status.read(async () => {
        const status = await backend.followStatus(profile);
        // The whole window says the same.
        if (status) this.#session.heardOf(profile, status.standing);
        return status;
      }),
      backend.gateway(profile).then(
        (known) => (this.gateway = known),
        () => (this.gateway = null),
      ),
    ]);
  };

  /** Looks at the files, and takes in what was changed there. */
  look = async (): Promise<void> => {
    this.busy = true;
    await this.#session.attempt(t.notLooked, () => this.#session.backend.lookAtFiles(this.#profile));
    await this.read();
    this.busy = false;
  };
}
