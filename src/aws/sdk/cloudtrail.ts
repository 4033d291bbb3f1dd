// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail';
