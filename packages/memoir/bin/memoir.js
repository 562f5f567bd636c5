#!/usr/bin/env node
// Stands beside what is built, so that package managers can link it before anything is.
import '../dist/command/run.js';
