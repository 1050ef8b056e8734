/** Payload types of RTP whose meaning is fixed (RFC 3551). */
export const ULAW = 0;
export const ALAW = 8;

/** Linear samples of the 256 codes of each law (ITU-T G.711), full scale 32768. */
const LINEAR: Readonly<Record<number, Int16Array>> = {
  [ULAW]: Int16Array.from({ length: 256 }, (_, code) => {
    const bits = ~code & 255;
    const magnitude = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
    return bits & 128 ? -magnitude : magnitude;
  }),
  [ALAW]: Int16Array.from({ length: 256 }, (_, code) => {
    const bits = code ^ 0x55;
    const segment = (bits >> 4) & 7;
    const steps = ((bits & 15) << 4) + (segment === 0 ? 8 : 264);
    const magnitude = segment > 1 ? steps << (segment - 1) : steps;
    return bits & 128 ? magnitude : -magnitude;
  }),
};

/** Samples of a packet; undefined where its payload type is neither law. */
export function samplesOf(payloadType: number, payload: Uint8Array): Int16Array | undefined {
  const linear = LINEAR[payloadType];
  return linear && Int16Array.from(payload, (code) => linear[code] as number);
}
