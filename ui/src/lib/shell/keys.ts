// Every shortcut, once: what the keys do, and the list that shows them.
import { t } from './messages';
import { common } from '../shared/messages';

export type Command =
  | 'overview'
  | 'configuration'
  | 'backups'
  | 'activity'
  | 'settings'
  | 'back-up'
  | 'import'
  | 'import-folder'
  | 'export'
  | 'map'
  | 'try-request'
  | 'expose'
  | 'save'
  | 'undo'
  | 'search'
  | 'palette'
  | 'refresh'
  | 'next-pane'
  | 'previous-pane'
  | 'back'
  | 'larger'
  | 'smaller'
  | 'normal-size'
  | 'shortcuts'
  | 'menu'
  | 'traefik'
  | 'publish'
  | 'close-window'
  | 'quit'
  | 'nothing';

type Binding = { command: Command; keys: string[]; label: string };

/** “Mod” is Ctrl, on macOS the command key. */
export const bindings: Binding[] = [
  { command: 'overview', keys: ['Mod+1'], label: common.overview },
  { command: 'configuration', keys: ['Mod+2'], label: common.configuration },
  { command: 'traefik', keys: ['Mod+3'], label: common.traefik },
  { command: 'backups', keys: ['Mod+4'], label: common.backups },
  { command: 'activity', keys: ['Mod+5'], label: common.activity },
  { command: 'settings', keys: ['Mod+,'], label: common.settings },
  { command: 'back-up', keys: ['Mod+Shift+B'], label: common.backUpNow },
  { command: 'import', keys: ['Mod+O'], label: common.importConfigurationName },
  { command: 'import-folder', keys: ['Mod+Shift+O'], label: t.importAFolder },
  { command: 'export', keys: ['Mod+E'], label: t.exportAsYamlName },
  { command: 'map', keys: ['Mod+Shift+M'], label: t.mapOfTheConfiguration },
  { command: 'try-request', keys: ['Mod+Shift+R'], label: t.tryARequest },
  { command: 'publish', keys: ['Mod+P'], label: common.publishAsk },
  { command: 'expose', keys: ['Mod+N'], label: t.exposeAService },
  { command: 'save', keys: ['Mod+S'], label: common.save },
  { command: 'undo', keys: ['Mod+Z'], label: t.undoTheLastChange },
  { command: 'palette', keys: ['Mod+K'], label: t.goToAnything },
  { command: 'search', keys: ['Mod+F', '/'], label: t.searchOrFilter },
  { command: 'refresh', keys: ['F5', 'Mod+R'], label: t.refresh },
  { command: 'next-pane', keys: ['F6'], label: t.nextPane },
  { command: 'previous-pane', keys: ['Shift+F6'], label: t.previousPane },
  { command: 'back', keys: ['Alt+ArrowLeft'], label: t.back },
  { command: 'larger', keys: ['Mod++', 'Mod+='], label: common.largerText },
  { command: 'smaller', keys: ['Mod+-'], label: common.smallerText },
  { command: 'normal-size', keys: ['Mod+0'], label: t.normalTextSize },
  { command: 'shortcuts', keys: ['Mod+?', 'Mod+/'], label: t.keyboardShortcuts },
  { command: 'menu', keys: ['F10'], label: t.mainMenu },
  { command: 'close-window', keys: ['Mod+W'], label: t.closeTheWindow },
  { command: 'quit', keys: ['Mod+Q'], label: t.quit },
];

/** What belongs to a list or table under the cursor, for the list of shortcuts. */
export const inLists: { keys: string; label: string }[] = [
  { keys: '↑ ↓ Home End', label: t.move },
  { keys: 'Enter', label: common.open },
  { keys: 'Space', label: t.select },
  { keys: 'J K', label: t.nextChangeInImport },
  { keys: 'A S', label: t.takeOrSkipInImport },
  { keys: 'Shift ↑ ↓', label: t.selectSeveral },
  { keys: 'Del', label: 'Delete' },
];

/** Keys that mean something to a web page and nothing here. */
const swallowed = [
  'Mod+G',
  'Mod+Shift+G',
  'F3',
  'F7',
  'F12',
  'Mod+U',
  'Mod+Shift+I',
  'Mod+J',
  'Mod+H',
  'Mod+L',
  'Mod+D',
  'Mod+T',
];

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** How a key press is written above. Shift counts only where it does not already change the character. */
export function written(e: Press, mac = false): string {
  const mod = mac ? e.metaKey : e.ctrlKey;
  const key = e.key.length === 1 ? e.key.toUpperCase() : e.key;
  const shift = e.shiftKey && (e.key.length > 1 || /[A-Z]/.test(key));
  return [mod && 'Mod', e.altKey && 'Alt', shift && 'Shift', key].filter(Boolean).join('+');
}

/** The command of a key press; “nothing” for keys that must not reach the web view; null to let it pass. */
export function commandOf(e: Press, typing: boolean, mac = false): Command | null {
  const keys = written(e, mac);
  if (typing && (keys === '/' || keys === 'Mod+Z')) return null;
  const found = bindings.find((b) => b.keys.includes(keys));
  if (found) return found.command;
  if (swallowed.includes(keys)) return 'nothing';
  return keys === 'Backspace' && !typing ? 'nothing' : null;
}

const names: Record<string, string> = { ArrowLeft: '←', '-': '−' };

/** Ctrl Shift B, or ⇧⌘B. */
export function shown(keys: string, mac = false): string {
  const parts = keys.split(/\+(?=.)/);
  const key = parts.at(-1)!;
  if (!mac)
    return [...parts.slice(0, -1).map((p) => (p === 'Mod' ? 'Ctrl' : p)), names[key] ?? key].join(' ');
  const marks: Record<string, string> = { Alt: '⌥', Shift: '⇧', Mod: '⌘' };
  const held = ['Alt', 'Shift', 'Mod'].filter((m) => parts.slice(0, -1).includes(m)).map((m) => marks[m]);
  return [...held, names[key] ?? key].join('');
}

export const keysOf = (command: Command, mac = false): string =>
  shown(bindings.find((b) => b.command === command)?.keys[0] ?? '', mac);
