import type { Cure, SftpChecked, SftpField, SftpLocation, StorageTest } from '../backend';
import type { Session } from '../shared/session.svelte';
import { StorageDraft } from './storage-draft.svelte';
import { t } from './messages';

export const NEW_COMPUTER = 'new-computer';

export const blankComputer = (): SftpLocation => ({
  id: '',
  name: '',
  host: '',
  port: null,
  user: '',
  path: 'backups',
  config_file: null,
  enabled: true,
});

/** A folder of another computer while somebody fills it in. */
export class SftpDraft extends StorageDraft<SftpLocation, SftpField, SftpChecked> {
  constructor(
    session: Session,
    location: SftpLocation | null,
    on: { look: (field: SftpField) => void; done: (saved: SftpLocation | null) => void },
  ) {
    super(session, [location, blankComputer()], on);
  }

  /** Digits as they are typed. */
  get port(): string {
    return this.location.port === null ? '' : String(this.location.port);
  }
  set port(typed: string) {
    const number = Number.parseInt(typed.replace(/\D/g, ''), 10);
    this.location.port = number >= 1 && number <= 65535 ? number : null;
  }

  protected check(asked: SftpLocation): Promise<SftpChecked> {
    return this.session.backend.checkSftpLocation(asked);
  }
  protected tryOut(): Promise<StorageTest> {
    return this.session.backend.testSftpLocation({ ...this.location });
  }
  protected async store(): Promise<SftpLocation> {
    return (await this.session.backend.saveSftpLocation({ ...this.location })).location;
  }
  protected filled(field: SftpField): boolean {
    return this.location[field] !== '';
  }

  /** What a button beside a failed step does. */
  cure = async (cure: Cure): Promise<void> => {
    const { backend, nav, messages } = this.session;
    const { host } = this.location;
    if (cure.cure === 'check-folder') this.lead('path');
    else if (cure.cure === 'set-up-folder') {
      const made = await this.session.attempt(t.folderCouldNotBeSetUp, () =>
        backend.setUpFolder({ ...this.location }),
      );
      if (made) await this.test();
    } else if (cure.cure === 'trust-host') {
      // Only a person can say whether it is the right computer.
      if (!(await nav.consent({ kind: 'trust-host', host, key: cure.key }))) return;
      const trusted = await this.session.attempt(t.hostCouldNotBeTrusted, () =>
        backend.trustHost({ ...this.location }, cure.key.fingerprint),
      );
      if (!trusted) return;
      messages.say(t.hostTrusted(host));
      await this.test();
    } else this.lead('host');
  };
}
