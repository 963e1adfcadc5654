// The drawings of Icon: 16 by 16, lines of 1.5, no colour of their own.
export const glyphs = {
  activity: '<path d="M1.75 8h2.6l2-4.5 3.2 9 2-4.5h2.7"/>',
  arc: '<path d="M8 3.25A4.75 4.75 0 1 1 3.25 8"/>',
  'arrow-l': '<path d="M13 8H3.25M7 4.25 3.25 8 7 11.75"/>',
  backups:
    '<rect x="2.25" y="2.75" width="11.5" height="3.25" rx="1"/><path d="M3.25 6v6.25a1 1 0 0 0 1 1h7.5a1 1 0 0 0 1-1V6M6.5 8.75h3"/>',
  bang: '<path d="M8 3.25v5.5M8 12.4v.01"/>',
  bars: '<path d="M6 4.25v7.5M10 4.25v7.5"/>',
  blank: '<rect x="2.75" y="2.75" width="10.5" height="10.5" rx="2"/><path d="M8 5.75v4.5M5.75 8h4.5"/>',
  check: '<path d="m3.25 8.5 3.1 3.1 6.4-6.9"/>',
  'chev-d': '<path d="M4 6.25 8 10l4-3.75"/>',
  'chev-r': '<path d="M6.25 4 10 8l-3.75 4"/>',
  clock: '<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3l2 1.25"/>',
  cloud: '<path d="M4.9 12.5a2.9 2.9 0 0 1-.4-5.77 3.85 3.85 0 0 1 7.4.6 2.6 2.6 0 0 1-.3 5.17z"/>',
  computer:
    '<rect x="2.25" y="2.75" width="11.5" height="7.75" rx="1.25"/><path d="M8 10.5v2.75M5.25 13.25h5.5"/>',
  config:
    '<circle cx="3.75" cy="3.75" r="1.5"/><circle cx="12.25" cy="12.25" r="1.5"/><path d="M5.25 3.75h5.1a2.12 2.12 0 0 1 0 4.25h-4.7a2.12 2.12 0 0 0 0 4.25h5.1"/>',
  copy: '<rect x="5.5" y="5.5" width="8" height="8" rx="1.25"/><path d="M3.5 10.5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1"/>',
  cycle: '<path d="M12.75 8a4.75 4.75 0 1 1-1.5-3.45M12.6 2.5v2.75H9.85"/>',
  dots: '<path stroke-width="2.2" d="M3.75 8h.01M8 8h.01M12.25 8h.01"/>',
  download: '<path d="M8 2.5v7M5 6.75l3 3 3-3M2.75 13.25h10.5"/>',
  eye: '<path d="M1.75 8S4 3.75 8 3.75 14.25 8 14.25 8 12 12.25 8 12.25 1.75 8 1.75 8z"/><circle cx="8" cy="8" r="1.75"/>',
  filter: '<path d="M2.5 4.5h11M4.75 8h6.5M6.75 11.5h2.5"/>',
  folder:
    '<path d="M2.25 12V4.25a1 1 0 0 1 1-1h2.6L7.4 5h5.35a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9.5a1 1 0 0 1-1-1z"/>',
  globe:
    '<circle cx="8" cy="8" r="5.5"/><path d="M2.5 8h11M8 2.5c2.1 2.2 2.1 8.8 0 11M8 2.5c-2.1 2.2-2.1 8.8 0 11"/>',
  half: '<circle cx="8" cy="8" r="4.75"/><path d="M8 3.25a4.75 4.75 0 0 0 0 9.5z" fill="currentColor" stroke="none"/>',
  help: '<circle cx="8" cy="8" r="5.75"/><path d="M6.3 6.4a1.75 1.75 0 1 1 2.6 1.5c-.6.35-.9.65-.9 1.2M8 11.1v.01"/>',
  import:
    '<path d="M9 2.5H4.75a1 1 0 0 0-1 1v2M9 2.5v3.25h3.25M9 2.5l3.25 3.25v6.75a1 1 0 0 1-1 1h-6.5a1 1 0 0 1-1-1M1.5 9h6M5.25 6.75 7.5 9l-2.25 2.25"/>',
  key: '<circle cx="5.25" cy="10.75" r="2.6"/><path d="m7.1 8.9 5.9-5.9M10.6 5.4l1.9 1.9"/>',
  keyboard:
    '<rect x="1.75" y="4" width="12.5" height="8" rx="1.25"/><path d="M4.5 6.75h.01M7 6.75h.01M9.5 6.75h.01M12 6.75h-.5M5.5 9.5h5"/>',
  list: '<path d="M5.75 4.25h7.5M5.75 8h7.5M5.75 11.75h7.5M2.75 4.25h.01M2.75 8h.01M2.75 11.75h.01"/>',
  lock: '<rect x="3.25" y="7" width="9.5" height="6.25" rx="1.25"/><path d="M5.25 7V5.25a2.75 2.75 0 0 1 5.5 0V7"/>',
  menu: '<path d="M2.75 4.5h10.5M2.75 8h10.5M2.75 11.5h10.5"/>',
  minus: '<path d="M3.5 8h9"/>',
  now: '<path d="M8 2.25v6.5M5.25 6.25 8 9l2.75-2.75M2.5 9.5v2.75a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V9.5"/>',
  overview:
    '<path d="M2.5 7.2 8 2.75l5.5 4.45v5.3a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1z"/><path d="M6.25 13.5V9.75h3.5v3.75"/>',
  pencil: '<path d="m2.9 13.1.7-2.9 6.9-6.9a1.55 1.55 0 0 1 2.2 2.2l-6.9 6.9zM9.4 4.4l2.2 2.2"/>',
  pin: '<path d="M5.75 2.5h4.5M6.5 2.5v4L4.6 9.4h6.8L9.5 6.5v-4M8 9.4v4.1"/>',
  plus: '<path d="M8 3.25v9.5M3.25 8h9.5"/>',
  publish: '<path d="M13.5 2.5 7 9M13.5 2.5 9.5 13.5 7 9 2.5 6.5z"/>',
  restore: '<path d="M2.75 8a5.25 5.25 0 1 0 1.7-3.85M2.6 2.75V5.5h2.75M8 5.25V8l1.9 1.2"/>',
  ring: '<circle cx="8" cy="8" r="4.5"/>',
  search: '<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.25 3.25"/>',
  server:
    '<rect x="2.5" y="3" width="11" height="4.25" rx="1.25"/><rect x="2.5" y="8.75" width="11" height="4.25" rx="1.25"/><path d="M5 5.12h.01M5 10.87h.01"/>',
  settings:
    '<path d="M2.25 4.75h5M11.5 4.75h2.25M2.25 11.25H4.5M8.75 11.25h5"/><circle cx="9.4" cy="4.75" r="1.9"/><circle cx="6.6" cy="11.25" r="1.9"/>',
  shield: '<path d="M8 2.25 3.25 4v3.75c0 2.9 1.9 4.9 4.75 6 2.85-1.1 4.75-3.1 4.75-6V4z"/>',
  slash: '<circle cx="8" cy="8" r="5"/><path d="m4.5 11.5 7-7"/>',
  stop: '<rect x="4.25" y="4.25" width="7.5" height="7.5" rx="1.25"/>',
  traefik:
    '<rect x="5.25" y="2.75" width="5.5" height="10.5" rx="1.5"/><path d="M1.75 8h3.5M10.75 8h3.5M12.5 6.1 14.4 8l-1.9 1.9"/>',
  trash: '<path d="M2.75 4.5h10.5M6.25 4.5V2.9h3.5v1.6M4.1 4.5l.65 8.75h6.5l.65-8.75"/>',
  undo: '<path d="M5.5 3.25 2.75 6 5.5 8.75M3 6h6.6a3.6 3.6 0 0 1 0 7.2H6.25"/>',
  updown: '<path d="m5 6.25 3-2.75 3 2.75M5 9.75l3 2.75 3-2.75"/>',
  upload: '<path d="M8 9.75v-7M5 5.5l3-3 3 3M2.75 13.25h10.5"/>',
  x: '<path d="m4.25 4.25 7.5 7.5M11.75 4.25l-7.5 7.5"/>',
} as const;

export type IconName = keyof typeof glyphs;
