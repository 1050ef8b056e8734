import fs from 'node:fs';
import path from 'node:path';
import { OURS, read, say } from './tools.mjs';

/** Two set-ups of one checkout must not run at the same time. */
export async function locked(work) {
  const file = path.join(OURS, 'setup.lock');
  fs.mkdirSync(OURS, { recursive: true });
  for (let told = false; ; ) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(read(file));
    if (!owner || !alive(owner)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) say(`Another set-up of this checkout is running (process ${owner}); waiting for it.`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
