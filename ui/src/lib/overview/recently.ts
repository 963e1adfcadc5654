import type { ActivityEntry } from '../backend';
import { plain } from '../shared/prose';
import { t } from './messages';

type Line = Pick<ActivityEntry, 'kind' | 'sentence' | 'failure' | 'detail'>;

/** One line of the newest activity: a failure with its reason, a backup with where it went. */
export function recently({ kind, sentence, failure, detail }: Line): { sentence: string; where: string } {
  if (failure) {
    const why = plain(failure.message);
    return { sentence: t.failedBecause(sentence, why.charAt(0).toLowerCase() + why.slice(1)), where: '' };
  }
  const where = kind === 'backup' && detail && !detail.includes('\n') ? detail : '';
  return { sentence, where };
}
