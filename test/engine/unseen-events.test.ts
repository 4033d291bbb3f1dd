import {describe, expect, it} from 'vitest';
import {neravaContract} from '../../src/contract/nerava.js';
import {diagnose} from '../../src/engine/diagnose.js';
import {renderMarkdown} from '../../src/report/markdown.js';
import {renderText} from '../../src/report/text.js';
import {collectIncident, loadIncident} from '../support/incidents.js';

async function reportOf(slug: string) {
  const {bundle} = await collectIncident(loadIncident(slug));
  return diagnose(bundle, {contract: neravaContract});
}

describe("a deployment of which App Runner's own lines were not seen", () => {
  it('died nobody knows where, and the permission comes first', async () => {
    const report = await reportOf('logs-denied-phase-unknown');
    expect(report.lastProven).toBe('source');
    expect(report.diedIn).toBeNull();
    expect(report.actions[0]?.text).toContain('allow logs:FilterLogEvents');
    expect(report.causes.find(({cause}) => cause === 'image-tag-missing')?.verdict).toBe('unknown');

    const text = renderText(report);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('Where it died is not known');
  });

  it('names each thing that could not be read once, with the causes that it leaves open', async () => {
    const report = await reportOf('logs-denied-phase-unknown');
    const open = report.causes.filter(({verdict}) => verdict === 'unknown');
    expect(open.length).toBeGreaterThan(20);
    const section = /COULD NOT BE JUDGED.*?\n\n/s.exec(renderText(report))?.[0] ?? '';
    expect(section.match(/access denied/g)).toHaveLength(1);
    for (const {cause} of open) expect(section).toContain(cause);
    const details = /Could not be judged.*?<\/details>/s.exec(renderMarkdown(report))?.[0] ?? '';
    expect(details.match(/access denied/g)).toHaveLength(1);
  });

  it('died nobody knows where, though its own stream tells of the pull', async () => {
    const report = await reportOf('only-the-deployment-stream');
    expect(report.lastProven).toBe('pull');
    expect(report.diedIn).toBeNull();
    expect(report.actions[0]?.command).toContain('nerava-diag logs');
  });
});
