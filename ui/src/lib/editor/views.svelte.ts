/** Which halves of the editor are shown. */
export type View = 'form' | 'both' | 'yaml';

const KEY = 'editor-view';
/** Below this width, in rem, two halves leave room for neither. */
const BOTH = 48;

/** The view a person chose; where there is no room for both halves, one of them. */
export class Views {
  #chosen = $state<View>(recall());
  /** What is beside the form. */
  pane = $state<'yaml' | 'history'>('yaml');
  /** The width of the editor in rem; 0 while it is not known. */
  width = $state(0);

  readonly all = $derived<View[]>(this.#isWide() ? ['form', 'both', 'yaml'] : ['form', 'yaml']);
  readonly shown = $derived.by<View>(() => {
    if (this.#chosen !== 'both' || this.#isWide()) return this.#chosen;
    return this.pane === 'history' ? 'yaml' : 'form';
  });

  choose = (view: View): void => {
    this.#chosen = view;
    localStorage.setItem(KEY, view);
  };

  /** Form instead of text, or the other way; with both in sight, one of them goes. */
  toggle = (): void => this.choose(this.shown === 'yaml' ? 'form' : 'yaml');

  /** Shows what the component was. */
  showPast = (): void => {
    this.pane = 'history';
    if (this.shown === 'form') this.choose(this.#isWide() ? 'both' : 'yaml');
  };

  togglePast = (): void => {
    if (this.pane === 'history' && this.shown !== 'form') this.pane = 'yaml';
    else this.showPast();
  };

  measure(pixels: number): void {
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    this.width = pixels / size;
  }

  #isWide(): boolean {
    return this.width === 0 || this.width >= BOTH;
  }
}

function recall(): View {
  const last = localStorage.getItem(KEY);
  return last === 'form' || last === 'yaml' ? last : 'both';
}
