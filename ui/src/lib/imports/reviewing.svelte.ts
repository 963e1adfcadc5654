import { SvelteSet } from 'svelte/reactivity';
import type { ImportItem, ImportReview, Kind } from '../backend';
import { asFailure } from '../shared/failure';
import { allKinds } from '../shared/kinds';
import { Load } from '../shared/load.svelte';
import type { Task } from '../shared/navigation.svelte';
import type { Session } from '../shared/session.svelte';
import { count } from '../shared/words';
import {
  decisions,
  freshName,
  isWrong,
  keyOf,
  lines,
  renameProblem,
  suggested,
  tally,
  type Answer,
  type Choice,
} from './decisions';

/** More objects than this start folded: counts first. */
const MANY = 500;

/** One import, from reading the file to the banner that offers the way back. */
export class Reviewing {
  readonly review = new Load<ImportReview>();
  filter = $state('');
  changesOnly = $state(false);
  selected = $state<string | null>(null);
  /** In a narrow window: is the object shown instead of the list? */
  open = $state(false);
  forAll = $state(false);
  busy = $state(false);
  readonly folded = new SvelteSet<Kind>();
  /** What the person decided; replaced as a whole, so that twenty thousand answers stay cheap. */
  answers = $state.raw<ReadonlyMap<string, Answer>>(new Map());
  readonly #session: Session;
  readonly #task: Task;

  readonly items = $derived(this.review.value?.items ?? []);
  readonly lines = $derived.by(() => {
    const words = this.filter.toLowerCase();
    const shown = (i: ImportItem) =>
      (!this.changesOnly || i.change !== 'same') && (words === '' || i.name.toLowerCase().includes(words));
    return this.review.value
      ? lines(this.review.value, allKinds, shown, words ? new Set() : this.folded)
      : [];
  });
  readonly item = $derived(this.items.find((i) => keyOf(i) === this.selected) ?? null);
  readonly #names = $derived(new Set(this.items.map(keyOf)));
  readonly tally = $derived(tally(this.items, this.answers));
  readonly nothing = $derived(this.items.length > 0 && this.items.every((i) => i.change === 'same'));
  /** Objects of which Traefik would not take what the file says. */
  readonly wrong = $derived(this.items.filter(isWrong));
  readonly badNames = $derived(
    this.items.filter((i) => {
      const answer = this.answers.get(keyOf(i));
      return answer?.choice === 'rename' && renameProblem(i, answer.new_name, this.items) !== null;
    }),
  );

  constructor(session: Session, task: Task) {
    this.#session = session;
    this.#task = task;
  }

  read = async (): Promise<void> => {
    const { from, profile } = this.#task;
    const { backend } = this.#session;
    await this.review.read(() =>
      'review' in from ? backend.importReview(from.review) : backend.prepareImport(profile, from.paths, null),
    );
    if (this.items.length > MANY) for (const kind of allKinds) this.folded.add(kind);
    this.selected ??= keyOf(
      this.items.find((i) => i.change === 'changed') ?? this.items[0] ?? { kind: 'http-router', name: '' },
    );
  };

  answer = (item: ImportItem): Answer => this.answers.get(keyOf(item)) ?? suggested(item);

  decide(item: ImportItem, choice: Choice, newName?: string): void {
    const answers = new Map(this.answers);
    const put = (i: ImportItem, name?: string) => {
      const fresh = () => freshName(i.name, (n) => this.#names.has(`${i.kind}/${n}`));
      answers.set(keyOf(i), { choice, new_name: name ?? answers.get(keyOf(i))?.new_name ?? fresh() });
    };
    put(item, newName);
    if (this.forAll) for (const other of this.likeThis(item)) put(other);
    this.answers = answers;
  }

  /** The other objects the same decision could hold for. */
  likeThis = (item: ImportItem): ImportItem[] =>
    this.items.filter(
      (i) => i.change === item.change && keyOf(i) !== keyOf(item) && isWrong(i) === isWrong(item),
    );

  setForAll(on: boolean, item: ImportItem): void {
    this.forAll = on;
    if (on) this.decide(item, this.answer(item).choice);
  }

  select(item: ImportItem, open = false): void {
    if (keyOf(item) !== this.selected) this.forAll = false;
    this.selected = keyOf(item);
    if (open) this.open = true;
  }

  fold(kind: Kind): void {
    if (!this.folded.delete(kind)) this.folded.add(kind);
  }

  /** Every object with an error is left out, or taken all the same. */
  settleWrong(choice: 'keep' | 'take'): void {
    for (const item of this.wrong) this.decide(item, choice);
  }

  cancel = (): void => {
    const review = this.review.value;
    if (review) void this.#session.backend.discardImport(review.id).catch(() => {});
    this.#session.nav.finish();
  };

  apply = async (): Promise<void> => {
    const review = this.review.value;
    if (!review || this.busy) return;
    this.busy = true;
    const { backend, messages, nav } = this.#session;
    try {
      const done = await backend.applyImport(review.id, decisions(this.items, this.answers));
      nav.finish();
      await this.#session.refresh();
      this.#session.choose(done.profile);
      const n = done.added.length + done.changed.length;
      const first = done.added[0] ?? done.changed[0];
      nav.go('configuration', first ? { kind: first.kind, name: first.name } : {});
      const skipped = done.left_out.length > 0 ? `, ${done.left_out.length} left out` : '';
      messages.post({
        tone: 'safe',
        title: `${count(n, 'object')} imported.`,
        text: `${done.added.length} added, ${done.changed.length} replaced${skipped}.`,
        acts: [{ label: 'Undo', icon: 'undo', run: () => void this.#session.undo(null) }],
      });
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'stale-plan') {
        await this.review.read(() =>
          backend.prepareImport(
            review.profile,
            'paths' in this.#task.from ? this.#task.from.paths : review.files,
            null,
          ),
        );
        messages.post({
          tone: 'waiting',
          title: 'Your configuration changed in the meantime.',
          text: 'This is the comparison with what you have now.',
          acts: [],
        });
      } else messages.fail('Nothing was imported.', failure, () => void this.apply());
    } finally {
      this.busy = false;
    }
  };
}
