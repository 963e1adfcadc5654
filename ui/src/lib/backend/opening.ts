import type {
  BulkEdit,
  CheckedExpectation,
  Comparison,
  ComponentRef,
  HostKey,
  Kind,
  RestoreSource,
  Rule,
} from './bindings';

export type Screen =
  'overview' | 'configuration' | 'requests' | 'traefik' | 'backups' | 'activity' | 'settings';

/** What a screen is asked to show when it opens. Each screen reads its own part. */
export type Show = {
  kind?: Kind;
  name?: string;
  view?: 'form' | 'both' | 'yaml';
  /** What is beside the form. */
  pane?: 'history';
  filter?: string;
  /** The map instead of the list; `drawn`: also where there is little room for it. */
  map?: true | 'drawn';
  /** Rows that are chosen: ids of backups or of activity entries. */
  selected?: string[];
  section?: 'backups' | 'storage' | 'schedule' | 'retention' | 'security' | 'app';
  /** A rule for keeping backups that was chosen and is not saved yet. */
  rule?: Rule;
  /** The location that is opened, by its id; `new`: a bucket that is being added, `new-computer`: a computer. */
  location?: string;
  /** A local date, YYYY-MM-DD, to look at. */
  day?: string;
  /** A request to try. */
  request?: string;
  /** The list of expectations first, where there is no room for both. */
  list?: true;
  /** The way in which facts about Traefik are given. */
  facts?: 'ask' | 'text' | 'hand';
  /** The form for where a profile is published, although that is known. */
  connect?: true;
  /** The form for which files a profile follows. */
  follow?: true;
  /** Puts the cursor into the screen's search field. */
  search?: boolean;
};

export type { RestoreSource };

/** A question asked over the screen. */
export type Question =
  /** `changes`: with the list of changes open. */
  | { kind: 'restore'; source: RestoreSource; changes?: true }
  | { kind: 'delete-backups'; ids: string[] }
  | { kind: 'note' }
  | { kind: 'save-copy' }
  | {
      kind: 'create-profile';
      purpose: 'empty' | 'import' | 'import-folder';
      /** What was chosen already, to be imported into the new profile. */
      paths?: string[];
    }
  | { kind: 'rename-profile'; name: string }
  | { kind: 'delete-profile'; name: string }
  | { kind: 'undo-anyway'; entry: string | null; why: string }
  | { kind: 'close' }
  /** What a rule keeps and what not; null: the rule that holds. */
  | { kind: 'kept-and-gone'; rule: Rule | null }
  /** Takes a yes: the new rule removes more than the one that holds. */
  | { kind: 'new-rule'; rule: Rule; comparison: Comparison }
  | { kind: 'clean-up' }
  /** The key outside of this computer is tried out. */
  | { kind: 'rehearse' }
  /** Takes a yes. */
  | { kind: 'new-key' }
  /** Takes a yes: the backups of another computer become this one's. */
  | { kind: 'adopt'; count: number }
  /** Takes a yes: a location is saved without having been tried out, or although that failed. `test`: tries it out first. */
  | { kind: 'save-untested'; name: string; why: string; test?: () => void }
  | { kind: 'trust-host'; host: string; key: HostKey }
  /** Takes a yes. */
  | { kind: 'remove-location'; name: string }
  /** Takes a yes: YAML with so many secrets is copied. */
  | { kind: 'copy-secrets'; count: number }
  /** Takes a yes: a change breaks expectations. */
  | { kind: 'broken-expectations'; title: string; act: string; breaks: CheckedExpectation[] }
  /** What a person does outside of this program. */
  | { kind: 'how-to'; about: 'clock' | 'append-only' | 'keys' }
  /** Something on the screen is not saved, and somebody wants to leave it. */
  | { kind: 'leave' }
  /** Goes anywhere and does anything by a few letters. */
  | { kind: 'palette'; text?: string }
  /** A name for what is to be written. */
  | { kind: 'new-component'; component: Kind }
  | { kind: 'rename-component'; component: ComponentRef }
  | { kind: 'duplicate-component'; component: ComponentRef }
  /** Takes a yes when it was done. */
  | { kind: 'change-several'; components: ComponentRef[]; edit?: BulkEdit['edit'] }
  /** What was deleted from the profile. */
  | { kind: 'deleted-components' }
  /** From two addresses to a router, a service and what protects it. */
  | {
      kind: 'expose';
      /** What is known of it already. */
      filled?: {
        address: string;
        server?: string;
        who?: 'password' | 'login' | 'networks';
        user?: string;
        password?: string;
      };
    }
  /** The plan of a publication. */
  | { kind: 'publish' }
  /** `later`: others were published after it, and go with it. */
  | { kind: 'take-back'; number: number; later?: true }
  | { kind: 'disconnect' }
  /** What writing a profile to the files that it follows would do. */
  | { kind: 'write-files' }
  | { kind: 'stop-following' }
  /** A new token for the Traefik that asks over HTTP. */
  | { kind: 'new-token' }
  | { kind: 'shortcuts' }
  | { kind: 'help' }
  | { kind: 'about' }
  /** `since`: the version before an update; without it every version is told about. */
  | { kind: 'news'; since?: string }
  /** Of what others wrote. */
  | { kind: 'licences'; filter?: string };

/** A job that takes the whole window. */
export type Task = {
  kind: 'import';
  profile: string;
  from: { paths: string[]; folder?: true } | { review: string };
};

export type Opening = { screen?: Screen; show?: Show; question?: Question; task?: Task };
