import type { CheckedExpectation, Entered, Tried, Try } from '../backend';
import { Load } from '../shared/load.svelte';
import type { Session } from '../shared/session.svelte';
import { t } from './messages';

/** A pause in typing after which the request is worked out. */
const PAUSE = 150;

/** A request that is tried, what becomes of it, and what is expected in this profile. */
export class Trying {
  text = $state('');
  method = $state('');
  headers = $state<string[]>([]);
  /** The number of the expectation that is looked at. */
  chosen = $state<number | null>(null);
  /** In a narrow window: whether the request is shown instead of the list. */
  open = $state(true);
  filter = $state('');
  readonly result = new Load<Tried>();
  readonly expectations = new Load<CheckedExpectation[]>();
  /** What is known of the Traefik of this profile, in one line. */
  gateway = $state<string | null>(null);
  readonly #session: Session;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  get #profile(): string {
    return this.#session.profile?.name ?? '';
  }

  get shown(): CheckedExpectation[] {
    const wanted = this.filter.trim().toLowerCase();
    const all = this.expectations.value ?? [];
    return wanted ? all.filter((one) => one.url.toLowerCase().includes(wanted)) : all;
  }

  get failing(): number {
    return (this.expectations.value ?? []).filter((one) => !one.met).length;
  }

  get #try(): Try {
    return { text: this.text, method: this.method, headers: [...this.headers] };
  }

  /** Reads what is expected and known; what is tried is worked out anew. */
  read = async (): Promise<void> => {
    const { backend } = this.#session;
    await this.expectations.read(() => backend.expectations(this.#profile));
    this.gateway = await backend.gateway(this.#profile).catch(() => null);
    await this.work();
  };

  /** Works out what becomes of the request. */
  work = async (): Promise<void> => {
    clearTimeout(this.#timer);
    if (this.text.trim() === '') return this.result.clear();
    await this.result.read(() => this.#session.backend.tryRequest(this.#profile, this.#try));
  };

  /** Something was typed. */
  typed = (): void => {
    this.chosen = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.work(), PAUSE);
  };

  /** Looks at an expectation: its request is tried. */
  choose = (one: CheckedExpectation): void => {
    this.chosen = one.number;
    this.text = one.url;
    this.method = one.method === 'GET' ? '' : one.method;
    this.headers = [...one.headers];
    this.open = true;
    void this.work();
  };

  /** Keeps that the router which takes the request must take it. */
  keep = (): Promise<boolean> =>
    this.#session.attempt(t.notKept, async () => {
      const { answer } = this.result.value!;
      const kept = await this.#session.backend.expectRouter(this.#profile, this.#try, answer.router);
      this.chosen = kept.number;
      this.#session.messages.say(t.kept);
      await this.read();
    });

  remove = (number: number): Promise<boolean> =>
    this.#session.attempt(t.notRemoved, async () => {
      await this.#session.backend.removeExpectation(this.#profile, number);
      this.chosen = null;
      this.#session.messages.say(t.removed);
      await this.read();
    });

  /** Reads the install configuration of the Traefik of this profile. */
  learn = (): Promise<boolean> =>
    this.#session.attempt(t.notRead, async () => {
      const known = await this.#session.backend.learnGatewayFromFile(this.#profile);
      if (known) await this.#known(known);
    });

  /** What is known, for a person to correct; empty where nothing is. */
  entered = (): Promise<Entered> => this.#session.backend.enteredGateway(this.#profile);

  preview = (entered: Entered): Promise<string> => this.#session.backend.previewGateway(entered);

  /** Keeps what was pasted or entered; what is wrong with it is thrown. */
  enter = async (entered: Entered): Promise<void> =>
    this.#known(await this.#session.backend.enterGateway(this.#profile, entered));

  /** Asks a running Traefik; why it did not answer is thrown. */
  ask = async (address: string, user: string, password: string): Promise<void> =>
    this.#known(await this.#session.backend.askGateway(this.#profile, address, user, password));

  async #known(summary: string): Promise<void> {
    this.#session.messages.say(t.learned(summary));
    await this.read();
  }

  forget = (): Promise<boolean> =>
    this.#session.attempt(t.notForgotten, async () => {
      await this.#session.backend.forgetGateway(this.#profile);
      await this.read();
    });
}
