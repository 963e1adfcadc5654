// Scenes of the editor: a draft, one that cannot be read, one that Traefik would refuse, and one that others changed.
import type { CheckedExpectation, ComponentRef, Draft } from '../connection';
import type { Opening } from '../opening';
import { at } from './clock';
import { keyOf } from './drafts';
import { exposeScenes } from './expose-scenes';
import { mapScenes } from './map-scenes';
import { all } from './samples';
import { asItem, type World } from './world';

type More = { presses?: string[]; page?: { text?: number } };
type Draw = (name: string, opening: Opening, prepare?: (world: World) => void, more?: More) => void;

const typed = (change: string): { component: ComponentRef; lines: string } => {
  const known = all<Draft>('writeDraft').map(({ answer }) => answer);
  return known.find(({ lines }) => lines.includes(change))!;
};

const write = (world: World, change: string): ComponentRef => {
  const { component, lines } = typed(change);
  world.drafts.set(keyOf(component), { component, lines, at: at(12, 11, 14, 3) });
  return component;
};

const shown = (view: 'form' | 'both' | 'yaml' = 'both'): Opening => ({
  screen: 'configuration',
  show: { kind: 'http-router', name: 'grafana', view },
});

/** An expectation that the draft would break. */
const rerouted: CheckedExpectation = {
  number: 1,
  method: 'GET',
  url: 'https://grafana.example.com/login',
  headers: [],
  expected: 'auth-portal',
  reached: 'grafana',
  ambiguous: false,
  met: false,
  sentence: 'expected `auth-portal`, but reaches `grafana`',
};

export function editorScenes(scene: Draw): void {
  exposeScenes(scene);
  mapScenes(scene);
  scene('editor-draft', shown(), (w) => void write(w, 'priority: 20'));
  scene('editor-form', shown('form'), (w) => void write(w, 'priority: 20'));
  scene('editor-rule', shown('form'), (w) => void write(w, 'X-Env'));
  scene('editor-rule-text', shown('form'), (w) => void write(w, 'Query('));
  scene('editor-yaml', shown('yaml'), (w) => void write(w, 'priority: 20'));
  scene('editor-broken', shown(), (w) => void write(w, '\tservice:'));
  scene('editor-refused', shown(), (w) => void write(w, 'servce:'));
  scene('editor-outside', shown(), (w) => {
    const component = write(w, 'priority: 20');
    w.outside.set(keyOf(component), {
      changed_at: at(12, 11, 13, 50),
      fields: ['middlewares', 'priority'],
      clashes: [{ path: 'priority', base: null, mine: 20, theirs: 10 }],
      can_merge: true,
    });
  });
  scene(
    'editor-breaks',
    shown(),
    (w) => {
      const component = write(w, 'priority: 20');
      w.breaks.set(keyOf(component), [rerouted]);
    },
    { presses: ['Save'] },
  );
  scene(
    'editor-switch-breaks',
    shown('form'),
    (w) => w.breaks.set('Home lab/http-router/grafana', [rerouted]),
    { presses: ['[role=switch]'] },
  );
  const withUsers: Opening = {
    screen: 'configuration',
    show: { kind: 'http-middleware', name: 'photos-auth', view: 'form' },
  };
  scene('editor-users', withUsers);
  scene('editor-users-mixed', withUsers, (w) => void write(w, 'letmein'));
  scene('editor-users-digest', withUsers, (w) => void write(w, 'digestAuth'));
  scene('editor-users-none', withUsers, (w) => void write(w, 'users: []'));
  scene('editor-users-check', withUsers, undefined, { presses: ['Generate', 'Check…'] });
  const certificate = { kind: 'tls-certificate', name: '/etc/certs/home.pem' } as const;
  scene('editor-certificate', { screen: 'configuration', show: { ...certificate, view: 'form' } }, (w) => {
    const yaml = 'certFile: /etc/certs/home.pem\nkeyFile: /etc/certs/home.key\n';
    w.profiles[0]!.items.push(asItem(certificate.kind, certificate.name, yaml, []));
    w.held.set(keyOf({ profile: 'Home lab', ...certificate }), {
      certificate: {
        names: ['example.com', '*.example.com'],
        issuer: 'R11',
        is_self_signed: false,
        not_before: at(5, 9, 12),
        not_after: at(4, 12, 12),
      },
      unread: null,
      key: 'differs',
    });
  });
  scene('editor-history', {
    screen: 'configuration',
    show: { kind: 'http-router', name: 'grafana', view: 'both', pane: 'history' },
  });
  const middleware = { profile: 'Home lab', kind: 'http-middleware', name: 'secure-headers' } as const;
  scene('changes-rename', {
    screen: 'configuration',
    question: { kind: 'rename-component', component: middleware },
  });
  scene('changes-duplicate', {
    screen: 'configuration',
    question: {
      kind: 'duplicate-component',
      component: { ...middleware, kind: 'http-router', name: 'grafana' },
    },
  });
  scene('changes-several', {
    screen: 'configuration',
    question: {
      kind: 'change-several',
      components: ['api', 'gitea', 'grafana'].map((name) => ({ ...middleware, kind: 'http-router', name })),
      edit: 'turn-off',
    },
  });
  scene(
    'changes-several-breaks',
    {
      screen: 'configuration',
      question: {
        kind: 'change-several',
        components: ['api', 'status'].map((name) => ({ ...middleware, kind: 'http-router', name })),
        edit: 'turn-off',
      },
    },
    (w) => w.breaks.set('Home lab/http-router/status', [{ ...rerouted, reached: null }]),
  );
  scene('editor-deleted', { screen: 'configuration', question: { kind: 'deleted-components' } });
  const service = { kind: 'http-service', name: 'nextcloud' } as const;
  scene('editor-service', { screen: 'configuration', show: { ...service, view: 'both' } });
  scene('editor-new', {
    screen: 'configuration',
    question: { kind: 'new-component', component: 'http-router' },
  });
}
