import { Ami } from '../ami.js';
import { Ari } from '../ari.js';
import type { Pbx } from '../pbx.js';

/** Somebody else's programs on the PBX, writing down whatever they are told. */
export class ForeignClients {
  /** Everything AMI has sent, as it came. */
  ami = '';
  /** Everything ARI has sent, one event a line. */
  ari = '';
  #stopped = false;
  #socket: { close(): void } | undefined;
  #reading: Promise<void> | undefined;
  readonly #client: Ami;

  private constructor(pbx: Pbx) {
    this.#client = new Ami(`${pbx.foreign.url}/rawman`, pbx.foreign);
  }

  /**
   * With protection they have what `hushpay doctor` accepts: an AMI user without the class `dtmf`, and an ARI
   * application that watches the agents' phones. Without: an AMI user that reads all, an application that is told all.
   */
  static async start(pbx: Pbx): Promise<ForeignClients> {
    const clients = new ForeignClients(pbx);
    const ari = new Ari(`${pbx.foreign.url}/ari`, pbx.foreign);
    const note = (_: unknown, raw: string) => {
      clients.ari += `${raw.replaceAll('\n', ' ')}\n`;
    };
    clients.#socket = await ari.events('crm', note, !pbx.protection);
    if (pbx.protection) {
      await ari.request('POST', '/applications/crm/subscription?eventSource=endpoint:PJSIP%2Fagent');
    }
    // The session, and with it the queue of events, begins with the first action.
    await clients.#client.action('Ping');
    clients.#reading = clients.#read();
    return clients;
  }

  /** How much has been told so far. */
  get length(): { readonly ami: number; readonly ari: number } {
    return { ami: this.ami.length, ari: this.ari.length };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#socket?.close();
    await this.#reading;
    await this.#client.close();
  }

  async #read(): Promise<void> {
    while (!this.#stopped) {
      try {
        this.ami += (await this.#client.action('WaitEvent', { timeout: '1' })).replaceAll('\r', '');
      } catch {
        // Asterisk is going down, or was asked too long; the next round tells.
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}
