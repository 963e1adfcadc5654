// What lies on the fake's disk to be imported; the name of a file decides what is in it.
import type { Braces, ImportReview, Kind, Problem, Refused, ServerProfile } from '../connection';
import { fileItems, host, router, service, type Item } from './sample';
import { failure } from './world';

/** A finding with the line of the file it is about. */
export type Found = Pick<Problem, 'code' | 'severity' | 'message' | 'hint' | 'line' | 'column'> & {
  text?: string;
};
export type FileItem = Item & { line: number; modern?: string; found?: Found[] };
export type FakeFile = {
  file: string;
  items: FileItem[];
  rejected?: ImportReview['rejected'];
  found?: Found[];
};

/** What a person said beside the names. */
export type How = { server: string | null; braces: Braces | null };

export const finding = (
  severity: Problem['severity'],
  message: string,
  hint: string | null,
  line: number | null,
  column: number | null = null,
  text?: string,
): Found => ({ code: 'finding', severity, message, hint, line, column, text });

export const toProblem = ({ text: _, ...found }: Found, file: string): Problem => ({
  ...found,
  file,
  path: null,
});

const old = (message: string, hint: string, line: number, text: string): Found => ({
  ...finding('warning', message, hint, line, 7, text),
  code: 'DEPRECATED',
});
const middleware = (name: string, yaml: string, line: number, more: Partial<FileItem> = {}): FileItem => ({
  ...service(name, ''),
  kind: 'http-middleware',
  yaml,
  line,
  ...more,
});

const HASH = '$apr1$Zx7Qk2Lm$w0T9uYcE3rVb5Nh8Jd1aF/';

/** Taken from a template as it is, or with braces that are text. */
const rendered = (braces: Braces): FileItem => ({
  ...router('wiki', 'Host(`wiki.{{ env "DOMAIN" }}`)', 'grafana', []),
  line: 4,
  found: [
    finding(
      braces === 'actions' ? 'warning' : 'info',
      braces === 'actions'
        ? '`http.routers.wiki.rule` holds a template action, which is kept as it is and only run by Traefik’s file provider'
        : '`http.routers.wiki.rule` holds `{{`, which is text and no template action: it is escaped in a file for Traefik’s file provider',
      null,
      6,
      13,
      '      rule: Host(`wiki.{{ env "DOMAIN" }}`)',
    ),
  ],
});

/** Written for Traefik 2, years ago. */
const oldItems = (): FileItem[] => [
  {
    ...router('photos', 'Host(`photos.example.com`, `pics.example.com`)', 'photos', ['lan-only']),
    line: 4,
    modern: router('photos', 'Host(`photos.example.com`) || Host(`pics.example.com`)', 'photos', ['lan-only'])
      .yaml,
    found: [
      old(
        'The rule is written for Traefik 2',
        'Write the rule in the syntax of v3',
        5,
        '      rule: Host(`photos.example.com`, `pics.example.com`)',
      ),
    ],
  },
  { ...service('photos', 'http://10.0.0.30:2342'), line: 13 },
  middleware('lan-only', 'ipWhiteList:\n  sourceRange:\n    - 10.0.0.0/8\n    - 192.168.0.0/16\n', 19, {
    modern: 'ipAllowList:\n  sourceRange:\n    - 10.0.0.0/8\n    - 192.168.0.0/16\n',
    found: [old('`ipWhiteList` is deprecated', 'Rename it to `ipAllowList`', 20, '      ipWhiteList:')],
  }),
  middleware('strip-api', 'stripPrefix:\n  forceSlash: true\n  prefixes:\n    - /api\n    - /v1\n', 24, {
    modern: 'stripPrefix:\n  prefixes:\n    - /api\n    - /v1\n',
    found: [
      old(
        '`stripPrefix.forceSlash` is deprecated',
        'Remove it: `true` is what Traefik does',
        26,
        '        forceSlash: true',
      ),
    ],
  }),
  middleware('photos-auth', `basicAuth:\n  users:\n    - "photos:${HASH}"\n`, 31, {
    secrets: [`photos:${HASH}`],
    found: [
      finding(
        'warning',
        'The password is kept as an MD5 hash, which is guessed easily',
        'Make a new one with `htpasswd -B`',
        33,
        11,
        `          - "photos:${HASH}"`,
      ),
    ],
  }),
];

const mine: FileItem[] = [
  { ...host('wiki', 'wiki.example.com', 'wiki', ['secure-headers']), line: 4 },
  { ...service('wiki', 'http://10.0.0.21:3000'), line: 12 },
];
const sites: FileItem[] = [
  { ...host('blog', 'blog.example.com'), line: 3 },
  { ...host('grafana', 'graphs.example.com'), line: 9 },
  { ...service('blog', 'http://10.0.0.40:2368'), line: 16 },
];

/** The Mantrae server's rows: no lines, and a switch each. */
const serverItems: Record<string, FileItem[]> = {
  default: [
    { ...host('grafana', 'graphs.example.com', 'grafana', ['secure-headers']), line: 0, enabled: false },
    { ...host('office', 'office.example.com'), line: 0 },
    { ...host('old-shop', 'shop.example.com', 'office'), line: 0, enabled: false },
    { ...service('office', 'http://10.0.0.50:8080'), line: 0 },
    { ...service('grafana', 'http://10.0.0.14:3000'), line: 0 },
    middleware('office-only', 'ipAllowList:\n  sourceRange:\n    - 10.0.0.0/24\n', 0),
  ],
  office: [
    { ...host('desk', 'desk.example.com'), line: 0 },
    { ...service('desk', 'http://10.2.0.12'), line: 0 },
  ],
  attic: [],
};

/** The server lets two profiles have one name. */
const twins: Record<string, FileItem[]> = {
  'twin#2': [{ ...host('first', 'first.example.com'), line: 0 }],
  'twin#3': [{ ...host('second', 'second.example.com'), line: 0 }],
};

const itemsOf = (path: string) => (name(path) === 'twins.db' ? twins : serverItems);

const lonely: FileItem[] = [
  { ...host('backup-page', 'backup.example.com', 'office'), line: 0, enabled: false },
  { ...service('office', 'http://10.0.0.50:8080'), line: 0 },
];

const name = (path: string): string => path.split('/').at(-1)!;

export function serverProfiles(path: string): ServerProfile[] {
  if (name(path) === 'notes.db')
    throw failure(
      'foreign',
      '`notes.db`: This database was not made by the Mantrae server',
      'The server’s own lies in its data folder as `mantrae.db`',
    );
  if (name(path) === 'single.db')
    return [{ id: '1', name: 'default', choice: 'default', components: lonely.length }];
  return Object.entries(itemsOf(path)).map(([choice, items], at) => ({
    id: String(at + 1),
    name: choice.split('#')[0]!,
    choice,
    components: items.length,
  }));
}

function readOne(path: string, { server, braces }: How): FakeFile {
  const file = name(path);
  if (file.endsWith('.db')) {
    const several = serverProfiles(path).length > 1;
    if (several && server === null)
      throw failure('invalid-input', `\`${file}\` holds several profiles`, 'Say which one is meant');
    return { file, items: several ? (itemsOf(path)[server!] ?? []) : lonely };
  }
  if (file === 'broken.yml')
    throw failure(
      'unreadable',
      'Line 12, column 3: tab where spaces are needed',
      'Replace the tab by spaces and open the file again.',
    );
  if (file === 'traefik.yml')
    throw failure(
      'unreadable',
      'This looks like Traefik’s static configuration',
      'Mantrae manages the dynamic part: routers, services, middlewares and TLS. It has “entryPoints” with addresses in line 3.',
    );
  if (file === 'render.yml') {
    if (braces === null)
      throw failure(
        'template',
        '`render.yml:6:21` cannot be imported: the file holds a template action (`{{ … }}`), which only Traefik can run',
        'Import what the template renders to, or take the components as they are, actions included',
      );
    return { file, items: [rendered(braces)] };
  }
  if (file === 'many.yml')
    return {
      file,
      items: Array.from({ length: 20_000 }, (_, i) => ({
        ...host(`app-${String(i + 1).padStart(5, '0')}`, `app-${i + 1}.example.com`, 'grafana'),
        line: i * 7 + 3,
      })),
    };
  if (file === 'old.yml') return { file, items: oldItems() };
  if (file === 'wiki.yml') return { file, items: mine };
  if (file === 'sites.yml') return { file, items: sites };
  if (file !== 'mixed.yml') return { file, items: fileItems().map(missing) };
  const unknown = finding(
    'error',
    'Unknown field “ipWhiteList”: did you mean “ipAllowList”?',
    'Traefik throws the whole file away over an unknown field.',
    63,
    7,
  );
  const rejected = [
    { kind: 'http-middleware' as Kind, name: 'whitelist', problems: [toProblem(unknown, file)] },
  ];
  return { file, items: fileItems().map(missing), rejected };
}

/** The router whose service is nowhere. */
const missing = (item: FileItem): FileItem =>
  item.name === 'old'
    ? {
        ...item,
        found: [
          finding(
            'error',
            'Router “old” points to service “legacy”, which is in neither file',
            'Traefik would leave this router out.',
            item.line + 2,
            7,
            '      service: legacy',
          ),
        ],
      }
    : item;

/** A folder's files, or the file itself. */
const below = (path: string): { path: string; as: string; named: boolean }[] =>
  name(path) === 'dynamic'
    ? ['wiki.yml', 'more/sites.yml', 'more/broken.yml'].map((file) => ({
        path: `${path}/${file}`,
        as: `dynamic/${file}`,
        named: false,
      }))
    : [{ path, as: name(path), named: true }];

/** Everything that was named, as far as it can be read; a failure when nothing can. */
export function readAll(paths: string[], how: How): { files: FakeFile[]; refused: Refused[] } {
  const files: FakeFile[] = [];
  const refused: Refused[] = [];
  for (const { path, as, named } of paths.flatMap(below)) {
    try {
      files.push({ ...readOne(path, how), file: as });
    } catch (thrown) {
      refused.push({ file: as, named, failure: thrown as Refused['failure'] });
    }
  }
  if (files.length === 0) throw refused[0]!.failure;
  return { files, refused };
}
