// A small home's configuration, as one would find it in a Traefik file.
import type { Kind } from '../connection';
import { at } from './clock';

export type Item = {
  kind: Kind;
  name: string;
  enabled: boolean;
  yaml: string;
  secrets: string[];
  updated_at: string;
};

const item = (kind: Kind, name: string, yaml: string, more: Partial<Item> = {}): Item => ({
  kind,
  name,
  yaml,
  enabled: true,
  secrets: [],
  updated_at: at(9, 11, 18, 20),
  ...more,
});

const block = (name: string, values: string[]) =>
  values.length ? `${name}:\n${values.map((v) => `  - ${v}\n`).join('')}` : '';

export const router = (
  name: string,
  rule: string,
  service: string | null,
  middlewares: string[] = [],
  more: Partial<Item> = {},
) =>
  item(
    'http-router',
    name,
    `rule: ${rule}\n${service ? `service: ${service}\n` : ''}${block('middlewares', middlewares)}${block('entryPoints', ['websecure'])}tls:\n  certResolver: le\n`,
    more,
  );

export const host = (
  name: string,
  hostName: string,
  service = name,
  middlewares: string[] = [],
  more: Partial<Item> = {},
) => router(name, `Host(\`${hostName}\`)`, service, middlewares, more);

export const service = (name: string, ...urls: string[]) =>
  item('http-service', name, `loadBalancer:\n  servers:\n${urls.map((u) => `    - url: ${u}\n`).join('')}`);

const HASH = '$2y$05$kYp3wq1B0sYcN7rVd8m6Uu';

export const homeLab = (): Item[] => [
  router('api', 'PathPrefix(`/api`)', 'api@internal', ['auth@file']),
  host('gitea', 'git.example.com', 'gitea', [], { enabled: false }),
  router('grafana', 'Host(`g.example.com`) && PathPrefix(`/`)', 'grafana', ['secure-headers', 'auth@file'], {
    updated_at: at(12, 11, 10, 51),
  }),
  host('home-assistant', 'ha.example.com'),
  host('jellyfin', 'tv.example.com', 'jellyfin', ['compress']),
  host('miniflux', 'news.example.com'),
  host('minio', 'minio.home'),
  host('nextcloud', 'cloud.example.com', 'nextcloud', ['secure-headers', 'dav-redirect']),
  router('old', 'Host(`old.example.com`)', null),
  host('paperless', 'docs.example.com', 'paperless', ['secure-headers']),
  host('pihole', 'dns.home'),
  host('prometheus', 'metrics.example.com', 'prometheus', ['auth']),
  host('status', 'status.example.com'),
  host('vault', 'vault.example.com', 'status', ['secure-headers', 'office-only']),
  service('gitea', 'http://10.0.0.12:3000'),
  service('grafana', 'http://10.0.0.14:3000'),
  service('home-assistant', 'http://10.0.0.20:8123'),
  service('jellyfin', 'http://10.0.0.16:8096'),
  service('miniflux', 'http://10.0.0.14:8080'),
  service('minio', 'http://10.0.0.17:9000', 'http://10.0.0.18:9000'),
  service('nextcloud', 'http://10.0.0.15:8080'),
  service('paperless', 'http://10.0.0.15:8000'),
  service('pihole', 'http://10.0.0.2'),
  service('prometheus', 'http://10.0.0.14:9090'),
  service('status', 'http://10.0.0.14:3001'),
  item('http-middleware', 'compress', 'compress:\n  minResponseBodyBytes: 1024\n'),
  item(
    'http-middleware',
    'dav-redirect',
    'redirectRegex:\n  permanent: true\n  regex: https://(.*)/.well-known/(?:card|cal)dav\n  replacement: https://${1}/remote.php/dav\n',
  ),
  item(
    'http-middleware',
    'office-only',
    'ipAllowList:\n  sourceRange:\n    - 10.0.0.0/24\n    - 192.168.1.0/24\n',
  ),
  item('http-middleware', 'photos-auth', `basicAuth:\n  users:\n    - "photos:${HASH}"\n`, {
    secrets: [`photos:${HASH}`],
  }),
  item('http-middleware', 'rate-limit', 'rateLimit:\n  average: 100\n  burst: 50\n'),
  item('http-middleware', 'redirect-https', 'redirectScheme:\n  scheme: https\n  permanent: true\n'),
  item(
    'http-middleware',
    'secure-headers',
    'headers:\n  frameDeny: true\n  stsSeconds: 3600\n  contentTypeNosniff: true\n  referrerPolicy: same-origin\n',
  ),
  item('http-middleware', 'strip-api', 'stripPrefix:\n  prefixes:\n    - /api\n'),
  item(
    'http-middleware',
    'www',
    'redirectRegex:\n  regex: ^https://www\\.(.*)\n  replacement: https://${1}\n',
  ),
  item(
    'tcp-router',
    'postgres',
    'rule: HostSNI(`db.example.com`)\nservice: postgres\nentryPoints:\n  - postgres\ntls:\n  passthrough: true\n',
  ),
  item('tcp-service', 'postgres', 'loadBalancer:\n  servers:\n    - address: 10.0.0.19:5432\n'),
  item('tls-options', 'default', 'minVersion: VersionTLS12\nsniStrict: true\n'),
  item('tls-options', 'modern', 'minVersion: VersionTLS13\n'),
];

export const staging = (): Item[] => [
  host('shop', 'shop.staging.example.com'),
  host('admin', 'admin.staging.example.com', 'shop'),
  service('shop', 'http://10.1.0.4:8080'),
];

export const officeEdge = (): Item[] => [
  host('intranet', 'intra.example.com'),
  service('intranet', 'http://10.2.0.9'),
];

const fresh = [
  host('photos', 'photos.example.com', 'wiki', ['auth']),
  host('wiki', 'wiki.example.com', 'wiki', ['secure-headers']),
  service('wiki', 'http://10.0.0.21:3000'),
];

/** What the file dynamic.yml holds. */
export const fileItems = (): (Item & { line: number })[] => [
  { ...fresh[1]!, line: 3 },
  { ...fresh[0]!, line: 10 },
  {
    ...router('grafana', 'Host(`grafana.example.com`)', 'grafana', ['secure-headers', 'auth@file']),
    line: 17,
  },
  { ...host('gitea', 'git.example.com', 'gitea'), line: 24 },
  { ...router('old', 'Host(`old.example.com`)', 'legacy'), line: 30 },
  { ...fresh[2]!, line: 37 },
  { ...service('grafana', 'http://10.0.0.14:3000'), line: 41 },
  {
    ...item(
      'http-middleware',
      'secure-headers',
      'headers:\n  frameDeny: true\n  stsSeconds: 31536000\n  stsPreload: true\n  contentTypeNosniff: true\n  referrerPolicy: no-referrer\n',
    ),
    line: 46,
  },
  {
    ...item('http-middleware', 'auth', `basicAuth:\n  users:\n    - "admin:${HASH}"\n`, {
      secrets: [`admin:${HASH}`],
    }),
    line: 53,
  },
  { ...item('tls-options', 'default', 'minVersion: VersionTLS12\nsniStrict: true\n'), line: 58 },
];
