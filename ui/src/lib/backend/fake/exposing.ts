// What the fake makes of a service that is exposed: the same components as the engine, in the same lines.
import type { Backend, Exposed, Exposure, Kind, ServiceHttps } from '../connection';
import { plain } from '../../shared/prose';
import { failure, find, ref, type FakeProfile, type World } from './world';

type Commands = Pick<
  Backend,
  | 'exposeChoices'
  | 'planExposure'
  | 'hashPassword'
  | 'hashDigestPassword'
  | 'checkPassword'
  | 'generatePassword'
>;

const types = ['basicAuth', 'digestAuth', 'forwardAuth', 'ipAllowList'];

const logins = [
  { product: 'authelia', address: 'http://authelia:9091', note: null },
  { product: 'authentik', address: 'http://authentik-server:9000', note: null },
  { product: 'oauth2-proxy', address: 'http://oauth2-proxy:4180', note: null },
] as const;

const hasRouter = (profile: FakeProfile, address: string) =>
  profile.items.find(
    ({ kind, summary }) => kind === 'http-router' && plain(summary).startsWith(`${address} → `),
  );

/** The lines of a router. */
function router(wanted: Exposure, rule: string, name: string, middlewares: string[]): string {
  const { https } = wanted;
  return [
    `${name}:`,
    `  rule: ${rule}`,
    '  entryPoints:',
    https.https === 'none' ? '    - web' : '    - websecure',
    ...(middlewares.length ? ['  middlewares:', ...middlewares.map((one) => `    - ${one}`)] : []),
    `  service: ${name}`,
    ...(https.https === 'none' ? [] : https.https === 'own' ? ['  tls: {}'] : ['  tls:']),
    ...(https.https === 'resolver' ? [`    certResolver: ${https.name}`] : []),
    '',
  ].join('\n');
}

type Made = { kind: Kind; name: string; type_name: string | null; summary: string; lines: string };

export function exposingCommands(
  world: World,
  planChanges: Backend['planChanges'],
  suggested: ServiceHttps = { https: 'resolver', name: 'le' },
): Commands {
  return {
    exposeChoices: async (name) => ({
      domains: find(world, name).items.length > 0 ? ['example.com', 'home.example.com'] : [],
      resolvers: ['le'],
      https: suggested,
      middlewares: find(world, name)
        .items.filter((one) => one.kind === 'http-middleware' && types.includes(one.type_name ?? ''))
        .map((one) => ({ name: one.name, type_name: one.type_name!, used_by: one.used_by.length })),
      logins: [...logins],
      can_redirect: true,
    }),
    hashPassword: async (user) => `${user}:$2b$10$JvRSGEoEmbC8mDyNZkIO5eSwsNYDmTqL6J2Zq4gHl1nJ5bLzFQ2bW`,
    hashDigestPassword: async (user, realm) => `${user}:${realm}:${'0123456789abcdef'.repeat(2)}`,
    checkPassword: async (entry, password) => entry.startsWith(`${password}:`),
    generatePassword: async () => 'vT9kQm4sYc7RdXw2NhPz5bGe',
    planExposure: async (name, wanted) => {
      const profile = find(world, name);
      const [host = '', ...rest] = wanted.address.toLowerCase().split('/');
      const path = rest.length > 0 ? `/${rest.join('/')}` : '';
      const rule = path ? `Host(\`${host}\`) && PathPrefix(\`${path}\`)` : `Host(\`${host}\`)`;
      const there = hasRouter(profile, host + path);
      if (there)
        throw failure(
          'exists',
          `\`${host}${path}\` already goes to \`${there.name}\``,
          'Use another host or another path, or change that router',
        );
      if (/\s/.test(wanted.address)) throw failure('invalid-input', 'Write a host name without spaces');
      const own = wanted.name ?? (rest.at(-1) || host.split('.')[0]!);
      const server = /^\w+:\/\//.test(wanted.server) ? wanted.server : `http://${wanted.server}`;
      const { access } = wanted;
      const guard =
        access.access === 'middleware' ? access.name : access.access === 'password' ? `${own}-auth` : null;
      const made: Made[] = [
        {
          kind: 'http-router',
          name: own,
          type_name: null,
          summary: `${host}${path} → ${own}`,
          lines: router(wanted, rule, own, guard ? [guard] : []),
        },
        {
          kind: 'http-service',
          name: own,
          type_name: 'loadBalancer',
          summary: server,
          lines: `${own}:\n  loadBalancer:\n    servers:\n      - url: ${server}\n`,
        },
      ];
      if (access.access === 'password')
        made.push({
          kind: 'http-middleware',
          name: guard!,
          type_name: 'basicAuth',
          summary: `user ${access.entry.split(':')[0]}`,
          lines: `${guard}:\n  basicAuth:\n    users:\n      - ${access.entry}\n`,
        });
      const changes = made.map(({ kind, name: called, lines }) => ({
        change: 'put' as const,
        kind,
        name: called,
        configuration: {},
        braces: 'text' as const,
        lines,
        enabled: true,
      }));
      const plan = await planChanges(name, { title: `Service “${own}” exposed at ${host}${path}`, changes });
      for (const one of plan.components.filter(({ kind }) => kind === 'http-middleware'))
        if (access.access === 'password') one.secrets = [access.entry];
      const used = profile.items.find((one) => one.kind === 'http-middleware' && one.name === guard);
      return {
        plan,
        name: own,
        url: `${wanted.https.https === 'none' ? 'http' : 'https'}://${host}${path || '/'}`,
        entry_points: [wanted.https.https === 'none' ? 'web' : 'websecure'],
        https: wanted.https,
        made: made.map(({ lines: _, ...one }) => one),
        reused: used ? [ref(profile, used)] : [],
        notes: [],
      } satisfies Exposed;
    },
  };
}
