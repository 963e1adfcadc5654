import type { Publication, PublicationStatus, Standing } from '../backend';
import { Load } from '../shared/load.svelte';
import type { Session } from '../shared/session.svelte';
import { t } from './messages';

/** How the chosen profile is published, as Traefik says now. */
export class Publishing {
  readonly status = new Load<PublicationStatus>();
  readonly publications = new Load<Publication[]>();
  /** What is known of the Traefik, in one line. */
  gateway = $state<string | null>(null);
  busy = $state(false);
  /** How it stands by what is recorded, if that was looked at since Traefik was asked. */
  latest = $state.raw<Standing | null>(null);
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get #profile(): string {
    return this.#session.profile?.name ?? '';
  }

  /** The publication whose content is in the file. */
  get current(): Publication | null {
    return this.status.value?.publication ?? null;
  }

  /** Asks Traefik, and reads what was published. */
  read = async (): Promise<void> => {
    const { backend, standing } = this.#session;
    const profile = this.#profile;
    if (!standing) {
      this.status.clear();
      this.publications.clear();
      return;
    }
    this.busy = true;
    try {
      await Promise.all([
        this.status.read(async () => {
          const status = await backend.publicationStatus(profile);
          // The whole window says the same.
          this.#session.heardOf(profile, status.standing);
          this.latest = null;
          return status;
        }),
        this.publications.read(() => backend.publications(profile)),
        backend.gateway(profile).then(
          (known) => (this.gateway = known),
          () => (this.gateway = null),
        ),
      ]);
    } finally {
      this.busy = false;
    }
  };

  /** Looks who asked, without asking Traefik. */
  look = async (): Promise<void> => {
    const profile = this.#profile;
    const found = await this.#session.backend.standing(profile).catch(() => null);
    if (found && profile === this.#profile) this.latest = found;
  };

  setAutomatic = async (isOn: boolean): Promise<void> => {
    const { attempt, backend } = this.#session;
    await attempt(t.automaticNotChanged, () => backend.setAutomatic(this.#profile, isOn));
    await this.read();
  };

  takeBack = (number: number | null): Promise<boolean> => takeBack(this.#session, this.#profile, number);
}

/** Puts back what was in the file before, and says whether Traefik follows. */
export const takeBack = (session: Session, profile: string, number: number | null): Promise<boolean> =>
  session.attempt(t.notTakenBack, async () => {
    const done = await session.backend.takeBack(profile, number);
    const said = done.is_followed === false ? t.takenBackNotFollowed : t.takenBack;
    session.messages.say(said(number ?? done.publication.number));
    await session.readStanding();
  });
