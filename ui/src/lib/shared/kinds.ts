import type { Kind } from '../backend';

export type Protocol = 'http' | 'tcp' | 'udp' | 'tls';
export type KindWords = { protocol: Protocol; one: string; many: string; about: string };

const router = 'A router sends requests for a host name to a service.';
const service = 'A service says which servers answer.';
const middleware = 'A middleware changes a request or its answer on the way.';
const transport = 'A servers transport says how Traefik speaks to the servers.';

/** How each kind is called, and where it lives. The order is the order on screen. */
export const kinds: Record<Kind, KindWords> = {
  'http-router': { protocol: 'http', one: 'router', many: 'routers', about: router },
  'http-service': { protocol: 'http', one: 'service', many: 'services', about: service },
  'http-middleware': { protocol: 'http', one: 'middleware', many: 'middlewares', about: middleware },
  'http-servers-transport': { protocol: 'http', one: 'transport', many: 'transports', about: transport },
  'tcp-router': {
    protocol: 'tcp',
    one: 'router',
    many: 'routers',
    about: 'A router sends connections to a service.',
  },
  'tcp-service': { protocol: 'tcp', one: 'service', many: 'services', about: service },
  'tcp-middleware': {
    protocol: 'tcp',
    one: 'middleware',
    many: 'middlewares',
    about: 'A middleware limits or allows connections.',
  },
  'tcp-servers-transport': { protocol: 'tcp', one: 'transport', many: 'transports', about: transport },
  'udp-router': {
    protocol: 'udp',
    one: 'router',
    many: 'routers',
    about: 'A router sends packets of an entry point to a service.',
  },
  'udp-service': { protocol: 'udp', one: 'service', many: 'services', about: service },
  'tls-options': {
    protocol: 'tls',
    one: 'TLS options',
    many: 'options',
    about: 'TLS options set versions, ciphers and client certificates.',
  },
  'tls-store': {
    protocol: 'tls',
    one: 'TLS store',
    many: 'stores',
    about: 'A store says which certificate answers by default.',
  },
  'tls-certificate': {
    protocol: 'tls',
    one: 'certificate',
    many: 'certificates',
    about: 'Certificates that Traefik reads from files.',
  },
};

export const allKinds = Object.keys(kinds) as Kind[];
export const protocols: Protocol[] = ['http', 'tcp', 'udp', 'tls'];
export const kindsOf = (protocol: Protocol): Kind[] => allKinds.filter((k) => kinds[k].protocol === protocol);

/** Transports are rare: their tab appears with the first of them. */
export const isRare = (kind: Kind): boolean => kinds[kind].one === 'transport';

/** 2 routers · 1 TCP service: with the protocol where it isn't HTTP, which most are. */
export function kindCount(n: number, kind: Kind): string {
  const { protocol, one, many } = kinds[kind];
  const prefix = protocol === 'tcp' || protocol === 'udp' ? `${protocol.toUpperCase()} ` : '';
  const plural = protocol === 'tls' && kind !== 'tls-certificate' ? `TLS ${many}` : many;
  return `${n.toLocaleString('en-GB')} ${prefix}${n === 1 ? one : plural}`;
}
