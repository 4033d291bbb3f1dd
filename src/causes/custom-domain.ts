import {defineCause} from '../engine/cause.js';
import {improve, read, serviceFlags} from '../engine/steps.js';

export const customDomain = defineCause({
  id: 'custom-domain',
  title: 'A custom domain is not validated',
  phases: ['serve'],
  supports: [{rule: 'domain-not-validated', strength: 'direct'}],
  refutes: [],
  needs: ['domains'],
  atRunTime: true,
  explainsNo: 'open or failed deployment',
  fix: (_findings, facts) => [
    read(
      'Read the records that are still missing',
      `aws apprunner describe-custom-domains ${serviceFlags(facts)} --query 'CustomDomains[].CertificateValidationRecords'`,
    ),
    improve('Create the CNAME records, and allow amazon.com in CAA', 'short-term'),
  ],
});
