/** Octets before the network's own packet, and where in them its kind is, by link type of the capture. */
const LINKS: Readonly<Record<number, { readonly head: number; readonly kind: number }>> = {
  1: { head: 14, kind: 12 },
  113: { head: 16, kind: 14 },
  276: { head: 20, kind: 0 },
};
const FILE_HEAD = 24;
const RECORD_HEAD = 16;
const MAGIC: ReadonlySet<number> = new Set([0xa1b2c3d4, 0xa1b23c4d]);
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const UDP = 17;

/** Reads what tcpdump writes on a pipe, piece by piece. What has been read is overwritten. */
export class Pcap {
  #rest = Buffer.alloc(0);
  #link: (typeof LINKS)[number] | undefined;

  /** `heard` is given the body of each UDP packet and must not keep it. Throws where it is no capture. */
  constructor(private readonly heard: (body: Buffer) => void) {}

  take(piece: Buffer): void {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    let at = 0;
    if (!this.#link) {
      if (all.length < FILE_HEAD) return this.#keep(all, 0, piece);
      this.#link = linkOf(all);
      at = FILE_HEAD;
    }
    while (at + RECORD_HEAD <= all.length) {
      const end = at + RECORD_HEAD + all.readUInt32LE(at + 8);
      if (end > all.length) break;
      const body = udpOf(all.subarray(at + RECORD_HEAD, end), this.#link);
      if (body) this.heard(body);
      at = end;
    }
    this.#keep(all, at, piece);
  }

  wipe(): void {
    this.#rest.fill(0);
  }

  #keep(all: Buffer, from: number, piece: Buffer): void {
    const rest = Buffer.from(all.subarray(from));
    this.#rest.fill(0);
    all.fill(0);
    piece.fill(0);
    this.#rest = rest;
  }
}

function linkOf(bytes: Buffer): (typeof LINKS)[number] {
  const link = LINKS[bytes.readUInt32LE(20)];
  if (!MAGIC.has(bytes.readUInt32LE(0)) || !link)
    throw new Error('tcpdump writes an unknown kind of capture');
  return link;
}

/** Body of a UDP packet that is whole and in one piece. */
function udpOf(frame: Buffer, link: (typeof LINKS)[number]): Buffer | undefined {
  if (frame.length < link.head + 28) return undefined;
  const kind = frame.readUInt16BE(link.kind);
  const packet = frame.subarray(link.head);
  const version4 = kind === IPV4;
  if (!version4 && (kind !== IPV6 || packet.length < 48)) return undefined;
  if (packet.readUInt8(version4 ? 9 : 6) !== UDP) return undefined;
  const head = version4 ? (packet.readUInt8(0) & 15) * 4 : 40;
  const udp = packet.subarray(head);
  if (udp.length < 8 || udp.readUInt16BE(4) > udp.length) return undefined;
  return udp.subarray(8, udp.readUInt16BE(4));
}
