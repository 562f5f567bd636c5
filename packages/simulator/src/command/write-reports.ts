import { writeFile } from 'node:fs/promises';
import { csvReport } from '../report/csv-report.js';
import { htmlPage } from '../report/html-page.js';
import { jsonReport } from '../report/json-report.js';
import { pngPicture } from '../report/png-picture.js';
import { svgPicture } from '../report/svg-picture.js';
import type { Simulation } from '../simulation.js';
import type { OutputFiles } from './settings.js';

/**
 * Writes the files that were asked for.
 *
 * @param warn told what is missing in a file that was written
 * @throws {Error} if a file cannot be written
 */
export async function writeReports(
  simulation: Simulation,
  { csv, json, svg, png, html }: OutputFiles,
  warn: (text: string) => void,
): Promise<void> {
  if (csv !== undefined) await write(csv, csvReport(simulation));
  if (json !== undefined) await write(json, jsonReport(simulation));
  if (html !== undefined) await write(html, htmlPage(simulation));
  if (svg !== undefined) await write(svg, svgPicture(simulation.policies));
  if (png !== undefined) {
    const { bytes, hasText } = await pngPicture(svgPicture(simulation.policies));
    if (!hasText) warn(`${png} has no texts: this machine has no fonts`);
    await write(png, bytes);
  }
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new Error(`${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
