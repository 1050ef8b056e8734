/** One channel of the PBX, by both of its names. */
export interface Leg {
  readonly channelId: string;
  readonly channelName: string;
}
