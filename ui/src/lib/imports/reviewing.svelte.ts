import { SvelteSet } from 'svelte/reactivity';
import type { Braces, Failure, ImportItem, ImportReview, Kind, ServerProfile } from '../backend';
import { asFailure } from '../shared/failure';
import { isDatabase } from '../shared/files';
import { allKinds } from '../shared/kinds';
import { Load } from '../shared/load.svelte';
import type { Task } from '../shared/navigation.svelte';
import type { Session } from '../shared/session.svelte';
import {
  badlyRenamed,
  decisions,
  freshName,
  holdsUnrunnable,
  isConvertible,
  isWrong,
  keyOf,
  lines,
  othersLike,
  refit,
  suggested,
  tally,
  type Answer,
  type Choice,
} from './decisions';
import { asWritten } from './quotes';
import { FactsOffer } from './facts-offer.svelte';
import { Foresight } from './foresight.svelte';
import { Triage } from './triage.svelte';
import { changedMeanwhile, comparedText, doneNotice } from './words';
import { t } from './messages';
import { common } from '../shared/messages';

/** More components than this start folded: counts first. */
const MANY = 500;

/** One import, from reading the file to the banner that offers the way back. */
export class Reviewing {
  readonly review = new Load<ImportReview>();
  /** For a database of the Mantrae server: its profiles. */
  readonly server = new Load<ServerProfile[]>();
  /** The one that is read; null while the person has to say which. */
  serverProfile = $state<string | null>(null);
  /** What braces in the files are, once the person said so; a template is refused until then. */
  braces = $state<Braces | null>(null);
  /** The profile that the components go into. */
  profile = $state('');
  comparing = $state(false);
  filter = $state('');
  changesOnly = $state(false);
  selected = $state<string | null>(null);
  /** In a narrow window: is the component shown instead of the list? */
  open = $state(false);
  forAll = $state(false);
  busy = $state(false);
  readonly folded = new SvelteSet<Kind>();
  /** What the person decided; replaced as a whole, so that twenty thousand answers stay cheap. */
  answers = $state.raw<ReadonlyMap<string, Answer>>(new Map());
  readonly #session: Session;
  readonly #task: Task;
  #turn = 0;

  readonly items = $derived(this.review.value?.items ?? []);
  readonly lines = $derived.by(() => {
    const words = this.filter.toLowerCase();
    const shown = (i: ImportItem) =>
      (!this.changesOnly || i.change !== 'same') && (words === '' || i.name.toLowerCase().includes(words));
    return this.review.value
      ? lines(this.review.value, allKinds, shown, words ? new Set() : this.folded)
      : [];
  });
  readonly triage = new Triage<ImportItem>(() => this.items);
  readonly foresight: Foresight;
  readonly facts: FactsOffer;
  readonly item = $derived(this.items.find((i) => keyOf(i) === this.selected) ?? null);
  readonly #names = $derived(new Set(this.items.map(keyOf)));
  readonly tally = $derived(tally(this.items, this.answers));
  readonly nothing = $derived(this.items.length > 0 && this.items.every((i) => i.change === 'same'));
  /** Components of which Traefik would not take what the file says. */
  readonly wrong = $derived(this.items.filter(isWrong));
  readonly convertible = $derived(this.items.filter(isConvertible));
  readonly badNames = $derived(badlyRenamed(this.items, this.answers));
  /** Every secret of the review: the line of a finding may hold another component's. */
  readonly secrets = $derived(asWritten(this.items.flatMap((i) => i.secrets)));
  readonly several = $derived((this.review.value?.files.length ?? 0) > 1);
  readonly failure = $derived<Failure | null>(
    this.server.failure && this.paths?.length === 1 ? this.server.failure : this.review.failure,
  );
  /** Was a component left out because Traefik could not run an action in it? */
  readonly hasUnrunnable = $derived(this.review.value !== null && holdsUnrunnable(this.review.value));
  /** True while the person has to say which profile of the server is meant. */
  readonly asks = $derived(
    this.serverProfile === null &&
      (this.server.value?.length ?? 0) > 1 &&
      !!this.server.value?.some((p) => p.components > 0),
  );

  readonly canRetarget = $derived(this.paths !== null);
  readonly isFolder: boolean;

  constructor(session: Session, task: Task) {
    this.#session = session;
    this.#task = task;
    this.profile = task.profile;
    this.isFolder = 'folder' in task.from;
    this.foresight = new Foresight(session);
    this.facts = new FactsOffer(session, () => this.profile);
  }

  /** What was chosen; null for a review that was open before, of which only names are known. */
  get paths(): string[] | null {
    return 'paths' in this.#task.from ? this.#task.from.paths : null;
  }

  read = async (): Promise<void> => {
    const database = this.paths?.find(isDatabase);
    if (database && !this.server.value) {
      await this.server.read(() => this.#session.backend.serverProfiles(database));
      // Other files that were chosen with it can still be imported; the review then names the database.
      if (this.server.failure && this.paths?.length === 1) return;
    }
    if (this.asks) return;
    const found = this.server.value ?? [];
    this.serverProfile ??= (found.find((p) => p.components > 0) ?? found[0])?.choice ?? null;
    await this.#plan();
  };

  readServerProfile = async (name: string): Promise<void> => {
    this.serverProfile = name;
    await this.#plan();
  };

  /** Reads again what was refused as a template: as one with its actions kept, or as text in which nothing is to be run. */
  takeBraces = async (braces: Braces): Promise<void> => {
    this.#discard();
    this.braces = braces;
    await this.#plan();
  };

  /** Back to the question which profile of the server is meant. */
  askAgain = (): void => {
    this.#discard();
    this.review.clear();
    this.answers = new Map();
    this.selected = null;
    this.open = false;
    this.serverProfile = null;
  };

  async #plan(): Promise<void> {
    const { from } = this.#task;
    const { backend } = this.#session;
    const turn = ++this.#turn;
    await this.review.read(async () => {
      const plan = await ('review' in from
        ? backend.importReview(from.review)
        : backend.prepareImport(this.profile, from.paths, this.serverProfile, this.braces));
      if (turn !== this.#turn) void backend.discardImport(plan.id).catch(() => {});
      return plan;
    });
    if (turn !== this.#turn || !this.review.value) return;
    this.profile = this.review.value.profile;
    // A single kind has nothing to be found behind.
    if (this.items.length > MANY && new Set(this.items.map((i) => i.kind)).size > 1)
      for (const kind of allKinds) this.folded.add(kind);
    this.#selectFirst();
  }

  #selectFirst(): void {
    if (this.item) return;
    const first = this.items.find((i) => i.change === 'changed') ?? this.items[0];
    this.triage.seen.clear();
    this.selected = null;
    if (first) this.select(first);
  }

  /** Compares with another profile, or with the same one as it is now; answers that still fit stay. */
  retarget = async (profile: string): Promise<boolean> => {
    const { backend, messages } = this.#session;
    const old = this.review.value;
    const paths = this.paths;
    if (!old || !paths) return false;
    const turn = ++this.#turn;
    this.profile = profile;
    this.comparing = true;
    try {
      const next = await backend.prepareImport(profile, paths, this.serverProfile, this.braces);
      if (turn !== this.#turn) {
        void backend.discardImport(next.id).catch(() => {});
        return false;
      }
      void backend.discardImport(old.id).catch(() => {});
      const { answers, dropped } = refit(this.items, this.answers, next.items);
      this.forAll = false;
      this.review.value = next;
      this.answers = answers;
      this.#selectFirst();
      const told = comparedText(profile, this.tally, dropped);
      if (dropped === 0) messages.speak(told);
      else messages.say(told);
      return true;
    } catch (thrown) {
      if (turn !== this.#turn) return false;
      this.profile = old.profile;
      messages.fail(t.notCompared(profile), thrown, () => void this.retarget(profile));
      return false;
    } finally {
      if (turn === this.#turn) this.comparing = false;
    }
  };

  answer = (item: ImportItem): Answer => this.answers.get(keyOf(item)) ?? suggested(item);

  #put(items: ImportItem[], change: Partial<Answer>): void {
    const answers = new Map(this.answers);
    for (const i of items) {
      const fresh = () => freshName(i.name, (n) => this.#names.has(`${i.kind}/${n}`));
      const now = answers.get(keyOf(i)) ?? { ...suggested(i), new_name: fresh() };
      answers.set(keyOf(i), { ...now, ...change });
    }
    this.answers = answers;
  }

  /** The component itself and, where that was asked for, those like it. */
  #meant = (item: ImportItem): ImportItem[] => (this.forAll ? [item, ...this.likeThis(item)] : [item]);

  decide(item: ImportItem, choice: Choice, newName?: string): void {
    const meant = this.#meant(item);
    this.#put(meant, { choice });
    this.triage.mark(...meant);
    if (newName !== undefined) this.#put([item], { new_name: newName });
  }

  switchOff = (item: ImportItem, off: boolean): void => this.#put(this.#meant(item), { switched_off: off });

  convert = (items: ImportItem[], on: boolean): void =>
    this.#put(items.filter(isConvertible), { convert: on });

  /** The other components the same decision could hold for. */
  likeThis = (item: ImportItem): ImportItem[] => othersLike(item, this.items);

  setForAll(on: boolean, item: ImportItem): void {
    this.forAll = on;
    const { choice, switched_off } = this.answer(item);
    if (on) this.#put(this.#meant(item), { choice, switched_off });
  }

  select(item: ImportItem, open = false): void {
    if (keyOf(item) !== this.selected) this.forAll = false;
    this.selected = keyOf(item);
    this.triage.mark(item);
    if (open) this.open = true;
  }

  fold(kind: Kind): void {
    if (!this.folded.delete(kind)) this.folded.add(kind);
  }

  /** Every component with an error is left out, or comes in switched off. */
  settleWrong(how: 'keep' | 'off'): void {
    this.#put(this.wrong, how === 'keep' ? { choice: 'keep' } : { choice: 'take', switched_off: true });
  }

  #discard(): void {
    this.#turn += 1;
    const review = this.review.value;
    if (review) void this.#session.backend.discardImport(review.id).catch(() => {});
  }

  cancel = (): void => {
    this.#discard();
    this.#session.nav.finish();
  };

  apply = async (): Promise<void> => {
    const review = this.review.value;
    if (!review || this.busy || this.comparing) return;
    this.busy = true;
    const { backend, messages, nav } = this.#session;
    try {
      const done = await backend.applyImport(review.id, decisions(this.items, this.answers));
      nav.finish();
      if (this.#session.isFirstRun) nav.go('overview');
      await this.#session.refresh();
      this.#session.choose(done.profile);
      const first = done.added[0] ?? done.changed[0];
      nav.go('configuration', first ? { kind: first.kind, name: first.name } : {});
      const undo = () => void this.#session.undo(null);
      messages.post(doneNotice(done, this.#session.offerBackup(), undo));
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'cancelled') messages.say(common.stoppedNothingWasChanged);
      else if (failure.code !== 'stale-plan')
        messages.fail(t.nothingWasImported, failure, () => void this.apply());
      else if (!this.canRetarget || (await this.retarget(this.profile)))
        messages.post(changedMeanwhile(this.canRetarget));
    } finally {
      this.busy = false;
    }
  };
}
