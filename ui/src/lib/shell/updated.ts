import type { Session } from '../shared/session.svelte';
import { t } from './messages';

/** Where the version is remembered that was told about last. */
const SEEN = 'version';

/** True if the first is the later one. What follows the numbers does not count. */
export function isLater(one: string, other: string): boolean {
  const numbers = (version: string) => version.split(/[-+]/)[0]!.split('.').map(Number);
  const [a, b] = [numbers(one), numbers(other)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** After an update, the first window says so, once. */
export function announce({ state, messages, nav }: Session): void {
  const current = state.value?.version;
  if (!current) return;
  const since = localStorage.getItem(SEEN);
  localStorage.setItem(SEEN, current);
  if (!since || !isLater(current, since)) return;
  messages.post({
    tone: 'safe',
    title: t.updated(current),
    text: '',
    acts: [{ label: t.whatsNew, run: () => (messages.clear(), nav.ask({ kind: 'news', since })) }],
  });
}
