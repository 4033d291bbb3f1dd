// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
