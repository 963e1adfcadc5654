import type {
  ExposeChoices,
  Exposed,
  Exposure,
  Failure,
  LoginProduct,
  MiddlewareChoice,
  ServiceAccess,
} from '../backend';
import { asFailure } from '../shared/failure';
import { common } from '../shared/messages';
import type { Question } from '../shared/navigation.svelte';
import type { Session } from '../shared/session.svelte';
import { joined, split, type Parts } from './address';
import { t } from './messages';

/** What is known of it before anything is typed. */
export type Filled = Extract<Question, { kind: 'expose' }>['filled'];
export type Who = 'anyone' | 'password' | 'login' | 'networks';
/** A field without which nothing can be made. */
export type Needed = 'address' | 'server' | 'user' | 'password';

/** How long typing pauses before it is worked out what is made. */
const PAUSE = 250;
/** The middlewares that let in whom somebody chose. */
const types: Record<Who, readonly string[]> = {
  anyone: [],
  password: ['basicAuth', 'digestAuth'],
  login: ['forwardAuth'],
  networks: ['ipAllowList', 'ipWhiteList'],
};

const none: ExposeChoices = {
  domains: [],
  resolvers: [],
  https: { https: 'none' },
  middlewares: [],
  logins: [],
  can_redirect: false,
};

/** A service that is being exposed: what is filled in, and what would be made of it. */
export class Exposing {
  choices = $state.raw<ExposeChoices>(none);
  /** Whether it is known what can be chosen. */
  ready = $state(false);
  parts = $state<Parts>({ sub: '', domain: '', path: '' });
  /** The whole address in one field, where no domain is known or another one is wanted. */
  whole = $state<string | null>(null);
  server = $state('');
  selfSigned = $state(false);
  who = $state<Who>('anyone');
  user = $state('');
  password = $state('');
  networks = $state('');
  /** A middleware of the profile for each choice; empty for a new one. */
  existing = $state<Record<Who, string>>({ anyone: '', password: '', login: '', networks: '' });
  product = $state<LoginProduct>('authelia');
  loginAddress = $state('');
  /** `resolver:` and its name, `own` or `none`. */
  https = $state('none');
  wildcard = $state(false);
  headers = $state(false);
  redirect = $state(false);
  /** Empty while the suggestion is taken. */
  name = $state('');

  made = $state.raw<Exposed | null>(null);
  failure = $state.raw<Failure | null>(null);
  looking = $state(false);
  saving = $state(false);
  /** Set where somebody wanted to save without it. */
  asked = $state<Needed | null>(null);
  readonly #session: Session;
  readonly #profile: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #entry = { key: '', text: '' };

  constructor(session: Session) {
    this.#session = session;
    this.#profile = session.profile?.name ?? '';
  }

  get address(): string {
    return this.whole === null ? joined(this.parts) : this.whole.trim();
  }

  /** What is there already for the choice that was made, the most used first. */
  existingFor = (who: Who): MiddlewareChoice[] =>
    this.choices.middlewares.filter(({ type_name }) => types[who].includes(type_name));

  /** Expectations that would fail. */
  readonly breaks = $derived.by(() => this.made?.plan.newly_failing ?? []);

  /** What is missing, the first first. */
  readonly missing: Needed | null = $derived.by(() => {
    if (this.address === '') return 'address';
    if (this.server.trim() === '') return 'server';
    if (this.who !== 'password' || this.existing.password !== '') return null;
    if (this.user.trim() === '') return 'user';
    return this.password === '' ? 'password' : null;
  });

  /** How many fields somebody has filled: from two on, leaving asks. */
  readonly filled: number = $derived(
    [this.address, this.server, this.who === 'password' ? this.password : '', this.name].filter(
      (text) => text.trim() !== '',
    ).length,
  );

  /** Reads what can be chosen, and takes what others of the profile have. */
  start = async (filled: Filled = undefined): Promise<void> => {
    try {
      this.choices = await this.#session.backend.exposeChoices(this.#profile);
    } catch (thrown) {
      this.failure = asFailure(thrown);
      this.whole = this.parts.sub;
      return;
    } finally {
      this.ready = true;
    }
    const { domains, https } = this.choices;
    this.parts.domain = domains[0] ?? '';
    // What was typed before is kept.
    if (domains.length === 0) this.whole = this.parts.sub;
    this.https = https.https === 'resolver' ? `resolver:${https.name}` : https.https;
    // A new password is better than one that opens other services too.
    for (const who of ['login', 'networks'] as const)
      this.existing[who] = this.existingFor(who)[0]?.name ?? '';
    if (filled) this.#fill(filled);
  };

  #fill({ address, ...others }: NonNullable<Filled>): void {
    Object.assign(this, others);
    if (this.whole !== null) this.whole = address;
    this.typeAddress(address);
  }

  /** Types the first part, in which a whole address may be pasted. */
  typeAddress = (text: string): void => {
    const found = split(text, this.choices.domains);
    if (found) this.parts = found;
    else if (/[./]/.test(text)) this.whole = text.trim();
    else this.parts.sub = text;
    this.look();
  };

  chooseDomain = (domain: string): void => {
    if (domain === '') this.whole = this.parts.sub;
    else this.parts.domain = domain;
    this.look();
  };

  generate = (): Promise<boolean> =>
    this.#session.attempt(t.notGenerated, async () => {
      this.password = await this.#session.backend.generatePassword();
      this.look();
    });

  /** Works out what would be made, once typing pauses. */
  look = (): void => {
    clearTimeout(this.#timer);
    this.#turn += 1;
    if (this.asked !== null && this.asked !== this.missing) this.asked = null;
    if (this.missing !== null) {
      this.looking = false;
      this.failure = null;
      return this.#keep(null);
    }
    this.looking = true;
    this.#timer = setTimeout(() => void this.#work(), PAUSE);
  };

  async #work(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    let [made, failure]: [Exposed | null, Failure | null] = [null, null];
    try {
      made = await this.#session.backend.planExposure(this.#profile, await this.wanted());
    } catch (thrown) {
      failure = asFailure(thrown);
    }
    // What was typed meanwhile is worked out next.
    if (turn !== this.#turn) return this.#discard(made);
    this.looking = false;
    this.failure = failure;
    this.#keep(made);
  }

  #keep(made: Exposed | null): void {
    this.#discard(this.made);
    this.made = made;
  }

  #discard(made: Exposed | null): void {
    if (made) void this.#session.backend.discardChanges(made.plan.id).catch(() => null);
  }

  async #access(): Promise<ServiceAccess> {
    if (this.who === 'anyone') return { access: 'anyone' };
    const name = this.existing[this.who];
    if (name !== '') return { access: 'middleware', name };
    if (this.who === 'networks')
      return { access: 'networks', networks: this.networks.split(/[\s,]+/).filter(Boolean) };
    if (this.who === 'password') {
      const [user, password] = [this.user.trim(), this.password];
      const key = JSON.stringify([user, password]);
      // One hash for each password: every hash is another one, and the plan would change with it.
      if (this.#entry.key !== key)
        this.#entry = { key, text: await this.#session.backend.hashPassword(user, password) };
      return { access: 'password', entry: this.#entry.text };
    }
    return { access: 'login', product: this.product, address: this.loginAddress.trim() || null };
  }

  /** What is filled in, in the engine's terms. */
  wanted = async (): Promise<Exposure> => {
    const https = this.https.startsWith('resolver:')
      ? { https: 'resolver' as const, name: this.https.slice('resolver:'.length) }
      : { https: this.https as 'own' | 'none' };
    const secure = https.https !== 'none';
    return {
      address: this.address,
      server: this.server.trim(),
      self_signed: this.selfSigned && /^https:/i.test(this.server.trim()),
      access: await this.#access(),
      https,
      wildcard: this.wildcard && https.https === 'resolver',
      entry_points: [],
      security_headers: this.headers,
      redirect: this.redirect && secure && this.choices.can_redirect,
      name: this.name.trim() || null,
    };
  };

  /** Makes it; says whether it was made. What is missing is named instead. */
  save = async (): Promise<boolean> => {
    if (this.saving) return false;
    if (this.missing !== null) {
      this.asked = this.missing;
      return false;
    }
    const seen = this.breaks.map((one) => JSON.stringify(one));
    if (this.looking || !this.made) await this.#work();
    const { made } = this;
    // Nobody agrees to what they have not seen.
    if (!made || this.breaks.some((one) => !seen.includes(JSON.stringify(one)))) return false;
    this.saving = true;
    try {
      const entry = await this.#session.backend.applyChanges(made.plan.id);
      this.made = null;
      if (entry) this.#session.edited(t.exposed(made.url), entry);
      this.#session.nav.answer();
      this.#session.nav.go('configuration', { kind: 'http-router', name: made.name });
      return true;
    } catch (thrown) {
      const failure = asFailure(thrown);
      // The plan is used up or stale: another one is shown before anything is made.
      this.#keep(null);
      if (failure.code === 'stale-plan') {
        await this.#work();
        if (this.made) this.#session.messages.say(common.shownAnew);
      } else this.failure = failure;
      return false;
    } finally {
      this.saving = false;
    }
  };

  /** Nothing of it is left behind. */
  end = (): void => {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#keep(null);
    this.password = '';
    this.#entry = { key: '', text: '' };
  };
}
