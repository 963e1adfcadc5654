import type { Kind } from '../backend';
import { t } from './messages';

export type Protocol = 'http' | 'tcp' | 'udp' | 'tls';
export type KindWords = { protocol: Protocol; one: string; many: string; about: string };

const router = t.routerSendsRequestsForHost;
const service = t.serviceListsServersAnswerRequests;
const middleware = t.middlewareChangesRequestOrIts;
const transport = t.serversTransportSetsHowTraefik;

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
    about: t.routerSendsConnectionsService,
  },
  'tcp-service': { protocol: 'tcp', one: 'service', many: 'services', about: service },
  'tcp-middleware': {
    protocol: 'tcp',
    one: 'middleware',
    many: 'middlewares',
    about: t.middlewareLimitsOrAllowsConnections,
  },
  'tcp-servers-transport': { protocol: 'tcp', one: 'transport', many: 'transports', about: transport },
  'udp-router': {
    protocol: 'udp',
    one: 'router',
    many: 'routers',
    about: t.routerSendsPacketsFromEntry,
  },
  'udp-service': { protocol: 'udp', one: 'service', many: 'services', about: service },
  'tls-options': {
    protocol: 'tls',
    one: t.tlsOptions,
    many: 'options',
    about: t.tlsOptionsSetTlsVersions,
  },
  'tls-store': {
    protocol: 'tls',
    one: t.tlsStore,
    many: 'stores',
    about: t.storeSetsDefaultCertificate,
  },
  'tls-certificate': {
    protocol: 'tls',
    one: 'certificate',
    many: 'certificates',
    about: t.certificatesTraefikReadsFromFiles,
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
  const plural = protocol === 'tls' && kind !== 'tls-certificate' ? t.tls(many) : many;
  return `${n.toLocaleString('en-GB')} ${prefix}${n === 1 ? one : plural}`;
}
