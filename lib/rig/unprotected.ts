import { dirname, join } from 'node:path';
import { loadConfig } from '../config/load.js';
import { createLog } from '../log.js';
import { startService } from '../service.js';
import { carelessParts } from './proof/careless.js';
import { keepsCode } from './proof/keeps-code.js';

/**
 * The program of the control run, `start --config FILE`: the same service with the protection taken off, so that the
 * proof shows what a leak looks like. Nothing but the rig starts it, and no option of the configuration leads here.
 */
const file = process.argv.at(process.argv.indexOf('--config') + 1);
if (!process.argv.includes('--config') || !file) throw new Error('unprotected: --config FILE is missing');
const config = await loadConfig(file);
const log = createLog(config.log, { unprotected: true });
const trace = join(dirname(file), 'trace.txt');
const parts = process.argv.includes('keeps-code')
  ? { newCapture: keepsCode }
  : carelessParts(config, log, trace);
const service = await startService(config, parts);
process.on('SIGTERM', () => void service.stop());
process.exit(await service.ended);
