import type { IconName } from './glyphs';

export type MenuItem = {
  label: string;
  run: () => void;
  icon?: IconName;
  keys?: string;
  danger?: boolean;
  on?: boolean;
};
export type MenuEntry = MenuItem | 'line';
