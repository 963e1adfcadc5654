// What the window tells about the program itself.
import type { Opening } from '../opening';

type Add = (name: string, opening: Opening, prepare?: () => void) => unknown;

export function aboutScenes(scene: Add): void {
  const over = (question: Opening['question']): Opening => ({ screen: 'overview', question });
  scene('shortcuts', over({ kind: 'shortcuts' }));
  scene('help', over({ kind: 'help' }));
  scene('about', over({ kind: 'about' }));
  scene('about-news', over({ kind: 'news' }));
  scene('about-licences', over({ kind: 'licences' }));
  scene('about-licences-found', over({ kind: 'licences', filter: 'sqlite' }));
  scene('about-licences-none', over({ kind: 'licences', filter: 'no such thing' }));
  // An older version was started before.
  scene('overview-updated', { screen: 'overview' }, () => localStorage.setItem('version', '0.0.9'));
}
