import type { ImportItem } from '../../lib/backend';
import { isWrong } from '../../lib/imports/decisions';

export type Look = { look: 'added' | 'changed' | 'same' | 'problem'; sign: string; word: string };

export function lookOf(item: Pick<ImportItem, 'change' | 'problems'>): Look {
  if (isWrong(item)) return { look: 'problem', sign: '!', word: 'Problem' };
  return (
    {
      added: { look: 'added', sign: '+', word: 'New' },
      changed: { look: 'changed', sign: '~', word: 'Changed' },
      same: { look: 'same', sign: '=', word: 'Same' },
    } as const
  )[item.change];
}
