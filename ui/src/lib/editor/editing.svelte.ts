import type {
  CheckedExpectation,
  ComponentRef,
  CureAction,
  Draft,
  FieldEdit,
  KeptDraft,
  FieldStep,
  Resolution,
} from '../backend';
import { asFailure, inWords } from '../shared/failure';
import { kinds } from '../shared/kinds';
import type { Session } from '../shared/session.svelte';
import { capital, quoted } from '../shared/words';
import { asksAbout, type Asks } from './asking';
import type { Code } from './code';
import { common } from '../shared/messages';
import { pathKey } from './form';
import { makeMissing } from './making';
import { fieldAt, marksOf, replaced, type Mark } from './marks';
import { t } from './messages';

/** A pause in typing after which a draft is stored, and the longest that somebody who never pauses waits for it. */
const PAUSE = 250;
const LONGEST = 900;

const same = (a: ComponentRef, b: ComponentRef): boolean =>
  a.profile === b.profile && a.kind === b.kind && a.name === b.name;

/** One component being edited: form and text are two views of this draft. */
export class Editing {
  draft = $state.raw<Draft | null>(null);
  /** The text as it is on the screen. */
  text = $state('');
  /** Typed, and not stored yet. */
  pending = $state(false);
  /** Where the caret is in the text. */
  caret = $state(0);
  /** The field that somebody wants to choose a value for; the form takes it from here. */
  wanted = $state<string | null>(null);
  /** Why the draft could not be stored. */
  unsaved = $state<string | null>(null);
  /** What the text editor asks about the text. */
  readonly asks: Asks;
  /** Expectations that saving this text would break. */
  #breaking = $state.raw<{ text: string; breaks: CheckedExpectation[] } | null>(null);
  readonly #session: Session;
  #code: Code | null = null;
  #component: ComponentRef | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;
  #chain: Promise<unknown> = Promise.resolve();

  /** Why nothing can be read. */
  readonly broken = $derived.by(() =>
    this.draft?.is_readable === false ? (this.marks.find((one) => one.severity === 'error') ?? null) : null,
  );
  readonly what = $derived.by(() => {
    const component = this.draft?.component;
    return component ? capital(`${kinds[component.kind].one} ${quoted(component.name)}`) : '';
  });
  readonly marks = $derived.by((): Mark[] =>
    this.draft && this.draft.lines === this.text ? marksOf(this.draft.problems, this.#take) : [],
  );
  /** What is worth fixing; what is only good to know does not count. */
  readonly problems = $derived(this.marks.filter((one) => one.severity !== 'info'));
  /** The field that the caret is in. */
  readonly here = $derived(fieldAt(this.draft?.fields ?? [], this.caret));
  readonly isDirty = $derived(this.pending || this.draft?.changed_at != null);

  /** Expectations that saving would break, which has to be agreed to. */
  readonly breaks = $derived(this.#breaking?.text === this.text ? this.#breaking.breaks : []);

  constructor(session: Session) {
    this.#session = session;
    this.asks = asksAbout(session, () => this.#component);
  }

  /** Shows a component. What was typed into the one before is stored. */
  async open(component: ComponentRef): Promise<void> {
    if (this.#component && same(this.#component, component)) return this.refresh();
    await this.flush();
    this.#component = component;
    await this.#read();
  }

  close(): void {
    void this.flush();
    this.#component = null;
    this.draft = null;
  }

  /** Others may have changed something. What is being typed is stored first. */
  async refresh(): Promise<void> {
    await this.flush();
    await this.#read();
  }

  /** The text editor is there, or gone. */
  attach(code: Code | null): void {
    this.#code = code;
  }

  /** A person typed. */
  typed = (text: string): void => {
    this.text = text;
    const now = performance.now();
    if (!this.pending) this.#since = now;
    this.pending = true;
    clearTimeout(this.#timer);
    const left = LONGEST - (now - this.#since);
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(PAUSE, left)));
  };

  /** Stores what was typed; resolves when it is. */
  flush = (): Promise<unknown> => {
    clearTimeout(this.#timer);
    const component = this.#component;
    if (!this.pending || !component) return this.#chain;
    const text = this.text;
    this.pending = false;
    return this.#next(() => this.#session.backend.writeDraft(component, text), text);
  };

  /** Changes fields, as a form does. */
  edit = (edits: FieldEdit[]): Promise<unknown> => {
    const component = this.#component;
    if (!component || edits.length === 0) return this.#chain;
    clearTimeout(this.#timer);
    const typed = this.pending;
    this.pending = false;
    return this.#next(() => this.#session.backend.editDraft(component, this.text, edits), null, typed);
  };

  /** Marks the lines of the field with the focus. */
  tint = (path: readonly FieldStep[] | null): void => {
    const key = path && pathKey(path);
    const field = key === null ? null : this.draft?.fields.find((one) => pathKey(one.path) === key);
    this.#code?.tint(field?.entry ?? null);
  };

  /** Puts a whole text in, as one step. */
  put = (text: string): void => {
    this.#code?.replace(text);
    this.typed(text);
    void this.flush();
  };

  /** Puts an older version in as a draft; the text of before comes back with one press. */
  bringBack = (lines: string): void => {
    const before = this.text;
    if (lines === before) return this.#session.messages.speak(t.bothTheSame);
    this.put(lines);
    this.#session.messages.say(t.broughtBack, { label: common.undo, run: () => this.put(before) });
  };

  /** The caret moved in the text. */
  moved = (at: number): void => {
    this.caret = at;
  };

  goTo = (at: number): void => {
    this.caret = at;
    this.#code?.goTo(at);
  };

  nextProblem = (step: 1 | -1 = 1): void =>
    step === 1 ? this.#code?.nextProblem() : this.#code?.previousProblem();

  discard = (): Promise<boolean> =>
    this.#session.attempt(t.couldNotBeDiscarded, async () => {
      await this.flush();
      const component = this.#component;
      if (!component) return;
      const lines = await this.#session.backend.discardDraft(component);
      if (this.draft?.saved !== null) await this.#read();
      await this.#session.readDrafts();
      if (lines !== null) this.#offerBack(component, lines);
    });

  /** Says that a draft is gone, and how it comes back. */
  #offerBack(component: ComponentRef, lines: string): void {
    const undo = async () => {
      await this.#session.backend.writeDraft(component, lines);
      await this.#session.readDrafts();
      if (this.#component && same(this.#component, component)) await this.#read();
    };
    this.#session.messages.say(t.discarded, {
      label: common.undo,
      run: () => void this.#session.attempt(t.couldNotBeChanged(this.what), undo),
    });
  }

  /**
   * Saves; with errors the draft is kept, and the caret goes to the first. One that breaks expectations is kept too,
   * unless they were agreed to. True when it is saved.
   */
  save = async (agreed: CheckedExpectation[] = []): Promise<boolean> => {
    let kept: KeptDraft | null = 'problem';
    const what = this.what;
    await this.#session.attempt(t.couldNotBeSaved(what), async () => {
      await this.flush();
      const component = this.#component;
      if (!component || this.unsaved !== null) return;
      const text = this.text;
      const saved = await this.#session.backend.saveDraft(component, agreed);
      kept = saved.kept;
      this.#breaking = { text, breaks: saved.breaks };
      this.#showUnlessTyped(component, text, saved.draft);
      await this.#session.readDrafts();
      if (saved.entry) this.#session.edited(t.saved(what), saved.entry);
      else if (kept === null) this.#session.messages.speak(t.nothingToSave);
      else this.#sayKept(kept);
    });
    return kept === null;
  };

  resolve = (resolution: Resolution): Promise<boolean> =>
    this.#session.attempt(t.couldNotBeChanged(this.what), async () => {
      await this.flush();
      const component = this.#component;
      if (!component || this.unsaved !== null) return;
      const text = this.text;
      const draft = await this.#session.backend.resolveDraft(component, resolution);
      this.#showUnlessTyped(component, text, draft);
      await this.#session.readDrafts();
      if (resolution.way === 'take-theirs') this.#offerBack(component, text);
    });

  #sayKept(kept: KeptDraft): void {
    const first = this.marks.find((one) => one.severity === 'error');
    if (kept === 'outside') return this.#session.messages.say(t.keptForOthers);
    if (kept === 'expectations') return this.#session.messages.speak(t.keptForExpectations);
    if (!first) return this.#session.messages.say(t.keptForProblem);
    this.goTo(first.from);
    this.#session.messages.say(t.keptForLine(first.line));
  }

  /** Carries out what cures a problem. */
  #take = (action: CureAction): void => {
    if (action.do === 'replace') return this.put(replaced(this.text, action.edits));
    if (action.do === 'choose') {
      this.wanted = pathKey(action.path);
      return;
    }
    const profile = this.#component?.profile;
    if (profile !== undefined) void this.flush().then(() => makeMissing(this.#session, profile, action));
  };

  async #read(): Promise<void> {
    const component = this.#component;
    if (!component) return;
    try {
      const draft = await this.#session.backend.openDraft(component);
      if (this.#component === component && !this.pending) this.#show(draft);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'not-found') {
        if (this.#component === component) this.close();
      } else this.#session.messages.fail(t.couldNotBeOpened(component.name), failure);
    }
  }

  /** One after the other; an answer about a text that was typed over is not shown. */
  #next(ask: () => Promise<Draft>, about: string | null, typed = about !== null): Promise<unknown> {
    const component = this.#component;
    this.#chain = this.#chain.then(async () => {
      try {
        const before = this.draft;
        const draft = await ask();
        this.unsaved = null;
        if (this.#component !== component || (about !== null && this.text !== about)) return;
        this.#show(draft);
        const isListed = (one: Draft | null) => `${one?.changed_at != null}${one?.readable == null}`;
        if (isListed(before) !== isListed(draft)) await this.#session.readDrafts();
      } catch (thrown) {
        this.unsaved = inWords(asFailure(thrown));
        this.pending ||= typed;
      }
    });
    return this.#chain;
  }

  /** Shows an answer about a text. What was typed while it was on its way stays, and is stored at the next pause. */
  #showUnlessTyped(component: ComponentRef, about: string, draft: Draft): void {
    if (this.#component !== component) return;
    if (this.text === about) this.#show(draft);
    else this.draft = draft;
  }

  #show(draft: Draft): void {
    const isOther = !this.draft || !same(this.draft.component, draft.component);
    this.draft = draft;
    this.text = draft.lines;
    if (isOther) this.#code?.restart(draft.lines);
    else this.#code?.replace(draft.lines);
  }
}
