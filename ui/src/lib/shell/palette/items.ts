import type { Backup, ComponentRow } from '../../backend';
import { kinds } from '../../shared/kinds';
import { plain } from '../../shared/prose';
import { dayHead, fullDate } from '../../shared/time';
import { capital } from '../../shared/words';
import { t } from './messages';

/** Drawings of `components/shared/glyphs`. */
export type IconName =
  | 'activity'
  | 'backups'
  | 'bars'
  | 'blank'
  | 'check'
  | 'config'
  | 'cycle'
  | 'eye'
  | 'filter'
  | 'folder'
  | 'help'
  | 'import'
  | 'keyboard'
  | 'lock'
  | 'minus'
  | 'now'
  | 'overview'
  | 'pencil'
  | 'plus'
  | 'restore'
  | 'search'
  | 'server'
  | 'settings'
  | 'trash'
  | 'undo'
  | 'updown'
  | 'upload'
  | 'x';

export type Group = 'go' | 'actions' | 'backups' | 'settings';

/** Something that can be gone to or done. `title` and `detail` in small letters are what is searched. */
export type Item = {
  id: string;
  group: Group;
  icon: IconName;
  title: string;
  detail: string;
  keys?: string;
  run: () => void;
  component?: Pick<ComponentRow, 'kind' | 'name' | 'enabled'>;
  /** The host a router answers for. */
  host?: string;
  text: { title: string; detail: string };
};

export type Plain = Omit<Item, 'text'>;

export const item = (plainItem: Plain): Item => ({
  ...plainItem,
  text: { title: plainItem.title.toLowerCase(), detail: plainItem.detail.toLowerCase() },
});

const icons: Record<string, IconName> = {
  router: 'config',
  service: 'server',
  middleware: 'filter',
  transport: 'updown',
};

const HOST = /^[\w*-]+(\.[\w*-]+)+$/;

/** `g.example.com → grafana` begins with the host. */
const hostOf = (row: ComponentRow): string | undefined => {
  if (!row.kind.endsWith('-router')) return undefined;
  const first = plain(row.summary).split(/[\s,/]/)[0] ?? '';
  return HOST.test(first) ? first : undefined;
};

export function componentItem(row: ComponentRow, go: (row: ComponentRow) => void): Item {
  const { one, protocol } = kinds[row.kind];
  const what = t.protocol(capital(one), protocol.toUpperCase());
  return item({
    id: `component/${row.kind}/${row.name}`,
    group: 'go',
    icon: icons[one] ?? 'lock',
    title: row.name,
    detail: t.beside(what, plain(row.summary)),
    component: row,
    host: hostOf(row),
    run: () => go(row),
  });
}

export function backupItem(backup: Backup, why: string, now: Date, go: (backup: Backup) => void): Item {
  const at = new Date(backup.created_at);
  return item({
    id: `backup/${backup.id}`,
    group: 'backups',
    icon: 'backups',
    title: t.backupFrom(fullDate(at)),
    detail: [dayHead(at, now), why, backup.note].filter(Boolean).join(' · '),
    run: () => go(backup),
  });
}
