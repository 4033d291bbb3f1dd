import {firstMatch} from '../engine/app-log.js';
import {atRecord} from '../engine/pointers.js';
import {defineRule} from '../engine/rule.js';

/** Behind a connector: one private host times out. A rule of a security group is the usual reason. */
export const onlyOneHostFails = defineRule({
  id: 'only-one-host-fails',
  title: 'A private host behind the connector times out',
  phase: 'serve',
  severity: 'error',
  needs: ['app-records', 'service'],
  check({'app-records': records, service}) {
    if (service.egress?.type !== 'VPC') return [];
    const hit = firstMatch(
      records.filter((record) =>
        /\b(?:10\.\d|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.)|\.internal\b|rds\.amazonaws|cache\.amazonaws/i.test(
          record.text,
        ),
      ),
      /Connection timed out|ETIMEDOUT|timeout expired|ConnectTimeout|connect timeout|i\/o timeout|TimeoutError/i,
    );
    return hit === undefined ? [] : [{at: [atRecord(hit.record, hit.line)]}];
  },
  message: () => 'A private host does not answer through the VPC connector: a time-out, not a refusal',
});
