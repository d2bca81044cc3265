#!/usr/bin/env node
import { devtools } from './program.ts';

process.exitCode = await devtools(process.argv.slice(2));
