/** What PostgreSQL's driver makes of an address, with everything it takes from elsewhere. */
export interface DriverView {
  /** A directory for a socket of this machine. */
  readonly host: string;
  /** Whether it will speak TLS only, and refuse a certificate that does not hold. */
  readonly verified: boolean;
}

/**
 * Asks the driver itself, which connects to nothing: `?host=` is stronger than the host before it, of two `sslmode` the
 * last one counts, and the environment has a say. Undefined: it can make nothing of it.
 */
export async function seenByDriver(address: string): Promise<DriverView | undefined> {
  const { default: pg } = await import('pg');
  try {
    const { host, ssl } = new pg.Client({ connectionString: address }).connectionParameters;
    const refusing = typeof ssl === 'object' ? ssl.rejectUnauthorized !== false : ssl === true;
    return { host, verified: refusing };
  } catch {
    return undefined;
  }
}
