import type { Kind } from '../backend';
import { clockTime, daysBetween, shortDate } from '../shared/time';

const parts: Record<Kind, string> = {
  'http-router': 'http.routers',
  'http-service': 'http.services',
  'http-middleware': 'http.middlewares',
  'http-servers-transport': 'http.serversTransports',
  'tcp-router': 'tcp.routers',
  'tcp-service': 'tcp.services',
  'tcp-middleware': 'tcp.middlewares',
  'tcp-servers-transport': 'tcp.serversTransports',
  'udp-router': 'udp.routers',
  'udp-service': 'udp.services',
  'tls-options': 'tls.options',
  'tls-store': 'tls.stores',
  'tls-certificate': 'tls.certificates',
};

/** Where a component of that kind stands in a file for Traefik. */
export const sections = (kind: Kind): string => parts[kind];

/** 12:03, on another day with its date. */
export const moment = (at: Date, now: Date): string =>
  daysBetween(at, now) === 0 ? clockTime(at) : `${shortDate(at, now)}, ${clockTime(at)}`;
