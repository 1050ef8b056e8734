/** RTP's fixed head (RFC 3550). Octets. */
export const RTP_HEAD = 12;

export interface RtpPacket {
  readonly payloadType: number;
  readonly sequence: number;
  /** A part of the packet, not a copy. */
  readonly payload: Buffer;
}

/** Undefined where it is no RTP: RTCP on the same port, STUN, or cut off. */
export function readRtp(packet: Buffer): RtpPacket | undefined {
  if (packet.length < RTP_HEAD || packet.readUInt8(0) >> 6 !== 2) return undefined;
  const first = packet.readUInt8(0);
  const payloadType = packet.readUInt8(1) & 127;
  // RTCP's types, without their highest bit.
  if (payloadType >= 72 && payloadType <= 76) return undefined;
  let from = RTP_HEAD + 4 * (first & 15);
  if (first & 0x10) {
    if (packet.length < from + 4) return undefined;
    from += 4 + 4 * packet.readUInt16BE(from + 2);
  }
  const padding = first & 0x20 ? packet.readUInt8(packet.length - 1) : 0;
  const to = packet.length - padding;
  if (to <= from) return undefined;
  return { payloadType, sequence: packet.readUInt16BE(2), payload: packet.subarray(from, to) };
}

/** A packet without extensions. */
export function writeRtp(head: {
  readonly payloadType: number;
  readonly sequence: number;
  /** In samples. */
  readonly time: number;
  readonly payloadLength: number;
  /** The first packet after a pause (RFC 3551). */
  readonly marker?: boolean;
}): Buffer {
  const packet = Buffer.alloc(RTP_HEAD + head.payloadLength);
  packet[0] = 0x80;
  packet[1] = head.payloadType | (head.marker ? 0x80 : 0);
  packet.writeUInt16BE(head.sequence, 2);
  packet.writeUInt32BE(head.time, 4);
  packet.writeUInt32BE(1, 8);
  return packet;
}
