import { readFileSync } from 'node:fs';

/** What the kernel knows of this process, and what the environment claims. */
export interface Person {
  readonly uid: number;
  /** The user of the login, which neither su nor sudo changes; undefined where the kernel keeps none. */
  readonly loginUid?: number;
  /** Of the environment: anybody could have set it. */
  readonly sudoUser?: string;
  /** Name of a user, where there is one. */
  readonly nameOf: (uid: number) => string | undefined;
}

/** Loginuid of a process without a login. */
const NO_LOGIN = 0xff_ff_ff_ff;

/**
 * Who gives this command, as it is kept with a refund: the real user, and the one who logged in where it is another.
 * `SUDO_USER` is no more than a note.
 */
export function whoAmI(person: Person = thisProcess()): string {
  const { uid, loginUid, sudoUser, nameOf } = person;
  const name = (of: number) => nameOf(of) ?? `user ${of}`;
  const login =
    loginUid !== undefined && loginUid !== NO_LOGIN && loginUid !== uid
      ? `, logged in as ${name(loginUid)}`
      : '';
  const noted = sudoUser?.replace(/[^\w.@-]/g, '?').slice(0, 32);
  return `${name(uid)}${login}${noted ? ` (SUDO_USER says ${noted})` : ''}`;
}

function thisProcess(): Person {
  return {
    uid: process.getuid?.() ?? 0,
    loginUid: loginUid(),
    sudoUser: process.env.SUDO_USER,
    nameOf,
  };
}

function loginUid(): number | undefined {
  try {
    const told = Number(readFileSync('/proc/self/loginuid', 'utf8'));
    return Number.isInteger(told) ? told : undefined;
  } catch {
    return undefined;
  }
}

function nameOf(uid: number): string | undefined {
  try {
    const users = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
    return users.find((user) => user[2] === String(uid))?.[0];
  } catch {
    return undefined;
  }
}
