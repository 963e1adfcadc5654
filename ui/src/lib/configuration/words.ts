// What is wrong with a component, short enough for a row.
import type { ComponentRow } from '../backend';
import { capital, reasonIn } from '../shared/words';
import { t } from './messages';

/** The sentences of the engine say first what Traefik does and then why: a row has room for the why. */
export function shortWords({ problems, status }: Pick<ComponentRow, 'problems' | 'status'>): string {
  const message = problems[0]?.message ?? '';
  const why = reasonIn(message);
  if (status === 'disabled' && why) return `${capital(t.willNotWork)}: ${why}`;
  return message;
}

/** What a component is and does, in one line. The engine's line may begin with the type already. */
export function about(row: Pick<ComponentRow, 'type_name' | 'summary' | 'used_by_routers'>): string {
  const { type_name, summary, used_by_routers: users } = row;
  if (users !== null)
    return [type_name, users === 0 ? t.notUsed : t.usedByRouters(users)].filter(Boolean).join(' · ');
  const [first] = summary.split(',');
  return [first === type_name ? '' : type_name, summary].filter(Boolean).join(' · ');
}
