import type { ImportItem } from '../../lib/backend';
import { isWrong } from '../../lib/imports/decisions';
import { t } from '../../lib/imports/messages';
import { common } from '../../lib/shared/messages';

export type Look = { look: 'added' | 'changed' | 'same' | 'problem'; sign: string; word: string };

/** `willNotWork`: Traefik would not build it. */
export function lookOf(item: Pick<ImportItem, 'change' | 'problems'>, willNotWork = false): Look {
  if (isWrong(item) || willNotWork) return { look: 'problem', sign: '!', word: t.problem };
  return (
    {
      added: { look: 'added', sign: '+', word: t.new },
      changed: { look: 'changed', sign: '~', word: common.changed },
      comments: { look: 'changed', sign: '#', word: t.commentsOnly },
      same: { look: 'same', sign: '=', word: t.unchanged },
    } as const
  )[item.change];
}
