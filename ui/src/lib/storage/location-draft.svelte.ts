import type {
  Checked,
  Cure,
  Field,
  Keep,
  LocationSettings,
  Preset,
  S3Location,
  StorageTest,
} from '../backend';
import { asFailure } from '../shared/failure';
import type { Session } from '../shared/session.svelte';
import { StorageDraft } from './storage-draft.svelte';
import { cureField } from './words';
import { t } from './messages';
import { common } from '../shared/messages';

export const NEW = 'new';

export const blank = (): S3Location => ({
  id: '',
  name: '',
  preset: 'own',
  endpoint: '',
  region: '',
  bucket: '',
  path: 'backups/',
  access_key_id: '',
  addressing: null,
  checksums: null,
  ca_file: null,
  plain_http: false,
  enabled: true,
});

/** One S3 location while somebody fills it in. */
export class LocationDraft extends StorageDraft<S3Location, Field, Checked> {
  secret = $state('');
  keep = $state<Keep>('keyring');
  /** The secret is being entered anew. */
  replacing = $state(false);
  plain = $state(false);
  /** The file that was chosen just now. */
  trusted = $state.raw<LocationSettings['ca_files'][number] | null>(null);

  constructor(
    session: Session,
    location: S3Location | null,
    on: { look: (field: Field) => void; done: (saved: S3Location | null) => void },
  ) {
    super(session, [location, blank()], on);
  }

  protected check(asked: S3Location): Promise<Checked> {
    return this.session.backend.checkLocation(asked);
  }
  protected tryOut(): Promise<StorageTest> {
    return this.session.backend.testLocation({ ...this.location }, this.secret || null);
  }
  protected async store(): Promise<S3Location> {
    const { backend } = this.session;
    return (await backend.saveLocation({ ...this.location }, this.secret || null, this.keep)).location;
  }
  protected override extra(): unknown {
    return this.secret;
  }
  protected override hasMore(): boolean {
    return this.secret !== '';
  }
  protected override clear(): void {
    this.secret = '';
    this.replacing = false;
  }
  protected override looked({ plain }: Checked): void {
    this.plain = plain;
  }
  protected override asks({ plain }: Checked): Field | null {
    return plain ? 'endpoint' : null;
  }
  protected override isAsked(thrown: unknown): boolean {
    const isAsked = asFailure(thrown).code === 'key-needed';
    if (isAsked) this.#needSecret();
    return isAsked;
  }

  choose = (preset: Preset, state: LocationSettings): void => {
    const facts = state.presets.find((one) => one.preset === preset);
    const before = this.location.preset;
    this.location.preset = preset;
    if (!facts || before === preset) return;
    this.location.addressing = null;
    this.location.checksums = null;
    // What belongs to the provider before makes no sense with this one.
    this.location.endpoint = '';
    this.location.region = '';
    this.changes = [];
    void this.leave('region');
  };

  /** What a button beside a failed step does. */
  cure = async (cure: Cure, state: LocationSettings): Promise<void> => {
    const { backend, nav } = this.session;
    const field = cureField(cure);
    if (field === 'secret') this.#needSecret();
    else if (field) this.lead(field);
    else if (cure.cure === 'use-path-style') {
      this.location.addressing = cure.path ? 'path' : 'virtual-host';
      await this.test();
    } else if (cure.cure === 'use-region') {
      const rule = state.presets.find((one) => one.preset === this.location.preset)?.region_rule;
      // There the region is a part of the address, which is made anew of it.
      if (rule === 'in-host') this.location.endpoint = '';
      this.location.region = cure.region;
      await this.test();
    } else if (cure.cure === 'create-bucket') {
      const made = await this.session.attempt(t.bucketCouldNotBeCreated, () =>
        backend.createBucket({ ...this.location }, this.secret || null),
      );
      if (made) await this.test();
    } else if (cure.cure === 'trust-ca-file') await this.trust();
    else if (cure.cure === 'copy-policy') await this.copyPolicy();
    else if (cure.cure === 'unlock-keyring')
      await this.session.attempt(common.keyringCouldNotBeUnlocked, backend.unlockKeyring);
    else nav.ask({ kind: 'how-to', about: cure.cure === 'set-clock' ? 'clock' : 'append-only' });
  };

  trust = async (): Promise<void> => {
    await this.session.attempt(t.thisCaFileCannotBe, async () => {
      const file = await this.session.backend.chooseCaFile();
      if (!file) return;
      this.location.ca_file = file.path;
      this.trusted = file;
    });
  };

  copyPolicy = async (): Promise<void> => {
    await this.session.attempt(t.policyCouldNotBeCopied, async () => {
      const policy = await this.session.backend.minimalPolicy({ ...this.location });
      await navigator.clipboard.writeText(policy);
      this.session.messages.say(t.minimalPolicyCopied);
    });
  };

  #needSecret(): void {
    this.replacing = true;
    this.lead('secret');
  }

  protected filled(field: Field): boolean {
    const texts: Partial<Record<Field, string>> = {
      endpoint: this.location.endpoint,
      bucket: this.location.bucket,
      region: this.location.region,
      path: this.location.path,
      'access-key-id': this.location.access_key_id,
      name: this.location.name,
    };
    return (texts[field] ?? '') !== '';
  }
}
