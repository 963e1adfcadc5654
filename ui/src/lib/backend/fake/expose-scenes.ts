// Scenes of the sheet that exposes a service: empty, filled, refused, and with what is missing named.
import type { Opening } from '../opening';
import type { World } from './world';

type Filled = Extract<NonNullable<Opening['question']>, { kind: 'expose' }>['filled'];
type Draw = (name: string, opening: Opening, prepare?: (world: World) => void, more?: More) => void;
type More = { presses?: string[]; page?: { text?: number } };

const sheet = (filled?: Filled): Opening => ({
  screen: 'configuration',
  question: { kind: 'expose', ...(filled && { filled }) },
});

const photos = { address: 'albums.example.com', server: 'http://192.0.2.20:2283' };

export function exposeScenes(scene: Draw): void {
  const password = {
    ...photos,
    who: 'password',
    user: 'family',
    password: 'vT9kQm4sYc7RdXw2NhPz5bGe',
  } as const;
  scene('expose', sheet());
  scene('expose-filled', sheet(photos));
  scene('expose-password', sheet(password));
  scene('expose-login', sheet({ ...photos, who: 'login' }));
  scene('expose-networks', sheet({ ...photos, server: 'https://192.168.1.5:8006', who: 'networks' }));
  scene('expose-yaml', sheet(password), undefined, { presses: ['[aria-label="YAML of router albums"]'] });
  scene('expose-refused', sheet({ ...photos, address: 'g.example.com' }));
  scene('expose-missing', sheet(), undefined, { presses: ['Save'] });
  scene('expose-leaving', sheet(photos), undefined, { presses: ['Cancel'] });
  scene('expose-no-domain', sheet(photos), (w) => (w.profiles[0]!.items = []));
  scene('expose-unfolded', sheet(photos), undefined, { presses: ['Show'] });
  scene('expose-large-text', sheet(password), undefined, { page: { text: 1.37 } });
}
