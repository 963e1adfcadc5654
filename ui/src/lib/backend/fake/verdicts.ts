// What the verdict says in each of its kinds, for pictures.
import type { Verdict, VerdictKind } from '../connection';

export const verdicts: Record<VerdictKind, Pick<Verdict, 'sentence' | 'facts'> & { next?: string }> = {
  safe: {
    sentence: 'Backed up 3 h ago and checked',
    facts: ['12 Nov, 11:02', '42 components', '412 KB', 'read back and opened'],
  },
  running: { sentence: 'Backing up – check copy', facts: ['Started by hand at 14:05'] },
  failed: {
    sentence: 'Last backup failed 2 h ago: the disk is full',
    facts: ['Your last good backup is from today 11:02', 'Nothing is lost'],
  },
  overdue: { sentence: 'No backup for 3 days', facts: ['It should run daily'] },
  waiting: {
    sentence: 'Waiting for the folder since 02:00',
    facts: ['/mnt/nas is not connected', 'Starts by itself when it is back'],
  },
  'one-location-missing': {
    sentence: 'Saved on this computer, not yet on the second location',
    facts: ['Timeout at 02:14', 'retry in 8 min'],
  },
  'not-backed-up': {
    sentence: '20,050 components are in no backup yet',
    facts: ['Last backup 12 Nov, 11:02', '42 components', '412 KB'],
  },
  never: { sentence: 'No backup yet', facts: ['The first one takes a few seconds'] },
  paused: { sentence: 'Paused until tomorrow 08:00', facts: ['Last backup 3 h ago, checked'] },
  off: { sentence: 'Automatic backups are off', facts: ['Last backup 9 days ago'] },
};
