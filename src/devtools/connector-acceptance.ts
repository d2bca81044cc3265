#!/usr/bin/env node
import { accept } from './accept.ts';

process.exitCode = await accept(process.argv.slice(2), 'connector-acceptance');
